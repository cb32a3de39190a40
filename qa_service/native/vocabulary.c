/* Vocabulary: the hashes of all terms and the table in which they are found (index/vocabulary/vocabulary.py). */

#include "kernel.h"

enum { HASHED_BYTES = 32, STEP_BYTES = 4 };

static uint64_t hash_of(const uint8_t *letters, int64_t length, uint64_t multiplier, uint64_t modulus) {
    uint64_t hash = 0;
    if (length > HASHED_BYTES) length = HASHED_BYTES;
    for (int64_t place = (length - 1) / STEP_BYTES * STEP_BYTES; place >= 0; place -= STEP_BYTES) {
        uint64_t step = 0;
        for (int64_t i = 0; i < STEP_BYTES && place + i < length; i++) step |= (uint64_t)letters[place + i] << 8 * i;
        hash = (hash << 32 | step) % modulus;
    }
    return hash * multiplier % modulus;
}

/* The hash of each term: of the t-th, whose letters are text[starts[t]] and on, up to starts[t + 1]. */
FOR_PYTHON void kernel_hashes(const uint8_t *text, const int64_t *starts, int64_t terms, uint64_t multiplier, uint64_t modulus,
                              uint64_t *hashes) {
    for (int64_t term = 0; term < terms; term++)
        hashes[term] = hash_of(text + starts[term], starts[term + 1] - starts[term], multiplier, modulus);
}

/* Puts each term, plus one, into its home among the slots, which are all 0, or behind it: those of one cluster stand in
 * the order of their homes, those of one home in their own. Where the last slot that is filled ends, or DAMAGED. */
FOR_PYTHON int64_t kernel_slots(const int32_t *homes, int64_t terms, int32_t *slots, int64_t room) {
    int64_t end = 0;
    for (int64_t term = 0; term < terms; term++) {
        int32_t carried = (int32_t)term + 1;
        int64_t at = homes[term];
        for (; carried && (uint64_t)at < (uint64_t)room; at++) {
            int32_t there = slots[at], home = homes[carried - 1];
            if (there && (homes[there - 1] < home || (homes[there - 1] == home && there < carried))) continue;
            slots[at] = carried;
            carried = there;
        }
        if (carried) return DAMAGED;
        if (at > end) end = at;
    }
    return end;
}
