/* Phrase: the likeliest short answer in a sentence, chosen among its phrases by learned trees.
 *
 * A candidate is a run of at most LONGEST tokens that neither begins nor ends with a function word (a number may follow one)
 * and has something beside the question's own words. Its features (phrase_list.h) are what it is made of, what stands beside
 * it, and how far the question's words are. */

#include "phrase.h"

enum {
#define TRAIT(name, inside) TRAIT_##name,
#include "phrase_list.h"
#undef TRAIT
    TRAITS,
    STOP = TRAIT_stop,
    MATCHED = TRAIT_matched,
    ZIPF = TRAIT_zipf,
    FIRST_CUE = TRAIT_number_cue,
    OFFERS = TRAITS,
    NO_NUMBER,
    GAP,
    SUMMED, /* the traits and these three */
    LONGEST = 9,
    FAR = 12
};

enum {
    OTHERS = 0
#define FEATURE(name, value) +1
#include "phrase_list.h"
#undef FEATURE
    ,
    FEATURES = SUMMED + 4 * TRAITS + OTHERS
};

/* What is worked out for the tokens of a sentence, once. */
typedef struct {
    const SentenceWords *words;
    float *sums; /* (T + 1) x SUMMED: of all tokens before */
    int32_t *left[TO_WORDS], *right[TO_WORDS]; /* T: tokens to the nearest such word before, and after */
    float matched;                             /* tokens */
} Read;

static void add_up(Read *read) {
    const SentenceWords *words = read->words;
    for (int i = 0; i < SUMMED; i++) read->sums[i] = 0;
    for (int64_t at = 0; at < words->count; at++) {
        const float *traits = words->traits + at * TRAITS, *before = read->sums + at * SUMMED;
        float *sums = read->sums + (at + 1) * SUMMED;
        for (int trait = 0; trait < TRAITS; trait++) sums[trait] = before[trait] + traits[trait];
        sums[MATCHED] = before[MATCHED] + words->to[0][at];
        int offers = 0;
        for (int bit = 0; bit < TERM_CUES; bit++) offers |= (words->wanted >> bit & 1) && traits[FIRST_CUE + bit] > 0;
        sums[OFFERS] = before[OFFERS] + (float)offers;
        sums[NO_NUMBER] = before[NO_NUMBER] + (float)(traits[FIRST_CUE] == 0);
        sums[GAP] = before[GAP] + words->gap[at];
    }
    read->matched = read->sums[words->count * SUMMED + MATCHED];
}

static void measure(Read *read) {
    int64_t count = read->words->count;
    for (int kind = 0; kind < TO_WORDS; kind++) {
        const uint8_t *is_word = read->words->to[kind];
        int32_t distance = FAR;
        for (int64_t at = 0; at < count; at++) {
            read->left[kind][at] = distance;
            distance = is_word[at] ? 1 : distance < FAR ? distance + 1 : FAR;
        }
        distance = FAR;
        for (int64_t at = count; at--;) {
            read->right[kind][at] = distance;
            distance = is_word[at] ? 1 : distance < FAR ? distance + 1 : FAR;
        }
    }
}

static float trait_of(const Read *read, int64_t at, int trait) {
    return trait == MATCHED ? read->words->to[0][at] : read->words->traits[at * TRAITS + trait];
}

/* The candidates of a sentence, in their order; how many. */
static int64_t phrases_of(const Read *read, Phrase *phrases) {
    int64_t found = 0, count = read->words->count;
    for (int64_t first = 0; first < count; first++) {
        if (trait_of(read, first, STOP) > 0) continue;
        int is_new = 0;
        for (int64_t last = first; last < count && last < first + LONGEST; last++) {
            int is_stop = trait_of(read, last, STOP) > 0;
            is_new |= !is_stop && !read->words->to[0][last];
            if (is_new && !is_stop) phrases[found++] = (Phrase){(int32_t)first, (int32_t)last};
        }
    }
    return found;
}

static void add_traits(Cells *to, const Read *read, Phrase phrase) {
    int64_t end = read->words->count - 1;
    int64_t before = phrase.first > 0 ? phrase.first - 1 : 0, after = phrase.last < end ? phrase.last + 1 : end;
    for (int trait = 0; trait < TRAITS; trait++) {
        add(to, trait_of(read, phrase.first, trait));
        add(to, trait_of(read, phrase.last, trait));
        add(to, phrase.first > 0 || trait == STOP ? trait_of(read, before, trait) : 0);
        add(to, phrase.last < end || trait == STOP ? trait_of(read, after, trait) : 0);
    }
}

