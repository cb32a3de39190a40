/* Match: what stands in the candidate sentences of the words of a question. */

#include <stddef.h>

#include "kernel.h"

enum { GRAM_CHARS = 4, EDGE = '_', NO_BYTE = 0xff, ESCAPED = 4 };

static int64_t slot_of(uint64_t code) { return (int64_t)(code * 0x9E3779B97F4A7C15u >> (64 - SIEVE_BITS)); }

void prepare(Wanted *wanted) {
    memset(wanted->sieve, 0, sizeof wanted->sieve);
    for (int64_t g = 0; g < wanted->gram_count; g++) wanted->sieve[slot_of(wanted->grams[g])] = 1;
    wanted->stem_sieve = wanted->root_sieve = 0;
    for (int64_t q = 0; q < wanted->count; q++) {
        wanted->stem_sieve |= (uint64_t)1 << (wanted->stems[q] & 63);
        wanted->root_sieve |= (uint64_t)1 << (wanted->roots[q] & 63);
    }
}

static void count_gram(uint64_t code, const Wanted *wanted, uint64_t *is_gram, float *counts) {
    if (!wanted->sieve[slot_of(code)]) return;
    int64_t low = 0, high = wanted->gram_count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (wanted->grams[middle] < code) low = middle + 1;
        else high = middle;
    }
    if (low == wanted->gram_count || wanted->grams[low] != code) return;
    uint64_t bit = (uint64_t)1 << (low & 63);
    counts[low] = is_gram[low >> 6] & bit ? counts[low] + 1 : 1;
    is_gram[low >> 6] |= bit;
}

/* How many bytes of a term an article takes that two letters or more follow. */
static int64_t article_of(const Words *words, const uint8_t *letters, int64_t length) {
    if (length < 4) return 0; /* none has less than two letters */
    int32_t head = int32_at(letters);
    for (int64_t a = 0; a < words->article_count; a++) {
        const int32_t *article = words->articles + a * 3;
        if ((head & article[0]) != article[1]) continue;
        int64_t rest = length - article[2];
        return rest > ESCAPED || (rest >= 2 && letters[article[2]] != NO_BYTE) ? article[2] : 0;
    }
    return 0;
}

/* Count the grams of a term: runs of four letters, an edge before the first and behind the last. 0 or DAMAGED. */
static int count_grams(const Words *words, const Term *term, const Wanted *wanted, uint64_t *is_gram, float *counts) {
    const uint8_t *letters = words->letters + term->first;
    int64_t length = term->end - term->first, seen = 1;
    uint64_t code = EDGE;
    for (int64_t at = article_of(words, letters, length); at < length; at++) {
        uint64_t unit = words->units[letters[at]];
        if (letters[at] == NO_BYTE) {
            if (at + ESCAPED > length) return DAMAGED;
            unit = ((uint64_t)letters[at + 1] << 14 | (uint64_t)letters[at + 2] << 7 | letters[at + 3]) & 0xffff;
            at += ESCAPED - 1;
        }
        code = code << 16 | unit;
        if (++seen >= GRAM_CHARS) count_gram(code, wanted, is_gram, counts);
    }
    code = code << 16 | EDGE;
    for (seen++; seen < GRAM_CHARS; seen++) code <<= 16;
    count_gram(code, wanted, is_gram, counts);
    return 0;
}

static int is_span(const Words *words, int64_t start, int64_t end) {
    return start >= 0 && start <= end && end <= words->token_count;
}

/* Terms stand at places far apart, each of which takes longer to be fetched than to be looked at: so those of the next
 * sentence are asked for while this one is looked at. */
enum { MOST_FETCHED = 1024 }; /* of a damaged index a sentence might have all the words of the corpus */

void fetch_words(const Words *words, int64_t start, int64_t end) {
    for (int64_t at = start; is_span(words, start, end) && at < end && at < start + MOST_FETCHED; at++) {
        int32_t token = words->tokens[at];
        if (token < 0 || token >= words->term_count) continue;
        const uint8_t *row = words->terms + token * (int64_t)TERM_BYTES;
        FETCH(row);
        FETCH(row + TERM_BYTES + FIRST_AT);
    }
}

void fetch_letters(const Words *words, int64_t start, int64_t end) {
    for (int64_t at = start; is_span(words, start, end) && at < end && at < start + MOST_FETCHED; at++) {
        int32_t token = words->tokens[at];
        if (token < 0 || token >= words->term_count) continue;
        int64_t first = int32_at(words->terms + token * (int64_t)TERM_BYTES + FIRST_AT);
        if (first >= 0 && first < words->letter_bytes) FETCH(words->letters + first);
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
        if (latest->any == position) shorten(&distance[FROM_ANY], position, latest->offers[0]);
        if (latest->first_term == position) shorten(&distance[FROM_FIRST], position, latest->offers[0]);
        if (latest->heaviest == position) shorten(&distance[FROM_HEAVIEST], position, latest->offers[0]);
        if (latest->any == position) shorten(&distance[SECOND_FROM_ANY], position, latest->offers[1]);
        return;
    }
    if (latest->offers[0] == position) {
        shorten(&distance[FROM_ANY], position, latest->any);
        shorten(&distance[FROM_FIRST], position, latest->first_term);
        shorten(&distance[FROM_HEAVIEST], position, latest->heaviest);
    }
    if (latest->offers[1] == position) shorten(&distance[SECOND_FROM_ANY], position, latest->any);
}

static void note_match(const Wanted *wanted, Latest *latest, int32_t term, int32_t position, float *order) {
    if (latest->any != NOWHERE) {
        order[PAIRS_ADJACENT] += position - latest->any == 1 && term != latest->term;
        order[PAIRS_IN_ORDER] += position - latest->any <= NEAR && term == latest->term + 1;
    } else {
        order[FIRST_MATCH] = (float)position;
    }
    order[LAST_MATCH] = (float)position;
    order[MATCHES] += 1;
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
    found->order[FIRST_MATCH] = NO_FIRST;
    found->order[LAST_MATCH] = -1;
    if (!is_span(words, start, end)) return DAMAGED;
    for (int64_t at = start; at < end; at++) {
        int32_t token = words->tokens[at], position = (int32_t)(at - start);
        if (token < 0 || token >= words->term_count) return DAMAGED;
        const Term term = term_of(words, token);
        if (term.first < 0 || term.end < term.first || term.end > words->letter_bytes) return DAMAGED;
        if ((wanted->stem_sieve >> (term.stem & 63) & 1) || (wanted->root_sieve >> (term.root & 63) & 1))
            match_token(wanted, token, &term, position, found, &latest);
        int is_match = latest.any == position;
        int32_t cues = is_match ? 0 : term.cues;
        for (int bit = 0; cues >> bit; bit++)
            if (cues >> bit & 1) found->cues[bit] += 1;
        for (int kind = 0; kind < 2; kind++)
            if (cues & wanted->cues[kind]) latest.offers[kind] = position;
        if (is_match || cues) note_distances(&latest, position, found->distance, is_match);
        if (wanted->gram_count && count_grams(words, &term, wanted, is_gram, grams)) return DAMAGED;
    }
    return 0;
}
