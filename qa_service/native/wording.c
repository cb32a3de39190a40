/* Wording: the words of a sentence where they stand in its text; index/wording.py says what is found of each. */

#include "kernel.h"

enum { UNTOLD = -3 }; /* the text has what only its regular expression can read */
enum { SPACE, APART, POINT, DIGIT, NUMERAL, LATIN, LETTER, MARK, ODD }; /* what a byte is */
enum { MATCHED = 1, GAP = 2 };

/* What the bytes of a text are, and what each is folded to: 0 for what is left out. */
typedef struct {
    uint8_t kind[256], folded[256];
} Alphabet;

/* A text, and what stands there of each of its words, of which it has no more than bytes. */
typedef struct {
    const Alphabet *alphabet;
    const uint8_t *text;
    int64_t length;
} Text;

static int kind_at(const Text *text, int64_t at) {
    return at < text->length ? text->alphabet->kind[text->text[at]] : APART;
}

static int is_digit(const Text *text, int64_t at) {
    int kind = kind_at(text, at);
    return kind == DIGIT || kind == NUMERAL;
}

/* Where the word or number ends that begins here; UNTOLD where letters of two kinds stand side by side. */
static int64_t end_of(const Text *text, int64_t at) {
    int first = kind_at(text, at), next;
    if (first == DIGIT || first == NUMERAL) {
        while (is_digit(text, at) || (kind_at(text, at) == POINT && is_digit(text, at + 1))) at++;
        return at;
    }
    if (first == LATIN) {
        while ((next = kind_at(text, at)) == LATIN || next == DIGIT) at++;
        return next == LETTER || next == MARK || next == ODD ? UNTOLD : at;
    }
    while ((next = kind_at(text, at)) == LETTER || next == MARK) at++;
    return next == LATIN || next == ODD ? UNTOLD : at;
}

static int is_empty(const Text *text, int64_t at, int64_t end) {
    for (; at < end; at++)
        if (text->alphabet->folded[text->text[at]]) return 0;
    return 1;
}

static int is_spelled(const Words *words, Term term, const Text *text, int64_t at, int64_t end) {
    int64_t letter = term.first;
    for (; at < end; at++) {
        uint8_t folded = text->alphabet->folded[text->text[at]];
        if (!folded) continue;
        if (letter >= term.end || words->letters[letter] != folded) return 0;
        letter++;
    }
    return letter == term.end;
}

static int is_asked(Term term, const int32_t *stems, const int32_t *roots, int64_t count) {
    for (int64_t q = 0; q < count; q++)
        if (stems[q] == term.stem || roots[q] == term.root) return 1;
    return 0;
}

/* Set `starts`, `ends` and `marks` of each word of a text of `length` bytes, whose content words are the terms from `token`
 * to `end`: how many words, DAMAGED, or UNTOLD. `numbers`: the stems of a question, and its roots, `count` each. `room`: three
 * times `length`.
 */
FOR_PYTHON int64_t kernel_wording(const Words *words, const Alphabet *alphabet, const uint8_t *letters, int64_t length,
                                  int64_t token, int64_t end, const int32_t *numbers, int64_t count, int32_t *room) {
    const Text text = {alphabet, letters, length};
    int32_t *starts = room, *ends = starts + length, *marks = ends + length;
    int64_t found = 0, at = 0;
    int gap = GAP;
    if (token < 0 || end > words->token_count) return DAMAGED;
    while (at < length) {
        int kind = kind_at(&text, at);
        int64_t start = at;
        if (kind == ODD) return UNTOLD;
        if (kind < DIGIT || kind == MARK) {
            if (kind != SPACE) gap = GAP;
            at++;
            continue;
        }
        if ((at = end_of(&text, start)) < 0) return UNTOLD;
        if (kind == LETTER && is_empty(&text, start, at)) {
            gap = GAP;
            continue;
        }
        int32_t mark = gap;
        if (token < end) {
            int32_t number = words->tokens[token];
            if (number < 0 || number >= words->term_count) return DAMAGED;
            Term term = term_of(words, number);
            if (term.first < 0 || term.end < term.first || term.end > words->letter_bytes) return DAMAGED;
            /* Stop words are the words that are no terms; numbers are none of them, and folded as a whole. */
            if (kind == DIGIT || kind == NUMERAL || is_spelled(words, term, &text, start, at)) {
                if (is_asked(term, numbers, numbers + count, count)) mark |= MATCHED;
                token++;
            }
        }
        starts[found] = (int32_t)start;
        ends[found] = (int32_t)at;
        marks[found++] = mark;
        gap = 0;
    }
    return token == end ? found : UNTOLD;
}
