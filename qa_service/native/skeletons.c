/* Skeletons: the consonants of all terms, packed, for index/vocabulary/consonant_skeletons.py. */

#include "kernel.h"

enum { FIRST_CODE = 0x600, CODES = 0x700, CLASS_BITS = 4, LONGEST = 14 };
enum { ALEF = 0x627, LAM = 0x644, HEH = 0x647, LEAST_WITH_ARTICLE = 4 };

/* The keys of each term, whose letters are letters[starts[t]] and on, up to starts[t + 1]: as it stands, and without an
 * article; 0 for one that has none. `classes`: of each code point up to CODES. */
FOR_PYTHON void kernel_skeletons(const uint32_t *letters, const int64_t *starts, int64_t terms, const uint8_t *classes,
                                 uint64_t *whole, uint64_t *bare) {
    for (int64_t term = 0; term < terms; term++) {
        const uint32_t *word = letters + starts[term];
        int64_t length = starts[term + 1] - starts[term], consonants = 0, at = 0;
        uint64_t key = 0;
        whole[term] = bare[term] = 0;
        for (; at < length && word[at] >= FIRST_CODE && word[at] < CODES; at++) {
            uint8_t class = at + 1 == length && word[at] == HEH ? 0 : classes[word[at]]; /* «ة», or as silent */
            if (!class) continue;
            key = key << CLASS_BITS | class;
            consonants++;
        }
        if (at < length) continue; /* no word of Arabic letters */
        if (consonants <= LONGEST) whole[term] = bare[term] = key;
        if (length < LEAST_WITH_ARTICLE || word[0] != ALEF || word[1] != LAM) continue;
        /* The lam of the article is the first consonant of its word, the highest of the key. */
        consonants--;
        bare[term] = consonants > LONGEST ? 0 : key & (((uint64_t)1 << CLASS_BITS * consonants) - 1);
    }
}