static void write_features(const Read *read, Phrase phrase, float *column, int64_t step) {
    const SentenceWords *words = read->words;
    const double length = phrase.last - phrase.first + 1, count = (double)words->count;
    const int32_t left = read->left[0][phrase.first], right = read->right[0][phrase.last];
    float inside[SUMMED];
    Cells to = {column, step};
    for (int i = 0; i < SUMMED; i++) {
        inside[i] = read->sums[(phrase.last + 1) * SUMMED + i] - read->sums[phrase.first * SUMMED + i];
        add(&to, inside[i]);
    }
    add_traits(&to, read, phrase);
#define FEATURE(name, value) add(&to, (double)(value));
#include "phrase_list.h"
#undef FEATURE
}

/* The names of all features in their order, a line each. */
FOR_PYTHON const char *kernel_phrase_names(void) {
    return
#define TRAIT(name, inside) #inside "\n"
#define SUM(name) #name "\n"
#include "phrase_list.h"
#undef TRAIT
#undef SUM
#define TRAIT(name, inside) #name "_first\n" #name "_last\n" #name "_before\n" #name "_after\n"
#include "phrase_list.h"
#undef TRAIT
#define FEATURE(name, value) #name "\n"
#include "phrase_list.h"
#undef FEATURE
        ;
}

/* Set the first of the best candidates, of which there are `count` or fewer: how many there are, or NO_MEMORY. */
static int64_t choose(const Read *read, Phrase *phrases, const Trees *chooser, Phrase *best) {
    int64_t count = phrases_of(read, phrases);
    float *columns = malloc(((size_t)count * (FEATURES + 1) + LANES) * sizeof *columns);
    if (!columns) return NO_MEMORY;
    float *sums = columns + count * FEATURES + LANES;
    memset(columns + count * FEATURES, 0, LANES * sizeof *columns);
    for (int64_t i = 0; i < count; i++) write_features(read, phrases[i], columns + i, count);
    kernel_trees(chooser, columns, count, sums);
    int64_t place = 0;
    for (int64_t i = 1; i < count; i++)
        if (sums[i] > sums[place]) place = i;
    if (count) *best = phrases[place];
    free(columns);
    return count;
}

/* Read the words of a sentence into room of its own, behind which as many phrases have room as it may have: these, or NULL
 * for want of memory. */
static Phrase *read_words(Read *read, const SentenceWords *words) {
    size_t count = (size_t)words->count;
    size_t sums_size = (count + 1) * SUMMED * sizeof(float), distances = count * sizeof(int32_t);
    char *room = malloc(sums_size + 2 * TO_WORDS * distances + count * LONGEST * sizeof(Phrase));
    if (!room) return NULL;
    *read = (Read){.words = words, .sums = (float *)room};
    char *next = room + sums_size;
    for (int kind = 0; kind < TO_WORDS; kind++, next += 2 * distances) {
        read->left[kind] = (int32_t *)next;
        read->right[kind] = (int32_t *)(next + distances);
    }
    add_up(read);
    measure(read);
    return (Phrase *)next;
}

/* Set the tokens between which the likeliest answer stands, if the sentence has a candidate: how many it has, or NO_MEMORY. */
FOR_PYTHON int64_t kernel_phrase(const SentenceWords *words, const Trees *chooser, Phrase *best) {
    Read read;
    Phrase *phrases = read_words(&read, words);
    if (!phrases) return NO_MEMORY;
    int64_t found = choose(&read, phrases, chooser, best);
    free(read.sums);
    return found;
}

/* All candidates and their features, feature by feature, for those who learn from them: how many, or NO_MEMORY. There is room
 * for LONGEST phrases a token. */
FOR_PYTHON int64_t kernel_phrases(const SentenceWords *words, Phrase *phrases, float *rows) {
    Read read;
    if (!read_words(&read, words)) return NO_MEMORY;
    int64_t count = phrases_of(&read, phrases);
    for (int64_t i = 0; i < count; i++) write_features(&read, phrases[i], rows + i, count);
    free(read.sums);
    return count;
}
