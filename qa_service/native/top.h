/* Top: what the parts of the search for the best passages know of each other. */

#ifndef TOP_H
#define TOP_H

#include "kernel.h"

/* The postings of one view: term t adds weights[i] to passage passages[i] for starts[t] <= i < starts[t + 1]. */
typedef struct {
    const void *starts; /* int32 or int64, terms + 1 */
    int64_t starts_bytes;
    const int32_t *passages;
    const float *weights;
    float *most; /* terms: the greatest weight of a long column once it was looked for, 0 before */
    int64_t terms;
    int64_t postings;
} View;

typedef struct {
    const int32_t *passages;
    const float *weights;
    int64_t length;
    int64_t order; /* in which the question names it */
    float most;    /* no weight is greater; only for long columns */
} Column;

/* Which passages may answer: those whose document passes. */
typedef struct {
    const uint8_t *passing;     /* documents */
    const int32_t *document_of; /* passages */
    int64_t documents;
} Filter;

/* What a thread lets be written to. */
typedef struct {
    float *row;       /* passages; as kernel_clear_row leaves it, and left so again unless the answer is negative */
    int32_t *touched; /* passages + 1 */
    int32_t *found;   /* k */
    float *scores;    /* k */
} Room;

/* The best so far: a heap whose root is the worst of them. */
typedef struct {
    float *scores;
    int32_t *passages;
    int64_t size, most;
} Best;

enum { DENSE_FROM = 4 }; /* of so many passages one in a column, and it is as well to look at them all, */
enum { BLOCK = 64 };     /* at so many at once */
enum { POSTINGS_AHEAD = 16 }; /* postings, of which the sums are asked for before they are needed */
enum { LOOK_UP_FROM = 12 }; /* a column of so many places to a passage is searched, a shorter one gone through */
enum { LONG_COLUMN = 512 }; /* from this length on it pays to ask whether a column has to be added up whole */

static const uint32_t UNTOUCHED = 0x80000000u; /* -0.0, which no sum of weights gives: 0 + w is never it */

/* The sums so far, and where they stand: `touched` lists the passages that have one, unless most have (`is_dense`). */
typedef struct {
    float *row; /* UNTOUCHED where there is no sum */
    int64_t passages;
    int32_t *touched;
    int64_t count;
    int is_dense;
} Sums;

/* What is asked of the columns of a question, the shortest first. */
typedef struct {
    const Column *columns;
    int64_t count;
    const Filter *filter;
    int64_t k;
} Asked;

void offer(Best *best, float score, int32_t passage);
void sort_best(Best *best);
int64_t columns_of(const View *views, const int32_t *terms, const int32_t *counts, int64_t view_count, int64_t passages,
                   Column *columns);
float greatest(const float *weights, int64_t length);
float weight_of(const Column *column, int64_t *from, int32_t wanted);

static inline int is_worse(float score, int32_t passage, float than, int32_t of) {
    return score < than || (score == than && passage > of);
}

/* Whether a passage may answer; DAMAGED where its document is none. */
static inline int may_answer(const Filter *filter, int32_t passage) {
    if (!filter) return 1;
    int32_t document = filter->document_of[passage];
    if (document < 0 || document >= filter->documents) return DAMAGED;
    return filter->passing[document];
}

static inline int is_touched(float score) {
    uint32_t bits;
    memcpy(&bits, &score, sizeof bits);
    return bits != UNTOUCHED;
}

static inline void clear(float *score) { memcpy(score, &UNTOUCHED, sizeof UNTOUCHED); }

/* Offer one passage, if it may answer; 0 or DAMAGED. */
static inline int offer_passage(Best *best, float score, int32_t passage, const Filter *filter) {
    if (best->size == best->most && !is_worse(best->scores[0], best->passages[0], score, passage)) return 0;
    int may = may_answer(filter, passage);
    if (may > 0) offer(best, score, passage);
    return may < 0 ? DAMAGED : 0;
}

#endif
