/* Rank: the sentences of the passages retrieved in order of how well they answer, and how surely the first does. */

#include <math.h>

#include "features.h"

enum { NEXT = 5 };

static const double ALONE = 3; /* the lead over nothing */

typedef struct {
    float score;
    int64_t place; /* among the candidates */
} Scored;

static int is_better(const Scored *one, const Scored *other) {
    if (one->score != other->score) return one->score > other->score;
    return one->place < other->place;
}

/* Put one more among so many of the best, best first, of which SHORTLIST are kept: how many there are then. So few are sorted
 * sooner one by one than by qsort, which takes memory and calls. */
static int64_t keep(Scored *best, int64_t count, Scored one) {
    if (count == SHORTLIST && !is_better(&one, &best[count - 1])) return count;
    int64_t at = count < SHORTLIST ? count++ : count - 1;
    for (; at && is_better(&one, &best[at - 1]); at--) best[at] = best[at - 1];
    best[at] = one;
    return count;
}

static void sort_by_place(Scored *scored, int64_t count) {
    for (int64_t i = 1; i < count; i++) {
        Scored one = scored[i];
        int64_t at = i;
        for (; at && scored[at - 1].place > one.place; at--) scored[at] = scored[at - 1];
        scored[at] = one;
    }
}

static int is_candidate(const Candidates *all, int64_t number) {
    for (int64_t p = 0; p < all->passage_count; p++) {
        const Passage *passage = &all->passages[p];
        if (number >= passage->first_sentence && number < passage->first_sentence + passage->end - passage->begin) return 1;
    }
    return 0;
}

/* Which candidates are scored, in their order: the best by half the passage's BM25 beside the best one's and half the
 * sentence's TF-IDF cosine. How many.
 *
 * A heading says what follows is about, and answers nothing: headings are candidates only where there is nothing else. A
 * printed question is never one, nor what recurs in many documents, nor what a copy only says again beside its original. */
static int64_t shorten(const Candidates *all, Scored *shortlist) {
    float greatest = 0;
    int only_headings = 1;
    for (int64_t s = 0; s < all->count; s++) {
        const Sentence *sentence = &all->sentences[s];
        float score = fabsf((float)all->passages[sentence->passage].score);
        if (score > greatest) greatest = score;
        only_headings &= sentence->is_heading || sentence->is_question || sentence->is_recurring;
    }
    int64_t kept = 0;
    for (int64_t s = 0; s < all->count; s++) {
        const Sentence *sentence = &all->sentences[s];
        if (sentence->is_recurring || sentence->is_question || (sentence->is_heading && !only_headings)) continue;
        if (sentence->original >= 0 && is_candidate(all, sentence->original)) continue;
        float passage_score = (float)all->passages[sentence->passage].score;
        float score = 0.5f * passage_score / (greatest > 0 ? greatest : 1) + 0.5f * (float)sentence->cosine;
        kept = keep(shortlist, kept, (Scored){score, s});
    }
    sort_by_place(shortlist, kept);
    return kept;
}

static int64_t document_of(const Candidates *all, const Scored *scored) {
    return all->passages[all->sentences[scored->place].passage].document;
}

/* The last values by which the confidence is judged, beside the features of the first sentence: its score, its lead over
 * the next one, its lead over the mean of the next five, how many these are, its lead over the best of another document, and
 * how many of the five are of its own. `scores` and `documents` of a ranking, best first. */
FOR_PYTHON void kernel_margins(const float *scores, const int64_t *documents, int64_t count, float *margins) {
    double first = scores[0], following = 0, lead_on_others = 2 * ALONE;
    int64_t next = count - 1 < NEXT ? count - 1 : NEXT, same = 0;
    for (int64_t i = 1; i <= next; i++) {
        following += scores[i];
        same += documents[i] == documents[0];
    }
    for (int64_t i = 1; i < count; i++)
        if (documents[i] != documents[0]) {
            lead_on_others = first - scores[i];
            break;
        }
    const double found[MARGINS] = {first, next ? first - scores[1] : ALONE,
                                   next ? first - following / (double)next : ALONE, (double)next, lead_on_others,
                                   (double)same};
    for (int i = 0; i < MARGINS; i++) margins[i] = (float)found[i];
}

