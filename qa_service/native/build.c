/* Build: the loops over all words of a corpus, when an index is built. Each takes long enough to give up the lock. */

#include "kernel.h"

/* The words of N stretches of text (sentences, passages), as terms: those of the i-th are tokens[reach[i]] and on, up to
 * reach[i + 1]. */
typedef struct {
    const int32_t *tokens;
    const int64_t *reach; /* ascending, N + 1 */
    int64_t count;
    int64_t terms; /* no token is as great */
} Stretches;

/* The units of each term in one view: of term t units[starts[t]] and on, up to starts[t + 1]. */
typedef struct {
    const int32_t *units;
    const int32_t *starts; /* terms + 1; NULL where each term has one, which is units[t] */
    int64_t count;         /* no unit is as great */
} Units;

/* What is in the bag of one stretch: the distinct units, and how often each stands there. A table of hashes so small that
 * it stays in the nearest cache, where counters for all units of the index would be fetched from afar each time. */
typedef struct {
    int32_t round, unit, times; /* of another round: empty */
} Slot;

typedef struct {
    Slot *slots;
    int32_t *filled; /* the slots of the distinct units in the order in which they were met */
    int64_t room;    /* slots, a power of two */
    int64_t count;
    int32_t round, shift;
    uint32_t mask;
} Bag;

enum { AHEAD = 12 }; /* words, of which what is known is asked for before it is needed */

/* Empties the bag for at most so many units. */
static int empty(Bag *bag, int64_t most) {
    int bits = 6;
    while (bits < 31 && (int64_t)1 << bits < 2 * most) bits++;
    if (most > (int64_t)1 << bits) return 0;
    if (bag->room < (int64_t)1 << bits) {
        free(bag->slots);
        free(bag->filled);
        bag->room = (int64_t)1 << bits;
        bag->slots = calloc((size_t)bag->room, sizeof *bag->slots);
        bag->filled = malloc((size_t)bag->room * sizeof *bag->filled);
        if (!bag->slots || !bag->filled) return 0;
    }
    bag->shift = 32 - bits;
    bag->mask = (uint32_t)(((int64_t)1 << bits) - 1);
    bag->round++;
    bag->count = 0;
    return 1;
}

static void put(Bag *bag, int32_t unit) {
    uint32_t at = (uint32_t)unit * 0x9E3779B1u >> bag->shift; /* 2^32 divided by the golden ratio, as Knuth hashes */
    for (Slot *slot; (slot = &bag->slots[at])->round == bag->round; at = (at + 1) & bag->mask) {
        if (slot->unit == unit) {
            slot->times++;
            return;
        }
    }
    bag->slots[at] = (Slot){bag->round, unit, 1};
    bag->filled[bag->count++] = (int32_t)at;
}

static const Slot *in_bag(const Bag *bag, int64_t place) { return &bag->slots[bag->filled[place]]; }

static void throw_away(Bag *bag) {
    free(bag->slots);
    free(bag->filled);
}

static int is_known(const Stretches *text, int64_t at) { return (uint64_t)text->tokens[at] < (uint64_t)text->terms; }

/* Asks for the units of words that come later, of all of which there are so many. */
static void fetch(const Stretches *text, const Units *view, int64_t at, int64_t end) {
    if (at + 2 * AHEAD >= end) return;
    int64_t near = text->tokens[at + AHEAD], far = text->tokens[at + 2 * AHEAD];
    if ((uint64_t)near >= (uint64_t)text->terms || (uint64_t)far >= (uint64_t)text->terms) return;
    FETCH(&view->units[view->starts ? view->starts[near] : near]);
    if (view->starts) FETCH(&view->starts[far]);
}

/* Puts all units of a stretch into an empty bag. 0, or what is wrong. */
static int64_t fill(Bag *bag, const Stretches *text, const Units *view, int64_t stretch) {
    int64_t begin = text->reach[stretch], end = text->reach[stretch + 1], all = text->reach[text->count], most = 0;
    for (int64_t at = begin; at < end; at++) {
        if (!is_known(text, at)) return DAMAGED;
        fetch(text, view, at, all);
        most += view->starts ? view->starts[text->tokens[at] + 1] - view->starts[text->tokens[at]] : 1;
    }
    if (!empty(bag, most)) return NO_MEMORY;
    for (int64_t at = begin; at < end; at++) {
        int32_t token = text->tokens[at];
        int64_t first = view->starts ? view->starts[token] : token, last = view->starts ? view->starts[token + 1] : token + 1;
        for (int64_t place = first; place < last; place++) {
            if ((uint64_t)view->units[place] >= (uint64_t)view->count) return DAMAGED;
            put(bag, view->units[place]);
        }
    }
    return 0;
}

/* What stands several times in a stretch: where, which unit, how often. */
typedef struct {
    int32_t *stretch, *unit, *times;
    int64_t room;
} Repeats;

/* Those of all stretches, in their order, in each by where a unit is met first; how many there are, of which only as many
 * are kept as there is room for. */
