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

enum { AHEAD = 12 }; /* words, of which what is known is asked for before it is needed */

static inline int is_known(const Stretches *text, int64_t at) { return (uint64_t)text->tokens[at] < (uint64_t)text->terms; }

#endif
