/* Stretches: the words of a corpus in the order in which they stand there, for the loops over all of them when an index is
 * built. Each of those takes long enough to give up the lock. */

#ifndef STRETCHES_H
#define STRETCHES_H

#include "kernel.h"

/* The words of N stretches of text (sentences, passages), as terms: those of the i-th are tokens[reach[i]] and on, up to
 * reach[i + 1]. */
typedef struct {
    const int32_t *tokens;
    const int64_t *reach; /* ascending, N + 1 */
    int64_t count;
    int64_t terms; /* no token is as great */
} Stretches;

/* The units of each term in one view: of term t units[starts[t]] and on, up to starts[t + 1]. */
typedef struct {
    const int32_t *units;
    const int32_t *starts; /* terms + 1; NULL where each term has one, which is units[t] */
    int64_t count;         /* no unit is as great */
} Units;

/* What stands several times in a stretch: where, which unit, how often. */
typedef struct {
    int32_t *stretch, *unit, *times;
    int64_t room;
} Repeats;

/* The words that passages are found by: their own and those of the title above them. */
typedef struct {
    Stretches text;             /* passages */
    Stretches titles;           /* documents */
    const int32_t *document_of; /* passages */
    const int32_t *of_term;     /* what stands for a term in the view */
} Passages;

/* Columns of postings, which are not full: that of a term begins where the one before it might end. */
typedef struct {
    const int64_t *starts; /* terms */
    int64_t *ends;         /* terms: where the next posting of each goes */
    int32_t *passages, *times;
} Placed;

/* Documents for their sketches: the words of their sentences, of which some are left out. */
typedef struct {
    Stretches text;           /* sentences */
    const int64_t *sentences; /* those of document d from sentences[d] on, up to sentences[d + 1] */
    int64_t documents;
    const uint8_t *left_out;  /* sentences */
    const uint64_t *hashes;   /* terms */
    uint64_t multipliers[3];
} Documents;

/* The letters of T terms, one term after the other, and the articles that grams leave out. */
typedef struct {
    const uint32_t *letters;
    const int64_t *starts; /* ascending, T + 1 */
    int64_t terms;
    const uint32_t *articles; /* 1 + LONGEST_ARTICLE numbers each: how many letters, and these */
    int64_t article_count;
    uint32_t edge; /* the letter that stands for the edge of a word */
} Spellings;

enum { LONGEST_ARTICLE = 3 };
enum { WORDS_AHEAD = 12 }; /* words, of which what is known is asked for before it is needed */

static inline int is_known(const Stretches *text, int64_t at) { return (uint64_t)text->tokens[at] < (uint64_t)text->terms; }

#endif
