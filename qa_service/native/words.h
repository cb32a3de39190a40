/* Words: what the words of a batch of documents are read from, and where they go. */

#ifndef WORDS_H
#define WORDS_H

#include "kernel.h"

/* T texts, one after the other, each of characters of 1, 2 or 4 bytes: see index/storage/texts.py. */
typedef struct {
    const uint8_t *bytes;
    const int64_t *starts; /* in bytes, T + 1 */
    const uint8_t *widths;
} Texts;

typedef struct {
    const int32_t *starts, *ends; /* in characters of the text */
    const int64_t *reach;         /* those of document d stand from reach[d] up to reach[d + 1] */
} Sentences;

typedef struct {
    const uint32_t *codes; /* the code point of each character of one byte */
    const uint8_t *kinds;  /* of each code point that the texts may have */
    const uint16_t *alone; /* of each code unit, what it is folded to whatever stands beside it; 0 where that tells */
} Alphabet;

/* Words by their numbers, in the order in which they were met first; room for one a character everywhere. */
typedef struct {
    uint32_t *letters; /* of all distinct words, one after the other, folded but for those that are not plain */
    int64_t *ends;     /* of each distinct word among them, after a 0 */
    uint8_t *is_plain; /* whether all characters of a distinct word are folded alone */
    int32_t *title_words, *title_counts;
    int32_t *words, *counts;
    uint16_t *cues; /* of each sentence */
} Met;

#endif
