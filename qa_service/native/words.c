/* Words: those of the titles and sentences of a batch of documents, folded and numbered, and the cues of the punctuation;
 * as the regular expression of arabic/analysis/tokens.py finds them, arabic/analysis/folding.py folds and
 * arabic/conversation/cues.py tells them. */

#include "words.h"

/* What a character may be: bits, in the order of arabic/analysis/tokens.py. */
enum { LETTER = 1, MARK = 2, DIGIT = 4, SEPARATOR = 8, LATIN = 16, WESTERN_DIGIT = 32 };
enum { PARENTHESIS = 4, QUOTE = 8, LIST = 16, COMMAS_OF_LIST = 4 }; /* of arabic/conversation/cues.py */
enum { ARABIC_COMMA = 0x60c, WAW = 0x648, GUILLEMET = 0xab, CURLY_QUOTE = 0x201c };

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

typedef struct {
    uint64_t hash;
    int64_t start, length;
    int is_plain;
} Word;

/* A stretch of text laid out: the code point of each character, and what it may be; a place more, of no kind. The words
 * that are found in it, whose characters are folded in place. */
typedef struct {
    uint32_t *codes;
    uint8_t *kinds;
    Word *words;
    int64_t length, room;
} Stretch;

static void give_back(Stretch *stretch) {
    free(stretch->codes);
    free(stretch->kinds);
    free(stretch->words);
}

enum { MOST_CODE = 0x10ffff };

static int lay_out(Stretch *stretch, const Texts *texts, int64_t number, int64_t start, int64_t end,
                   const Alphabet *alphabet) {
    int64_t length = stretch->length = end > start ? end - start : 0;
    if (length >= stretch->room) {
        give_back(stretch);
        stretch->room = 2 * length + 1;
        stretch->codes = malloc((size_t)stretch->room * sizeof *stretch->codes);
        stretch->kinds = malloc((size_t)stretch->room);
        stretch->words = malloc((size_t)stretch->room * sizeof *stretch->words);
        if (!stretch->codes || !stretch->kinds || !stretch->words) return NO_MEMORY;
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

static Slot *slot_of(const Numbered *numbered, uint64_t hash) {
    return numbered->slots + ((int64_t)(hash >> 20) & (numbered->room - 1));
}

/* The number of a word, a new one's too; NO_MEMORY. */
static int32_t number_of(Numbered *numbered, const Word *word, const uint32_t *letters) {
    if (2 * numbered->count >= numbered->room && !make_room(numbered, 2 * numbered->room)) return NO_MEMORY;
    Met *met = numbered->met;
    Slot *slot = slot_of(numbered, word->hash);
    while (slot->number >= 0) {
        if (slot->hash == word->hash && is_same(met, slot->number, letters, word->length)) return slot->number;
        if (++slot == numbered->slots + numbered->room) slot = numbered->slots;
    }
    *slot = (Slot){word->hash, (int32_t)numbered->count};
    int64_t start = met->ends[numbered->count];
    memcpy(met->letters + start, letters, (size_t)word->length * sizeof *letters);
    met->ends[numbered->count + 1] = start + word->length;
    met->is_plain[numbered->count] = (uint8_t)word->is_plain;
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

/* Folds a word whose characters are all folded alone. */
static Word folded(uint32_t *codes, int64_t start, int64_t end, const uint16_t *alone) {
    Word word = {0, start, end - start, 1};
    for (int64_t i = start; i < end && word.is_plain; i++) word.is_plain = codes[i] < ALONE_CODES && alone[codes[i]];
    for (int64_t i = start; i < end; i++) {
        if (word.is_plain) codes[i] = alone[codes[i]];
        word.hash = (word.hash ^ codes[i]) * 0x9E3779B97F4A7C15u; /* 2^64 divided by the golden ratio */
    }
    return word;
}

/* Finds the words of a stretch: how many there are. The cues of its punctuation as bits. */
static int64_t find_words(Stretch *stretch, const Alphabet *alphabet, uint16_t *cues) {
    int64_t found = 0, commas = 0;
    int marks = 0;
    for (int64_t at = 0; at < stretch->length;) {
        int kind = stretch->kinds[at];
        int64_t stop = at;
        if (kind & DIGIT) stop = number_end(stretch, at, &commas);
        else if (kind & LATIN) stop = latin_end(stretch, at);
        if (stop == at && kind & LETTER) stop = run_of(stretch, at, LETTER | MARK);
        if (stop > at) {
            stretch->words[found++] = folded(stretch->codes, at, stop, alphabet->alone);
            at = stop;
            continue;
        }
        uint32_t code = stretch->codes[at++];
        if (code == '(') marks |= PARENTHESIS;
        if (code == GUILLEMET || code == '"' || code == CURLY_QUOTE) marks |= QUOTE;
        commas += code == ARABIC_COMMA || (code == ' ' && stretch->codes[at] == WAW);
    }
    *cues = (uint16_t)(marks | (commas >= COMMAS_OF_LIST ? LIST : 0));
    return found;
}

/* Numbers the words of a stretch: how many there are, or NO_MEMORY. What stands far apart in memory is asked for before it
 * is needed: the slots of all words, where their letters stand, and these. */
static int64_t read_stretch(Numbered *numbered, Stretch *stretch, const Alphabet *alphabet, int32_t *numbers,
                            uint16_t *cues) {
    int64_t found = find_words(stretch, alphabet, cues);
    const Met *met = numbered->met;
    for (int64_t i = 0; i < found; i++) FETCH(slot_of(numbered, stretch->words[i].hash));
    for (int64_t i = 0; i < found; i++) {
        int32_t likely = numbers[i] = slot_of(numbered, stretch->words[i].hash)->number;
        if (likely >= 0) FETCH(met->ends + likely);
    }
    for (int64_t i = 0; i < found; i++)
        if (numbers[i] >= 0) FETCH(met->letters + met->ends[numbers[i]]);
    for (int64_t i = 0; i < found; i++) {
        const Word *word = stretch->words + i;
        numbers[i] = number_of(numbered, word, stretch->codes + word->start);
        if (numbers[i] < 0) return numbers[i];
    }
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
    int64_t found = make_room(&numbered, 1 << 12) ? 0 : NO_MEMORY;
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
    give_back(&stretch);
    return found < 0 ? found : numbered.count;
}
