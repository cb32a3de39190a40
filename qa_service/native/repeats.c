/* Repeats: the units (stems, roots, grams) that stand several times in a sentence, and sums over its words, for the lengths
 * of TF-IDF vectors (indexing/tfidf.py). */

#include "stretches.h"

/* Asks for the units of words that come later, of all of which there are so many. */
static void fetch(const Stretches *text, const Units *view, int64_t at, int64_t end) {
    if (at + 2 * WORDS_AHEAD >= end) return;
    int64_t near = text->tokens[at + WORDS_AHEAD], far = text->tokens[at + 2 * WORDS_AHEAD];
    if ((uint64_t)near >= (uint64_t)text->terms || (uint64_t)far >= (uint64_t)text->terms) return;
    FETCH(&view->units[view->starts ? view->starts[near] : near]);
    if (view->starts) FETCH(&view->starts[far]);
}

/* What stands several times in the stretch that is looked through. Each unit has the stamp of the last stretch in which it
 * stood, by which nearly all are told to be alone there; of the others `where` says which of the list each is, if it is
 * one of it (a sparse set: Briggs and Torczon 1993). */
typedef struct {
    int32_t *stamps, *where; /* units */
    uint64_t *list;          /* unit and times */
    int64_t room, count;
} Again;

static int is_listed(const Again *again, int32_t unit) {
    int64_t place = again->where[unit];
    return place < again->count && again->list[place] >> 32 == (uint64_t)unit;
}

/* Counts a unit that has stood in this stretch before. */
static int count_again(Again *again, int32_t unit) {
    if (is_listed(again, unit)) {
        again->list[again->where[unit]]++;
        return 1;
    }
    if (again->count == again->room) {
        int64_t room = again->room ? 2 * again->room : 1 << 10;
        uint64_t *wider = realloc(again->list, (size_t)room * sizeof *wider);
        if (!wider) return 0;
        again->list = wider;
        again->room = room;
    }
    again->where[unit] = (int32_t)again->count;
    again->list[again->count++] = (uint64_t)unit << 32 | 2;
    return 1;
}

static int by_number(const void *one, const void *other) {
    uint64_t first = *(const uint64_t *)one, second = *(const uint64_t *)other;
    return (first > second) - (first < second);
}

enum { SOON_SORTED = 32 };

static void sort(uint64_t *list, int64_t count) {
    if (count > SOON_SORTED) qsort(list, (size_t)count, sizeof *list, by_number);
    for (int64_t i = 1; i < count && count <= SOON_SORTED; i++) {
        uint64_t each = list[i];
        int64_t at = i;
        for (; at > 0 && list[at - 1] > each; at--) list[at] = list[at - 1];
        list[at] = each;
    }
}

/* Lists what stands several times in a stretch, by unit. 0, or what is wrong. */
static int64_t look_through(Again *again, const Stretches *text, const Units *view, int64_t stretch) {
    int64_t all = text->reach[text->count];
    int32_t stamp = (int32_t)stretch + 1;
    again->count = 0;
    for (int64_t at = text->reach[stretch]; at < text->reach[stretch + 1]; at++) {
        if (!is_known(text, at)) return DAMAGED;
        fetch(text, view, at, all);
        int32_t token = text->tokens[at];
        int64_t first = view->starts ? view->starts[token] : token, last = view->starts ? view->starts[token + 1] : token + 1;
        for (int64_t place = first; place < last; place++) {
            int32_t unit = view->units[place];
            if ((uint64_t)unit >= (uint64_t)view->count) return DAMAGED;
            if (again->stamps[unit] == stamp && !count_again(again, unit)) return NO_MEMORY;
            again->stamps[unit] = stamp;
        }
    }
    sort(again->list, again->count);
    return 0;
}

/* Those of all stretches, in their order, in each by unit; how many there are, of which only as many are kept as there is
 * room for. */
FOR_PYTHON int64_t kernel_repeats(const Stretches *text, const Units *view, const Repeats *out) {
    size_t units = (size_t)view->count + 1;
    Again again = {calloc(units, sizeof(int32_t)), calloc(units, sizeof(int32_t)), NULL, 0, 0};
    int64_t result = again.stamps && again.where ? 0 : NO_MEMORY, found = 0;
    for (int64_t i = 0; !result && i < text->count; i++) {
        result = look_through(&again, text, view, i);
        for (int64_t place = 0; !result && place < again.count; place++, found++) {
            if (found >= out->room) continue;
            out->stretch[found] = (int32_t)i;
            out->unit[found] = (int32_t)(again.list[place] >> 32);
            out->times[found] = (int32_t)(again.list[place] & 0xffffffffu);
        }
    }
    free(again.stamps);
    free(again.where);
    free(again.list);
    return result ? result : found;
}

/* Adds to the sum of each stretch what each of its words adds, one after the other. */
FOR_PYTHON int64_t kernel_sums(const Stretches *text, const double *of_term, double *sums) {
    int64_t last = text->reach[text->count];
    for (int64_t i = 0; i < text->count; i++) {
        double sum = 0;
        for (int64_t at = text->reach[i]; at < text->reach[i + 1]; at++) {
            if (at + WORDS_AHEAD < last && is_known(text, at + WORDS_AHEAD)) FETCH(&of_term[text->tokens[at + WORDS_AHEAD]]);
            if (!is_known(text, at)) return DAMAGED;
            sum += of_term[text->tokens[at]];
        }
        sums[i] += sum;
    }
    return 0;
}

