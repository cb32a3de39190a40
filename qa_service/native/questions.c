/* Questions: printed questions, and the sentences that answer them. */

#include <math.h>

#include "features.h"

enum { MOST_QUESTIONS = 3 }; /* in a row */

int is_question(const Corpus *corpus, int64_t sentence) {
    return (number_at(&corpus->sentence_heading, sentence) & QUESTION) != 0;
}

/* The first of the questions that a sentence stands right behind in its passage, whose words count as its own: a printed
 * question says what its answer is about. The sentence itself where there is none. */
int64_t answered_by(const Corpus *corpus, const Passage *passage, int64_t sentence) {
    int64_t first = sentence;
    if (is_question(corpus, sentence)) return first;
    while (first > passage->first_sentence && sentence - first < MOST_QUESTIONS && is_question(corpus, first - 1)) first--;
    return first;
}

/* The length of sentences from one to another as one vector, as if no word stood in two of them. */
double length_from(const float *lengths, int64_t first, int64_t last) {
    double squares = 0;
    if (first == last) return lengths[last];
    for (; first <= last; first++) squares += (double)lengths[first] * lengths[first];
    return sqrt(squares);
}
