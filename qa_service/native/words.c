/* Words: those of the titles and sentences of a batch of documents, folded and numbered, and the cues of the punctuation;
 * as the regular expression of arabic/tokens.py finds them, arabic/folding.py folds and arabic/cues.py tells them. */

#include "kernel.h"

/* What a character may be: bits, in the order of arabic/tokens.py. */
enum { LETTER = 1, MARK = 2, DIGIT = 4, SEPARATOR = 8, LATIN = 16, WESTERN_DIGIT = 32 };
enum { PARENTHESIS = 4, QUOTE = 8, LIST = 16, COMMAS_OF_LIST = 4 }; /* of arabic/cues.py */
enum { ARABIC_COMMA = 0x60c, WAW = 0x648, GUILLEMET = 0xab, CURLY_QUOTE = 0x201c };

/* T texts, one after the other, each of characters of 1, 2 or 4 bytes: see index/texts.py. */
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

typedef struct {
    uint64_t hash;
    int32_t number; /* -1: empty */
} Slot;

typedef struct {
    Slot *slots;
    int64_t room; /* a power of two */
    int64_t count;
    Met *met;
} Numbered;

/* A stretch of text laid out: the code point of each character, and what it may be; a place more, of no kind. */
typedef struct {
    uint32_t *codes;
    uint8_t *kinds;
    int64_t length, room;
} Stretch;

enum { MOST_CODE = 0x10ffff };

static int lay_out(Stretch *stretch, const Texts *texts, int64_t number, int64_t start, int64_t end,
                   const Alphabet *alphabet) {
    int64_t length = stretch->length = end > start ? end - start : 0;
    if (length >= stretch->room) {
        free(stretch->codes);
        free(stretch->kinds);
        stretch->room = 2 * length + 1;
        stretch->codes = malloc((size_t)stretch->room * sizeof *stretch->codes);
        stretch->kinds = malloc((size_t)stretch->room);
        if (!stretch->codes || !stretch->kinds) return NO_MEMORY;
    }
    int width = texts->widths[number];
    const uint8_t *bytes = texts->bytes + texts->starts[number] + width * start;
    if (width == 1) {
        for (int64_t i = 0; i < length; i++) stretch->codes[i] = alphabet->codes[bytes[i]];
    } else if (width == 2) {
        const uint8_t *unit = bytes; /* little-endian */
        for (int64_t i = 0; i < length; i++, unit += 2) stretch->codes[i] = (uint32_t)(unit[0] | unit[1] << 8);
    } else {
        memcpy(stretch->codes, bytes, (size_t)length * sizeof *stretch->codes);
        for (int64_t i = 0; i < length; i++)
            if (stretch->codes[i] > MOST_CODE) stretch->codes[i] = 0;
    }
    for (int64_t i = 0; i < length; i++) stretch->kinds[i] = alphabet->kinds[stretch->codes[i]];
    stretch->codes[length] = stretch->kinds[length] = 0;
    return 0;
}

static int make_room(Numbered *numbered, int64_t room) {
    Slot *wider = malloc((size_t)room * sizeof(Slot));
    if (!wider) return 0;
    for (int64_t i = 0; i < room; i++) wider[i].number = -1;
    for (int64_t i = 0; i < numbered->room; i++) {
        Slot slot = numbered->slots[i];
        if (slot.number < 0) continue;
        int64_t at = (int64_t)(slot.hash >> 20) & (room - 1);
        while (wider[at].number >= 0) at = (at + 1) & (room - 1);
        wider[at] = slot;
    }
    free(numbered->slots);
    numbered->slots = wider;
    numbered->room = room;
    return 1;
}

static int is_same(const Met *met, int32_t number, const uint32_t *letters, int64_t length) {
    int64_t start = met->ends[number];
    return met->ends[number + 1] - start == length &&
           !memcmp(met->letters + start, letters, (size_t)length * sizeof *letters);
}

/* The number of the word that stands behind the letters of all distinct ones, which it joins if it is new; NO_MEMORY. */
static int32_t number_of(Numbered *numbered, int64_t length, uint64_t hash, int is_plain) {
    if (2 * numbered->count >= numbered->room && !make_room(numbered, numbered->room ? 2 * numbered->room : 1 << 12))
        return NO_MEMORY;
    Met *met = numbered->met;
    const uint32_t *letters = met->letters + met->ends[numbered->count];
    int64_t at = (int64_t)(hash >> 20) & (numbered->room - 1);
    for (Slot *slot; (slot = numbered->slots + at)->number >= 0; at = (at + 1) & (numbered->room - 1))
        if (slot->hash == hash && is_same(met, slot->number, letters, length)) return slot->number;
    numbered->slots[at] = (Slot){hash, (int32_t)numbered->count};
    met->ends[numbered->count + 1] = met->ends[numbered->count] + length;
    met->is_plain[numbered->count] = (uint8_t)is_plain;
    return (int32_t)numbered->count++;
}

