/* Phrase: what a short answer is looked for in, and what it is. */

#ifndef PHRASE_H
#define PHRASE_H

#include "kernel.h"

enum { TO_WORDS = 3 }; /* kinds of words of the question to which the distance is told */

/* The T tokens of a sentence; a byte of 0 or 1 a token where it says nothing else. */
typedef struct {
    const float *traits; /* T x TRAITS */
    const uint8_t *to[TO_WORDS]; /* words of the question: all, its first, its rarest */
    const uint8_t *gap;          /* T + 1 */
    int64_t count;
    int64_t wanted; /* bits of the cues of what is asked for */
    int64_t kind;   /* of the question, among KINDS */
} SentenceWords;

typedef struct {
    int32_t first, last;
} Phrase;

#endif
