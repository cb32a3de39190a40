/* Match: what stands in the candidate sentences of the words of a question. */

#include "kernel.h"

/* What is known of a term, side by side, so that it is fetched at once. */
typedef struct {
    int32_t stem, root;
    int32_t first_gram; /* its grams stand from here on, so many */
    int32_t cues_and_grams; /* the cues in the lowest eight bits, the number of grams in the others */
} Term;

/* The words of the corpus in their order, as terms. */
typedef struct {
    const int32_t *tokens;
    int64_t token_count;
    const Term *terms;
    int64_t term_count;
    const int32_t *grams;
    int64_t gram_count;
} Words;

/* What is looked for: Q terms of a question in three views, and G grams, ascending. */
typedef struct {
    const int32_t *words, *stems, *roots;
    int64_t count;
    const int32_t *grams;
    int64_t gram_count;
    int64_t heaviest;   /* the term that weighs most */
    int64_t cues[2];    /* of words that are offers of two kinds */
} Wanted;

/* What is found in S sentences; all counts are 0 at first. A match is a token that is a term by stem or root. */
typedef struct {
    float *word, *stem, *root; /* Q x S */
    float *gram;               /* G x S */
    float *cues;               /* CUES x S: of tokens that match no term */
    float *order;              /* 5 x S: pairs of matches side by side, pairs in order, first place, last place, matches */
    float *distance;           /* 4 x S: tokens between an offer and a match, see `note_distances` */
} Found;

enum { CUES = 8, SIEVE = 256 };

static void count_grams(const int32_t *grams, int64_t length, const Wanted *wanted, const uint8_t *sieve, float *counts,
                        int64_t sentences) {
    for (int64_t i = 0; i < length; i++) {
        if (!sieve[(uint32_t)grams[i] % SIEVE]) continue;
        int64_t low = 0, high = wanted->gram_count;
        while (low < high) {
            int64_t middle = low + (high - low) / 2;
            if (wanted->grams[middle] < grams[i]) low = middle + 1;
            else high = middle;
        }
        if (low < wanted->gram_count && wanted->grams[low] == grams[i]) counts[low * sentences] += 1;
    }
}

/* Terms stand at places far apart, each of which takes longer to be fetched than to be looked at: so those of the next
 * sentence are asked for while this one is looked at. */
static void fetch_terms(const Words *words, int64_t start, int64_t end) {
    for (int64_t at = start; at < end; at++) {
        int32_t token = words->tokens[at];
        if (token >= 0 && token < words->term_count) FETCH(&words->terms[token]);
    }
}

static void fetch_grams(const Words *words, int64_t start, int64_t end) {
    for (int64_t at = start; at < end; at++) {
        int32_t token = words->tokens[at];
        if (token < 0 || token >= words->term_count) continue;
        int64_t first = words->terms[token].first_gram;
        if (first >= 0 && first < words->gram_count) FETCH(&words->grams[first]);
    }
}

static int is_span(const Words *words, int64_t start, int64_t end) {
    return start >= 0 && start <= end && end <= words->token_count;
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
static void note_distances(const Latest *latest, int32_t position, float *distance, int64_t sentences, int is_match) {
    if (is_match) {
        if (latest->any == position) shorten(&distance[0], position, latest->offers[0]);
        if (latest->first_term == position) shorten(&distance[sentences], position, latest->offers[0]);
        if (latest->heaviest == position) shorten(&distance[2 * sentences], position, latest->offers[0]);
        if (latest->any == position) shorten(&distance[3 * sentences], position, latest->offers[1]);
        return;
    }
    if (latest->offers[0] == position) {
        shorten(&distance[0], position, latest->any);
        shorten(&distance[sentences], position, latest->first_term);
        shorten(&distance[2 * sentences], position, latest->heaviest);
    }
    if (latest->offers[1] == position) shorten(&distance[3 * sentences], position, latest->any);
}

static void note_match(const Wanted *wanted, Latest *latest, int32_t term, int32_t position, float *order,
                       int64_t sentences) {
    if (latest->any != NOWHERE) {
        order[0] += position - latest->any == 1 && term != latest->term;
        order[sentences] += position - latest->any <= NEAR && term == latest->term + 1;
    } else {
        order[2 * sentences] = (float)position;
    }
    order[3 * sentences] = (float)position;
    order[4 * sentences] += 1;
    latest->any = position;
    latest->term = term;
    if (term == 0) latest->first_term = position;
    if (term == wanted->heaviest) latest->heaviest = position;
}

/* Look at the tokens of the s-th sentence: 0 or DAMAGED. */
static int match_sentence(const Words *words, const Wanted *wanted, const uint8_t *sieve, int64_t start, int64_t end,
                          int64_t s, int64_t sentences, const Found *found) {
    Latest latest = {NOWHERE, NOWHERE, NOWHERE, {NOWHERE, NOWHERE}, 0};
    float *distance = found->distance + s;
    for (int kind = 0; kind < 4; kind++) distance[kind * sentences] = FAR;
    found->order[2 * sentences + s] = NO_FIRST;
    found->order[3 * sentences + s] = -1;
    for (int64_t at = start; at < end; at++) {
        int32_t token = words->tokens[at], position = (int32_t)(at - start);
        if (token < 0 || token >= words->term_count) return DAMAGED;
        const Term *term = &words->terms[token];
        int64_t grams = term->cues_and_grams >> 8;
        if (term->first_gram < 0 || grams < 0 || term->first_gram + grams > words->gram_count) return DAMAGED;
        for (int64_t q = 0; q < wanted->count; q++) {
            int is_stem = term->stem == wanted->stems[q], is_root = term->root == wanted->roots[q];
            if (token == wanted->words[q]) found->word[q * sentences + s] += 1;
            if (is_stem) found->stem[q * sentences + s] += 1;
            if (is_root) found->root[q * sentences + s] += 1;
            if (is_stem || is_root) note_match(wanted, &latest, (int32_t)q, position, found->order + s, sentences);
        }
        int is_match = latest.any == position;
        int32_t cues = is_match ? 0 : term->cues_and_grams & 0xff;
        for (int bit = 0; cues >> bit; bit++)
            if (cues >> bit & 1) found->cues[bit * sentences + s] += 1;
        for (int kind = 0; kind < 2; kind++)
            if (cues & wanted->cues[kind]) latest.offers[kind] = position;
        if (is_match || cues) note_distances(&latest, position, distance, sentences, is_match);
        count_grams(words->grams + term->first_gram, grams, wanted, sieve, found->gram + s, sentences);
    }
    return 0;
}

/* Go through the tokens of S sentences, which stand from `starts[s]` to `ends[s]`: 0 or DAMAGED. */
int64_t kernel_match(const Words *words, const Wanted *wanted, const int64_t *starts, const int64_t *ends,
                     int64_t sentences, const Found *found) {
    uint8_t sieve[SIEVE] = {0};
    for (int64_t g = 0; g < wanted->gram_count; g++) sieve[(uint32_t)wanted->grams[g] % SIEVE] = 1;
    for (int64_t s = 0; s < sentences; s++) {
        if (!is_span(words, starts[s], ends[s])) return DAMAGED;
        if (s + 1 < sentences && is_span(words, starts[s + 1], ends[s + 1])) fetch_terms(words, starts[s + 1], ends[s + 1]);
        fetch_grams(words, starts[s], ends[s]);
        if (match_sentence(words, wanted, sieve, starts[s], ends[s], s, sentences, found)) return DAMAGED;
    }
    return 0;
}
