/* Rank: the sentences of the passages retrieved in order of how well they answer, and how surely the first does. */

#include <math.h>

#include "features.h"

enum { SHORTLIST = 60, KEPT = 30, MARGINS = 6, NEXT = 5 };

static const double ALONE = 3; /* ranking/confidence.py: the lead over nothing */

/* What a ranking is told of: the best sentences, best first. */
typedef struct {
    int64_t sentences[KEPT];
    int32_t passages[KEPT];
    float retrieval_scores[KEPT], rerank_scores[KEPT];
    float log_odds; /* that the first answers */
} Ranked;

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

/* Which candidates are scored, in their order; ranking/reranker.py says by what. How many. */
static int64_t shorten(const Candidates *all, Scored *shortlist) {
    float greatest = 0;
    int only_headings = 1;
    for (int64_t s = 0; s < all->count; s++) {
        const Sentence *sentence = &all->sentences[s];
        float score = fabsf((float)all->passages[sentence->passage].score);
        if (score > greatest) greatest = score;
        only_headings &= sentence->is_heading || sentence->is_recurring;
    }
    int64_t kept = 0;
    for (int64_t s = 0; s < all->count; s++) {
        const Sentence *sentence = &all->sentences[s];
        if (sentence->is_recurring || (sentence->is_heading && !only_headings)) continue;
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

/* The last values by which the confidence is judged: the lead of the first of a ranking; ranking/confidence.py. */
static void write_margins(const Candidates *all, const Scored *ranked, int64_t count, float *margins) {
    double first = ranked[0].score, following = 0, lead_on_others = 2 * ALONE;
    int64_t next = count - 1 < NEXT ? count - 1 : NEXT, same = 0;
    for (int64_t i = 1; i <= next; i++) {
        following += ranked[i].score;
        same += document_of(all, &ranked[i]) == document_of(all, &ranked[0]);
    }
    for (int64_t i = 1; i < count; i++)
        if (document_of(all, &ranked[i]) != document_of(all, &ranked[0])) {
            lead_on_others = first - ranked[i].score;
            break;
        }
    const double found[MARGINS] = {first, next ? first - ranked[1].score : ALONE,
                                   next ? first - following / (double)next : ALONE, (double)next, lead_on_others, (double)same};
    for (int i = 0; i < MARGINS; i++) margins[i] = (float)found[i];
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

static int64_t rank(const Candidates *all, const Trees *ranker, const Trees *calibrator, Ranked *ranked, float *rows) {
    Scored shortlist[SHORTLIST], scored[SHORTLIST] = {{0, 0}};
    float columns[FEATURES * SHORTLIST + LANES] = {0}, sums[SHORTLIST], row[FEATURES + MARGINS + LANES] = {0};
    int64_t count = shorten(all, shortlist);
    if (!count) return 0;
    for (int64_t i = 0; i < count; i++) write_features(all, shortlist[i].place, columns + i, count);
    if (rows) memcpy(rows, columns, (size_t)(FEATURES * count) * sizeof *columns);
    kernel_trees(ranker, columns, count, sums);
    for (int64_t i = 0; i < count; i++) keep(scored, i, (Scored){sums[i], shortlist[i].place});
    write_features(all, scored[0].place, row, 1);
    write_margins(all, scored, count, row + FEATURES);
    kernel_trees(calibrator, row, 1, &ranked->log_odds);
    tell(all, scored, count < KEPT ? count : KEPT, ranked);
    return count;
}

/* Order the sentences of `count` passages, best first in `passages`, from 1 to MOST_PASSAGES: how many were scored (of which
 * KEPT at most are told), 0 where none may be quoted, DAMAGED or NO_MEMORY. `log_ranks`: of each of the passages. `rows`:
 * NULL, or where the features of all that were scored are to stand, FEATURES by how many there are.
 */
FOR_PYTHON int64_t kernel_rank(const Corpus *corpus, const Question *question, const int32_t *passages, const float *scores,
                    int64_t count, const double *log_ranks, const Trees *ranker, const Trees *calibrator, Ranked *ranked,
                    float *rows) {
    Candidates all = {.corpus = corpus, .question = question, .log_ranks = log_ranks};
    int64_t found = gather(&all, passages, scores, count);
    if (!found) found = rank(&all, ranker, calibrator, ranked, rows);
    forget(&all);
    return found;
}
