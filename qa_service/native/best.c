/* Best: the k best so far, in a heap. */

#include "top.h"

static void place_at(Best *best, int64_t at, float score, int32_t passage) {
    best->scores[at] = score;
    best->passages[at] = passage;
}

static void sift_down(Best *best, float score, int32_t passage) {
    int64_t at = 0;
    for (;;) {
        int64_t child = 2 * at + 1;
        if (child >= best->size) break;
        if (child + 1 < best->size && is_worse(best->scores[child + 1], best->passages[child + 1],
                                               best->scores[child], best->passages[child]))
            child++;
        if (!is_worse(best->scores[child], best->passages[child], score, passage)) break;
        place_at(best, at, best->scores[child], best->passages[child]);
        at = child;
    }
    place_at(best, at, score, passage);
}

void offer(Best *best, float score, int32_t passage) {
    if (best->size == best->most) {
        if (is_worse(best->scores[0], best->passages[0], score, passage)) sift_down(best, score, passage);
        return;
    }
    int64_t at = best->size++;
    while (at) {
        int64_t parent = (at - 1) / 2;
        if (!is_worse(score, passage, best->scores[parent], best->passages[parent])) break;
        place_at(best, at, best->scores[parent], best->passages[parent]);
        at = parent;
    }
    place_at(best, at, score, passage);
}

/* Best first, in place. */
void sort_best(Best *best) {
    int64_t size = best->size;
    while (best->size > 1) {
        int64_t last = --best->size;
        float score = best->scores[last];
        int32_t passage = best->passages[last];
        place_at(best, last, best->scores[0], best->passages[0]);
        sift_down(best, score, passage);
    }
    best->size = size;
}
