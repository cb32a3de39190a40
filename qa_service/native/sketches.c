/* Sketches: what documents are told by to be copies (index/documents/copies.py). */

#include "stretches.h"

static uint64_t mixed(uint64_t value, uint64_t multiplier) {
    value = (value ^ (value >> 31)) * multiplier;
    return value ^ (value >> 29);
}

/* For each document the least hash of three words that follow each other in each of so many bins; all are greatest at
 * first. */
FOR_PYTHON int64_t kernel_sketches(const Documents *documents, int64_t bins, uint64_t *sketches) {
    const Stretches *text = &documents->text;
    const uint64_t *by = documents->multipliers;
    for (int64_t document = 0; document < documents->documents; document++) {
        uint64_t *sketch = sketches + document * bins, before[2] = {0, 0};
        int64_t words = 0;
        for (int64_t i = documents->sentences[document]; i < documents->sentences[document + 1]; i++) {
            if (documents->left_out[i]) continue;
            for (int64_t at = text->reach[i]; at < text->reach[i + 1]; at++) {
                if ((uint64_t)text->tokens[at] >= (uint64_t)text->terms) return DAMAGED;
                uint64_t word = documents->hashes[text->tokens[at]];
                if (++words > 2) {
                    uint64_t value = mixed(before[0] * by[0] + before[1] * by[1] + word * by[2], by[1]);
                    uint64_t *least = sketch + ((value >> 32) * (uint64_t)bins >> 32);
                    if (value < *least) *least = value;
                }
                before[0] = before[1];
                before[1] = word;
            }
        }
    }
    return 0;
}
