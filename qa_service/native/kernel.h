/* Kernel: the loops of a question's hot path and of a build, in one pass each.
 *
 * Plain C99 without Python's headers: `hatch_build.py` compiles the files beside this one, `library.py` calls them by ctypes.
 * What they give is held to the slow and simple code of tests/reference. They keep nothing of their own but what callers hand
 * them, so threads may share them; and they never write or read by a number of the index that was not held against its
 * bounds, for an index may be damaged. Sums are made in one order and in double, so every machine gives the same. */

#ifndef KERNEL_H
#define KERNEL_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define KERNEL_VERSION 11 /* raised with every change of what Python calls: library.py knows which one it can call */

#define DAMAGED (-1) /* a number of the index points outside of it */
#define NO_MEMORY (-2)

#ifdef __GNUC__
#define FETCH(place) __builtin_prefetch(place)
#define FOR_PYTHON __attribute__((visibility("default"))) /* all else is hidden: no other library's names get in the way */
#else
#define FETCH(place) ((void)(place))
#define FOR_PYTHON
#endif

/* A function is compiled for each kind of processor, and which one is called is chosen when the library is loaded. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define FOR_EACH_PROCESSOR(...) __attribute__((target_clones(__VA_ARGS__)))
#else
#define FOR_EACH_PROCESSOR(...)
#endif

/* The place of the lowest bit of a number that is not 0. */
static inline int lowest_bit(uint64_t bits) {
#ifdef __GNUC__
    return __builtin_ctzll(bits);
#else
    int place = 0;
    for (; !(bits & 1); bits >>= 1) place++;
    return place;
#endif
}

/* What is known of a term. It stands side by side in 13 bytes of the index (index/vocabulary/terms.py), so that it is
 * fetched at once; its letters end where those of the next begin. */
typedef struct {
    int32_t stem, root;
    int32_t first, end; /* where its letters stand */
    uint8_t cues;
} Term;

enum { TERM_BYTES = 13, FIRST_AT = 8, CUES_AT = 12 };

/* The words of the corpus in their order, as terms. */
typedef struct {
    const int32_t *tokens;
    int64_t token_count;
    const uint8_t *terms; /* one row more than there are terms */
    int64_t term_count;
    const uint8_t *letters; /* of all terms, a byte each but for rare ones: see index/vocabulary/byte_alphabet.py */
    int64_t letter_bytes;
    const uint16_t *units;   /* the code unit of each byte */
    const int32_t *articles; /* so many, of three numbers: which bits of a term's first four bytes, their value, bytes */
    int64_t article_count;
} Words;

static inline int32_t int32_at(const uint8_t *bytes) {
    int32_t number;
    memcpy(&number, bytes, sizeof number);
    return number;
}

/* A term that there is. */
static inline Term term_of(const Words *words, int64_t token) {
    const uint8_t *row = words->terms + token * TERM_BYTES;
    return (Term){int32_at(row), int32_at(row + 4), int32_at(row + FIRST_AT), int32_at(row + TERM_BYTES + FIRST_AT),
                  row[CUES_AT]};
}

enum { SIEVE_BITS = 12 };

/* What is looked for: Q terms of a question in three views, and G grams, ascending. */
typedef struct {
    const int32_t *words, *stems, *roots;
    int64_t count;
    const uint64_t *grams; /* their codes */
    int64_t gram_count;
    int64_t heaviest; /* the term that weighs most */
    int64_t cues[2];  /* of words that are offers of two kinds */
    uint8_t sieve[1 << SIEVE_BITS]; /* by a hash of a gram whether one like it is looked for, */
    uint64_t stem_sieve, root_sieve; /* a stem, a root */
} Wanted;

enum { MOST_TERMS = 64, TERM_CUES = 8 };

/* Of matches: pairs side by side that are not of one term, pairs within three tokens of a term and the question's next one,
 * the first and the last place (99 and -1 where there is none), and how many. */
enum { PAIRS_ADJACENT, PAIRS_IN_ORDER, FIRST_MATCH, LAST_MATCH, MATCHES, ORDERS };

/* Tokens, 30 at most, from an offer of the first kind to any match, to one of the question's first term and of the heaviest;
 * and from an offer of the second kind to any. An offer is a token that matches nothing and has a cue that is wanted. */
enum { FROM_ANY, FROM_FIRST, FROM_HEAVIEST, SECOND_FROM_ANY, DISTANCES };

/* What is found in a sentence. A match is a token that is a term by stem or root, once for each such term. */
typedef struct {
    uint64_t word, stem, root; /* a bit for each term that stands in it */
    float cues[TERM_CUES];     /* of tokens that match no term */
    float order[ORDERS];
    float distance[DISTANCES];
    float times[MOST_TERMS];   /* of each term that stands in it, by stem; of others it says nothing */
    float roots[MOST_TERMS];   /* and by root */
} Matched;

void prepare(Wanted *wanted);
void fetch_words(const Words *words, int64_t start, int64_t end);
void fetch_letters(const Words *words, int64_t start, int64_t end);
int match_sentence(const Words *words, const Wanted *wanted, int64_t start, int64_t end, Matched *found, uint64_t *is_gram,
                   float *grams);

/* Kinds of questions, as KINDS in arabic/conversation/asking.py. */
enum { WHO, WHEN, WHERE, HOW_MANY, WHY, HOW, WHAT, WHICH, YES_NO, NO_KIND };

/* Where the next feature of a row goes: a column of many, `step` places apart. */
typedef struct {
    float *at;
    int64_t step;
} Cells;

static inline void add(Cells *to, double value) {
    *to->at = (float)value;
    to->at += to->step;
}

/* An ensemble of trees; ranking/trees.py says what its arrays hold. */
typedef struct {
    const int32_t *feature;
    const float *threshold;
    const uint8_t *mask;
    const float *leaf;
    int64_t trees;
} Trees;

enum { LANES = 32 }; /* rows that the trees are walked with at once: so many more places stand behind the columns */

FOR_PYTHON void kernel_trees(const Trees *trees, const float *columns, int64_t rows, float *sums);

#endif