FOR_PYTHON int64_t kernel_repeats(const Stretches *text, const Units *view, const Repeats *out) {
    Bag bag = {0};
    int64_t result = 0, found = 0;
    for (int64_t i = 0; !result && i < text->count; i++) {
        result = fill(&bag, text, view, i);
        for (int64_t place = 0; !result && place < bag.count; place++) {
            const Slot *slot = in_bag(&bag, place);
            if (slot->times < 2) continue;
            if (found < out->room) {
                out->stretch[found] = (int32_t)i;
                out->unit[found] = slot->unit;
                out->times[found] = slot->times;
            }
            found++;
        }
    }
    throw_away(&bag);
    return result ? result : found;
}

/* The words that passages are found by: their own and those of the title above them. */
typedef struct {
    Stretches text;             /* passages */
    Stretches titles;           /* documents */
    const int32_t *document_of; /* passages */
    const int32_t *of_term;     /* what stands for a term in the view */
} Passages;

static int64_t put_terms(Bag *bag, const Stretches *text, int64_t stretch, const int32_t *of_term) {
    int64_t last = text->reach[text->count];
    for (int64_t at = text->reach[stretch]; at < text->reach[stretch + 1]; at++) {
        if (at + AHEAD < last && is_known(text, at + AHEAD)) FETCH(&of_term[text->tokens[at + AHEAD]]);
        if (!is_known(text, at) || (uint64_t)of_term[text->tokens[at]] >= (uint64_t)text->terms) return DAMAGED;
        put(bag, of_term[text->tokens[at]]);
    }
    return 0;
}

static int64_t fill_with_title(Bag *bag, const Passages *passages, int64_t passage) {
    const Stretches *text = &passages->text, *titles = &passages->titles;
    int64_t document = passages->document_of[passage];
    if ((uint64_t)document >= (uint64_t)titles->count) return DAMAGED;
    int64_t most = text->reach[passage + 1] - text->reach[passage] + titles->reach[document + 1] - titles->reach[document];
    if (!empty(bag, most)) return NO_MEMORY;
    int64_t fault = put_terms(bag, text, passage, passages->of_term);
    return fault ? fault : put_terms(bag, titles, document, passages->of_term);
}

/* Counts the passages that hold each term into `containing`, which is all 0. */
FOR_PYTHON int64_t kernel_containing(const Passages *passages, int32_t *containing) {
    Bag bag = {0};
    int64_t result = 0;
    for (int64_t passage = 0; !result && passage < passages->text.count; passage++) {
        result = fill_with_title(&bag, passages, passage);
        for (int64_t i = 0; !result && i < bag.count; i++) containing[in_bag(&bag, i)->unit]++;
    }
    throw_away(&bag);
    return result;
}

/* The column of a term: side by side, so that both are fetched at once. */
typedef struct {
    int64_t next; /* where its next posting goes */
    double idf;
} Column;

/* Postings on their way, weighed as by the numpy code in bm25.py. */
typedef struct {
    Column *columns; /* terms */
    int64_t postings;
    const float *norms; /* passages */
    double scale;       /* k1 + 1 */
    int32_t *passages;
    float *weights;
} Postings;

/* Asks for the places of postings of words that come later in the bag. */
static void fetch_places(const Bag *bag, const Postings *out, int64_t i) {
    if (i + 2 * AHEAD < bag->count) FETCH(&out->columns[in_bag(bag, i + 2 * AHEAD)->unit]);
    if (i + AHEAD < bag->count) {
        int64_t place = out->columns[in_bag(bag, i + AHEAD)->unit].next;
        FETCH(&out->passages[place]);
        FETCH(&out->weights[place]);
    }
}

FOR_PYTHON int64_t kernel_postings(const Passages *passages, const Postings *out) {
    Bag bag = {0};
    int64_t result = 0;
    for (int64_t passage = 0; !result && passage < passages->text.count; passage++) {
        result = fill_with_title(&bag, passages, passage);
        double norm = out->norms[passage];
        for (int64_t i = 0; !result && i < bag.count; i++) {
            fetch_places(&bag, out, i);
            const Slot *slot = in_bag(&bag, i);
            Column *column = &out->columns[slot->unit];
            int64_t place = column->next++;
            if ((uint64_t)place >= (uint64_t)out->postings) {
                result = DAMAGED;
                break;
            }
            double times = slot->times;
            out->passages[place] = (int32_t)passage;
            out->weights[place] = (float)(times * out->scale / (times + norm) * column->idf);
        }
    }
    throw_away(&bag);
    return result;
}

/* Documents for their sketches: the words of their sentences, of which some are left out. */
typedef struct {
    Stretches text;           /* sentences */
    const int64_t *sentences; /* those of document d from sentences[d] on, up to sentences[d + 1] */
    int64_t documents;
    const uint8_t *left_out;  /* sentences */
    const uint64_t *hashes;   /* terms */
    uint64_t multipliers[3];
} Documents;

static uint64_t mixed(uint64_t value, uint64_t multiplier) {
    value = (value ^ (value >> 31)) * multiplier;
    return value ^ (value >> 29);
}

/* For each document the least hash of three words that follow each other in each of so many bins; all are greatest at
 * first. As in copies.py. */
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
