/* Features: what the ranker knows of a candidate sentence; which those are, feature_list.h says. */

#include <math.h>

#include "features.h"

/* Bits of what a word and a sentence have to offer, as in arabic/conversation/cues.py. */
enum { NUMBER, YEAR, MONTH, PLACE, TITLE, UNIT, NUMERAL, LATIN };
enum { REASON, COPULA, PARENTHESIS, QUOTE, LIST, MANNER, TIME, LOCATIVE, SPEECH };

static int bits_of(uint64_t bits) {
    int count = 0;
    for (; bits; bits &= bits - 1) count++;
    return count;
}

static int has(uint64_t bits, int64_t place) { return (int)(bits >> place & 1); }

static int64_t at_most(int64_t value, int64_t most) { return value < most ? value : most; }

static int64_t at_least_one(int64_t value) { return value > 1 ? value : 1; }

/* The greatest weight of the terms that are missed; of those alone that may be names where `names` is given. */
static double heaviest_missed(const Question *question, uint64_t found, const uint8_t *names) {
    double greatest = 0;
    for (int64_t q = 0; q < question->count; q++)
        if (!has(found, q) && (!names || names[q]) && question->weights[q] > greatest) greatest = question->weights[q];
    return greatest;
}

/* The heaviest term but one; the first where there is one alone. */
static int64_t second_of(const Question *question, int64_t heaviest) {
    int64_t second = heaviest ? 0 : question->count > 1 ? 1 : 0;
    for (int64_t q = 0; q < question->count; q++)
        if (q != heaviest && question->weights[q] > question->weights[second]) second = q;
    return second;
}

/* The FEATURES values of one sentence, `step` places from each other. */
void write_features(const Candidates *all, int64_t number, float *column, int64_t step) {
    const Question *question = all->question;
    const Sentence *sentence = &all->sentences[number];
    const Passage *passage = &all->passages[sentence->passage];
    const Matched *matched = &sentence->matched;
    const uint64_t either = sentence->either, around = either | passage->title | sentence->before;
    const uint64_t of_passage = passage->held | passage->title;
    const uint64_t cues = (uint64_t)number_at(&all->corpus->sentence_cues, sentence->number);
    const int64_t heaviest = heaviest_of(question), last = question->count - 1;
    const int64_t place = sentence->number - passage->first_sentence;
    const double pairs = (double)at_least_one(question->count - 1), matches = matched->order[MATCHES];
#define FEATURE(name, value) \
    *column = (float)(value); \
    column += step;
#include "feature_list.h"
#undef FEATURE
}

/* The names of all features in their order, a line each. */
FOR_PYTHON const char *kernel_feature_names(void) {
    return
#define FEATURE(name, value) #name "\n"
#include "feature_list.h"
#undef FEATURE
        ;
}