FOR_PYTHON const char *kernel_margin_names(void) {
    return "score\nmargin\nmargin_next\nrunners_up\nmargin_document\nsame_document\n";
}

static void write_margins(const Candidates *all, const Scored *ranked, int64_t count, float *margins) {
    float scores[SHORTLIST];
    int64_t documents[SHORTLIST];
    for (int64_t i = 0; i < count; i++) {
        scores[i] = ranked[i].score;
        documents[i] = document_of(all, &ranked[i]);
    }
    kernel_margins(scores, documents, count, margins);
}

static void tell(const Candidates *all, const Scored *scored, int64_t count, Ranked *ranked) {
    for (int64_t i = 0; i < count; i++) {
        const Sentence *sentence = &all->sentences[scored[i].place];
        const Passage *passage = &all->passages[sentence->passage];
        ranked->sentences[i] = sentence->number;
        ranked->passages[i] = (int32_t)passage->number;
        ranked->retrieval_scores[i] = passage->retrieval_score;
        ranked->rerank_scores[i] = scored[i].score;
    }
}

static int64_t rank(const Candidates *all, const Trees *ranker, const Trees *calibrator, Ranked *ranked) {
    Scored shortlist[SHORTLIST], scored[SHORTLIST] = {{0, 0}};
    float columns[FEATURES * SHORTLIST + LANES] = {0}, sums[SHORTLIST], row[FEATURES + MARGINS + LANES] = {0};
    int64_t count = shorten(all, shortlist);
    if (!count) return 0;
    for (int64_t i = 0; i < count; i++) write_features(all, shortlist[i].place, columns + i, count);
    kernel_trees(ranker, columns, count, sums);
    for (int64_t i = 0; i < count; i++) keep(scored, i, (Scored){sums[i], shortlist[i].place});
    write_features(all, scored[0].place, row, 1);
    write_margins(all, scored, count, row + FEATURES);
    kernel_trees(calibrator, row, 1, &ranked->log_odds);
    tell(all, scored, count < KEPT ? count : KEPT, ranked);
    return count;
}

/* Order the sentences of `count` passages, best first in `passages`, from 1 to MOST_PASSAGES: how many were scored (of which
 * KEPT at most are told), 0 where none may be quoted, DAMAGED or NO_MEMORY. */
FOR_PYTHON int64_t kernel_rank(const Corpus *corpus, const Question *question, const int32_t *passages, const float *scores,
                               int64_t count, const Trees *ranker, const Trees *calibrator, Ranked *ranked) {
    Candidates all = {.corpus = corpus, .question = question};
    int64_t found = gather(&all, passages, scores, count);
    if (!found) found = rank(&all, ranker, calibrator, ranked);
    forget(&all);
    return found;
}

/* The candidates that `kernel_rank` would score: how many, or what it would return. */
FOR_PYTHON int64_t kernel_shortlist(const Corpus *corpus, const Question *question, const int32_t *passages,
                                    const float *scores, int64_t count, Shortlist *told) {
    Candidates all = {.corpus = corpus, .question = question};
    Scored shortlist[SHORTLIST];
    int64_t found = gather(&all, passages, scores, count);
    if (!found) found = shorten(&all, shortlist);
    for (int64_t i = 0; i < found; i++) {
        const Sentence *sentence = &all.sentences[shortlist[i].place];
        told->sentences[i] = sentence->number;
        told->passages[i] = (int32_t)all.passages[sentence->passage].number;
        write_features(&all, shortlist[i].place, told->rows + i, found);
    }
    forget(&all);
    return found;
}
