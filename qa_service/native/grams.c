/* Grams: those of all terms of an index, numbered; as arabic/analysis/grams.py makes them of one. */

#include "stretches.h"

enum { GRAM_CHARS = 4, LEFT = 2 }; /* letters that an article leaves at least */

/* The codes that were met, each with its number: by when it was met. */
typedef struct {
    uint64_t *codes;
    int32_t *numbers; /* -1: empty */
    int64_t room;     /* a power of two */
    int64_t count;
} Numbered;

static int64_t slot_of(const Numbered *numbered, uint64_t code) {
    uint64_t hash = code * 0x9E3779B97F4A7C15u; /* 2^64 divided by the golden ratio, as Knuth hashes */
    int64_t at = (int64_t)(hash >> 20) & (numbered->room - 1);
    while (numbered->numbers[at] >= 0 && numbered->codes[at] != code) at = (at + 1) & (numbered->room - 1);
    return at;
}

static int make_room(Numbered *numbered, int64_t room) {
    Numbered wider = {malloc((size_t)room * sizeof(uint64_t)), malloc((size_t)room * sizeof(int32_t)), room, numbered->count};
    int is_made = wider.codes && wider.numbers;
    if (is_made) memset(wider.numbers, 0xff, (size_t)room * sizeof(int32_t));
    for (int64_t i = 0; is_made && i < numbered->room; i++) {
        if (numbered->numbers[i] < 0) continue;
        int64_t at = slot_of(&wider, numbered->codes[i]);
        wider.codes[at] = numbered->codes[i];
        wider.numbers[at] = numbered->numbers[i];
    }
    free(is_made ? numbered->codes : wider.codes);
    free(is_made ? numbered->numbers : wider.numbers);
    if (is_made) *numbered = wider;
    return is_made;
}

/* The number of a code, a new one's too, which is told in `distinct`; NO_MEMORY. */
static int32_t number_of(Numbered *numbered, uint64_t code, uint64_t *distinct) {
    if (2 * numbered->count >= numbered->room && !make_room(numbered, numbered->room ? 2 * numbered->room : 1 << 16))
        return NO_MEMORY;
    int64_t at = slot_of(numbered, code);
    if (numbered->numbers[at] < 0) {
        numbered->codes[at] = code;
        distinct[numbered->count] = code;
        numbered->numbers[at] = (int32_t)numbered->count++;
    }
    return numbered->numbers[at];
}

/* How many letters of a word are an article before it. */
static int64_t article_of(const Spellings *words, const uint32_t *letters, int64_t length) {
    for (int64_t i = 0; i < words->article_count; i++) {
        const uint32_t *article = words->articles + i * (1 + LONGEST_ARTICLE);
        int64_t same = 0, whole = article[0];
        if (length < whole + LEFT) continue;
        while (same < whole && letters[same] == article[1 + same]) same++;
        if (same == whole) return whole;
    }
    return 0;
}

/* Numbers the grams of all terms, in their order, by when each is met first: `numbers`, and `counts` of each term, room
 * for a letter and one more a term in both `numbers` and `distinct`. How many distinct ones there are, or NO_MEMORY. */
FOR_PYTHON int64_t kernel_grams(const Spellings *words, int32_t *numbers, int32_t *counts, uint64_t *distinct) {
    Numbered numbered = {0};
    int64_t found = 0, result = 0;
    for (int64_t term = 0; !result && term < words->terms; term++) {
        const uint32_t *letters = words->letters + words->starts[term];
        int64_t length = words->starts[term + 1] - words->starts[term], before = found;
        int64_t article = article_of(words, letters, length);
        uint64_t code = words->edge;
        int64_t end = length - article + 2 > GRAM_CHARS ? length - article + 2 : GRAM_CHARS;
        for (int64_t at = 1; !result && at < end; at++) { /* of the word between its edges, 0 behind a short one */
            int64_t place = article + at - 1;
            uint64_t unit = place < length ? letters[place] & 0xffff : place == length ? words->edge : 0;
            code = code << 16 | unit;
            if (at < GRAM_CHARS - 1) continue;
            int32_t number = number_of(&numbered, code, distinct);
            if (number < 0) result = number;
            else numbers[found++] = number;
        }
        counts[term] = (int32_t)(found - before);
    }
    free(numbered.codes);
    free(numbered.numbers);
    return result ? result : numbered.count;
}