/* Where a run of characters of these kinds ends. */
static int64_t run_of(const Stretch *stretch, int64_t at, int kinds) {
    while (stretch->kinds[at] & kinds) at++;
    return at;
}

/* Where a Latin name ends that begins here, its digits taken along; the place itself where other letters go on. */
static int64_t latin_end(const Stretch *stretch, int64_t start) {
    int64_t at = run_of(stretch, start, LATIN | WESTERN_DIGIT);
    if (!(stretch->kinds[at] & (LETTER | MARK))) return at;
    do at--; /* as far as a digit goes on, which is no letter */
    while (at > start && !(stretch->kinds[at] & WESTERN_DIGIT));
    return at;
}

/* Where the number ends that begins here; its separators that are commas are counted. */
static int64_t number_end(const Stretch *stretch, int64_t start, int64_t *commas) {
    int64_t at = run_of(stretch, start, DIGIT);
    while (stretch->kinds[at] & SEPARATOR && stretch->kinds[at + 1] & DIGIT) {
        *commas += stretch->codes[at] == ARABIC_COMMA;
        at = run_of(stretch, at + 1, DIGIT);
    }
    return at;
}

enum { ALONE_CODES = 1 << 16 };

/* The number of the word of these characters, or NO_MEMORY. */
static int32_t read_word(Numbered *numbered, const uint32_t *codes, int64_t length, const uint16_t *alone) {
    uint32_t *letters = numbered->met->letters + numbered->met->ends[numbered->count];
    uint64_t hash = 0;
    int is_plain = 1;
    for (int64_t i = 0; i < length && is_plain; i++) {
        is_plain = codes[i] < ALONE_CODES && alone[codes[i]];
        letters[i] = is_plain ? alone[codes[i]] : 0;
    }
    if (!is_plain) memcpy(letters, codes, (size_t)length * sizeof *codes);
    for (int64_t i = 0; i < length; i++)
        hash = (hash ^ letters[i]) * 0x9E3779B97F4A7C15u; /* 2^64 divided by the golden ratio */
    return number_of(numbered, length, hash, is_plain);
}

/* Numbers the words of a stretch: how many there are, or NO_MEMORY. The cues of its punctuation as bits. */
static int64_t read_stretch(Numbered *numbered, const Stretch *stretch, const Alphabet *alphabet, int32_t *words,
                            uint16_t *cues) {
    int64_t found = 0, commas = 0;
    int marks = 0;
    for (int64_t at = 0; at < stretch->length;) {
        int kind = stretch->kinds[at];
        int64_t stop = at;
        if (kind & DIGIT) stop = number_end(stretch, at, &commas);
        else if (kind & LATIN) stop = latin_end(stretch, at);
        if (stop == at && kind & LETTER) stop = run_of(stretch, at, LETTER | MARK);
        if (stop == at) {
            uint32_t code = stretch->codes[at++];
            if (code == '(') marks |= PARENTHESIS;
            if (code == GUILLEMET || code == '"' || code == CURLY_QUOTE) marks |= QUOTE;
            commas += code == ARABIC_COMMA || (code == ' ' && stretch->codes[at] == WAW);
            continue;
        }
        int32_t number = read_word(numbered, stretch->codes + at, stop - at, alphabet->alone);
        if (number < 0) return number;
        words[found++] = number;
        at = stop;
    }
    *cues = (uint16_t)(marks | (commas >= COMMAS_OF_LIST ? LIST : 0));
    return found;
}

static int64_t chars_of(const Texts *texts, int64_t number) {
    return (texts->starts[number + 1] - texts->starts[number]) / texts->widths[number];
}

/* Reads the title and then the sentences of each document: how many distinct words there are, or NO_MEMORY. Sentences
 * reach out of no text, and none over another. */
FOR_PYTHON int64_t kernel_words(int64_t documents, const Texts *titles, const Texts *texts, const Sentences *sentences,
                                const Alphabet *alphabet, Met *met) {
    Numbered numbered = {.met = met};
    Stretch stretch = {0};
    int64_t found = 0;
    int32_t *words = met->words, *title_words = met->title_words;
    for (int64_t d = 0; found >= 0 && d < documents; d++) {
        uint16_t cues;
        found = lay_out(&stretch, titles, d, 0, chars_of(titles, d), alphabet);
        if (found >= 0) found = read_stretch(&numbered, &stretch, alphabet, title_words, &cues);
        if (found >= 0) title_words += met->title_counts[d] = (int32_t)found;
        for (int64_t i = sentences->reach[d]; found >= 0 && i < sentences->reach[d + 1]; i++) {
            found = lay_out(&stretch, texts, d, sentences->starts[i], sentences->ends[i], alphabet);
            if (found >= 0) found = read_stretch(&numbered, &stretch, alphabet, words, met->cues + i);
            if (found >= 0) words += met->counts[i] = (int32_t)found;
        }
    }
    free(numbered.slots);
    free(stretch.codes);
    free(stretch.kinds);
    return found < 0 ? found : numbered.count;
}
