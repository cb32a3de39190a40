/* Match: what stands in the candidate sentences of the words of a question. */

#include <stddef.h>

#include "kernel.h"

enum { SIEVE = sizeof(((Wanted *)0)->sieve) };

void prepare(Wanted *wanted) {
    memset(wanted->sieve, 0, SIEVE);
    for (int64_t g = 0; g < wanted->gram_count; g++) wanted->sieve[(uint32_t)wanted->grams[g] % SIEVE] = 1;
    wanted->stem_sieve = wanted->root_sieve = 0;
    for (int64_t q = 0; q < wanted->count; q++) {
        wanted->stem_sieve |= (uint64_t)1 << (wanted->stems[q] & 63);
        wanted->root_sieve |= (uint64_t)1 << (wanted->roots[q] & 63);
    }
}

static void count_grams(const int32_t *grams, int64_t length, const Wanted *wanted, uint64_t *is_gram, float *counts) {
    for (int64_t i = 0; i < length; i++) {
        if (!wanted->sieve[(uint32_t)grams[i] % SIEVE]) continue;
        int64_t low = 0, high = wanted->gram_count;
        while (low < high) {
            int64_t middle = low + (high - low) / 2;
            if (wanted->grams[middle] < grams[i]) low = middle + 1;
            else high = middle;
        }
        if (low == wanted->gram_count || wanted->grams[low] != grams[i]) continue;
        uint64_t bit = (uint64_t)1 << (low & 63);
        counts[low] = is_gram[low >> 6] & bit ? counts[low] + 1 : 1;
        is_gram[low >> 6] |= bit;
    }
}

static int is_span(const Words *words, int64_t start, int64_t end) {
    return start >= 0 && start <= end && end <= words->token_count;
}

/* Terms stand at places far apart, each of which takes longer to be fetched than to be looked at: so those of the next
 * sentence are asked for while this one is looked at. */
void fetch_words(const Words *words, int64_t start, int64_t end) {
    for (int64_t at = start; is_span(words, start, end) && at < end; at++) {
        int32_t token = words->tokens[at];
        if (token >= 0 && token < words->term_count) FETCH(&words->terms[token]);
    }
}

void fetch_grams(const Words *words, int64_t start, int64_t end) {
    for (int64_t at = start; is_span(words, start, end) && at < end; at++) {
        int32_t token = words->tokens[at];
        if (token < 0 || token >= words->term_count) continue;
        int64_t first = words->terms[token].first_gram;
        if (first >= 0 && first < words->gram_count) FETCH(&words->grams[first]);
    }
}

/* Where in a sentence the latest matches and offers stand. */
typedef struct {
    int32_t any, first_term, heaviest; /* matches */
    int32_t offers[2];
    int32_t term; /* of the latest match */
} Latest;

enum { NOWHERE = -1000, FAR = 30, NEAR = 3, NO_FIRST = 99 };

static void shorten(float *distance, int32_t to, int32_t from) {
    if (to - from < *distance) *distance = (float)(to - from);
}

/* The distances of one sentence: of offers of the first kind from any match, from the question's first term and from its
 * heaviest, and of offers of the second kind from any match. */
static void note_distances(const Latest *latest, int32_t position, float *distance, int is_match) {
    if (is_match) {
        if (latest->any == position) shorten(&distance[0], position, latest->offers[0]);
        if (latest->first_term == position) shorten(&distance[1], position, latest->offers[0]);
        if (latest->heaviest == position) shorten(&distance[2], position, latest->offers[0]);
        if (latest->any == position) shorten(&distance[3], position, latest->offers[1]);
        return;
    }
    if (latest->offers[0] == position) {
        shorten(&distance[0], position, latest->any);
        shorten(&distance[1], position, latest->first_term);
        shorten(&distance[2], position, latest->heaviest);
    }
    if (latest->offers[1] == position) shorten(&distance[3], position, latest->any);
}

static void note_match(const Wanted *wanted, Latest *latest, int32_t term, int32_t position, float *order) {
    if (latest->any != NOWHERE) {
        order[0] += position - latest->any == 1 && term != latest->term;
        order[1] += position - latest->any <= NEAR && term == latest->term + 1;
    } else {
        order[2] = (float)position;
    }
    order[3] = (float)position;
    order[4] += 1;
    latest->any = position;
    latest->term = term;
    if (term == 0) latest->first_term = position;
    if (term == wanted->heaviest) latest->heaviest = position;
}

/* Which terms of the question a token is, by stem or root. */
static void match_token(const Wanted *wanted, int32_t token, const Term *term, int32_t position, Matched *found,
                        Latest *latest) {
    for (int64_t q = 0; q < wanted->count; q++) {
        int is_stem = term->stem == wanted->stems[q], is_root = term->root == wanted->roots[q];
        uint64_t bit = (uint64_t)1 << q;
        if (token == wanted->words[q]) found->word |= bit;
        if (is_stem) found->times[q] = found->stem & bit ? found->times[q] + 1 : 1;
        if (is_root) found->roots[q] = found->root & bit ? found->roots[q] + 1 : 1;
        if (is_stem) found->stem |= bit;
        if (is_root) found->root |= bit;
        if (is_stem || is_root) note_match(wanted, latest, (int32_t)q, position, found->order);
    }
}

/* Look at the tokens from `start` to `end`: 0 or DAMAGED. `is_gram`: a bit for each gram that is wanted, none set at first;
 * `grams`: how often each stands there of which it is set then.
 */
int match_sentence(const Words *words, const Wanted *wanted, int64_t start, int64_t end, Matched *found, uint64_t *is_gram,
                   float *grams) {
    Latest latest = {NOWHERE, NOWHERE, NOWHERE, {NOWHERE, NOWHERE}, 0};
    memset(found, 0, offsetof(Matched, times));
    for (int kind = 0; kind < DISTANCES; kind++) found->distance[kind] = FAR;
    found->order[2] = NO_FIRST;
    found->order[3] = -1;
    if (!is_span(words, start, end)) return DAMAGED;
    for (int64_t at = start; at < end; at++) {
        int32_t token = words->tokens[at], position = (int32_t)(at - start);
        if (token < 0 || token >= words->term_count) return DAMAGED;
        const Term *term = &words->terms[token];
        int64_t held = term->cues_and_grams >> 8;
        if (term->first_gram < 0 || held < 0 || term->first_gram + held > words->gram_count) return DAMAGED;
        if ((wanted->stem_sieve >> (term->stem & 63) & 1) || (wanted->root_sieve >> (term->root & 63) & 1))
            match_token(wanted, token, term, position, found, &latest);
        int is_match = latest.any == position;
        int32_t cues = is_match ? 0 : term->cues_and_grams & 0xff;
        for (int bit = 0; cues >> bit; bit++)
            if (cues >> bit & 1) found->cues[bit] += 1;
        for (int kind = 0; kind < 2; kind++)
            if (cues & wanted->cues[kind]) latest.offers[kind] = position;
        if (is_match || cues) note_distances(&latest, position, found->distance, is_match);
        count_grams(words->grams + term->first_gram, held, wanted, is_gram, grams);
    }
    return 0;
}
