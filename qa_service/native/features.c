/* Features: what the ranker knows of a candidate sentence, in the order of ranking/features.py. */

#include "features.h"

static int bits_of(uint64_t bits) {
    int count = 0;
    for (; bits; bits &= bits - 1) count++;
    return count;
}

/* The greatest weight of the terms that are missed; of those alone that may be names where `names` is given. */
static double heaviest_missed(const Question *question, uint64_t found, const uint8_t *names) {
    double greatest = 0;
    for (int64_t q = 0; q < question->count; q++)
        if (!(found >> q & 1) && (!names || names[q]) && question->weights[q] > greatest) greatest = question->weights[q];
    return greatest;
}

/* The heaviest term but one; the first where there is one alone. */
static int64_t second_of(const Question *question, int64_t heaviest) {
    int64_t second = heaviest ? 0 : question->count > 1 ? 1 : 0;
    for (int64_t q = 0; q < question->count; q++)
        if (q != heaviest && question->weights[q] > question->weights[second]) second = q;
    return second;
}

static void add_coverage(Cells *to, const Candidates *all, const Sentence *sentence, const Passage *passage) {
    const Question *question = all->question;
    uint64_t either = sentence->either, around = either | passage->title | sentence->before;
    add(to, covered(all, sentence->matched.word));
    add(to, covered(all, sentence->matched.stem));
    add(to, covered(all, sentence->matched.root));
    add(to, sentence->cover_either);
    add(to, sentence->cover_gram);
    add(to, (double)bits_of(either) / (double)question->count);
    add(to, covered(all, passage->held));
    add(to, covered(all, passage->held | passage->title));
    add(to, covered(all, passage->title));
    add(to, covered(all, either | passage->title));
    add(to, covered(all, sentence->before));
    add(to, covered(all, either | sentence->before));
    add(to, covered(all, either | sentence->after));
    add(to, sentence->cover_around);
    add(to, (double)bits_of(passage->title) / (double)(passage->title_terms > 1 ? passage->title_terms : 1));
    int64_t heaviest = heaviest_of(question), last = question->count - 1;
    add(to, (double)(either >> heaviest & 1));
    add(to, (double)(around >> heaviest & 1));
    add(to, (double)(either >> second_of(question, heaviest) & 1));
    add(to, (double)(either & 1));
    add(to, (double)(either >> last & 1));
    add(to, (double)(around >> last & 1));
    add(to, heaviest_missed(question, either, NULL));
    add(to, (double)(question->count - bits_of(either)));
    add(to, heaviest_missed(question, passage->held | passage->title, question->may_be_name));
    add(to, heaviest_missed(question, passage->held | passage->title, NULL));
    add(to, sentence->cover_either - sentence->earlier);
}

static void add_similarity(Cells *to, const Sentence *sentence, const Passage *passage) {
    add(to, passage->score);
    add(to, sentence->score);
    add(to, sentence->cosine_stem);
    add(to, sentence->cosine_root);
    add(to, sentence->cosine_gram);
    add(to, sentence->cosine);
}

static void add_order(Cells *to, const Candidates *all, const Sentence *sentence) {
    const float *order = sentence->matched.order;
    double pairs = all->question->count > 1 ? (double)(all->question->count - 1) : 1, matches = order[4];
    add(to, order[0] / pairs);
    add(to, order[1] / pairs);
    add(to, order[2]);
    add(to, matches > 1 ? ((double)order[3] - order[2] + 1) / matches : 0);
    add(to, matches / (double)(sentence->tokens > 1 ? sentence->tokens : 1));
}

static double at_most(int64_t value, int64_t most) { return (double)(value < most ? value : most); }

static void add_place(Cells *to, const Candidates *all, const Sentence *sentence, const Passage *passage) {
    const Corpus *corpus = all->corpus;
    int64_t place = sentence->number - passage->first_sentence;
    int64_t chars = number_at(&corpus->sentence_end, sentence->number) - number_at(&corpus->sentence_start, sentence->number);
    add(to, at_most(passage->place, 10));
    add(to, at_most(place, 10));
    add(to, passage->place == 0 && place == 0);
    add(to, sentence->is_heading);
    add(to, at_most(chars, 500));
    add(to, (double)sentence->tokens);
}

static void add_offers(Cells *to, const Candidates *all, const Sentence *sentence) {
    static const int said[] = {0, 1, 2, 3, 4, 8, 5, 6, 7}; /* the bits of ranking/offers.py in its order */
    int64_t cues = number_at(&all->corpus->sentence_cues, sentence->number);
    for (int bit = 0; bit < TERM_CUES; bit++) add(to, sentence->matched.cues[bit]);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) add(to, (double)(cues >> said[i] & 1));
    add(to, sentence->offered);
    add(to, (cues & all->question->sentence_cues) > 0);
    for (int kind = 0; kind < DISTANCES; kind++) add(to, sentence->matched.distance[kind]);
}

static void add_comparison(Cells *to, const Candidates *all, const Sentence *sentence, const Passage *passage) {
    int64_t here = sentence - all->sentences;
    add(to, sentence->cosine - all->best_cosine);
    add(to, sentence->cosine_gram - all->best_gram);
    add(to, sentence->cover_either - all->best_cover);
    add(to, sentence->cover_around - all->best_around);
    add(to, sentence->score - all->best_score);
    add(to, passage->score - all->best_passage);
    add(to, sentence->offered - all->best_offered);
    add(to, sentence->cosine - passage->best_cosine);
    add(to, sentence->cover_either - passage->best_cover);
    add(to, sentence->offered - passage->best_offered);
    add(to, here > passage->begin ? sentence[-1].cosine : 0);
    add(to, here + 1 < passage->end ? sentence[1].cosine : 0);
    add(to, all->log_ranks[passage->rank]);
}

/* The FEATURES values of one sentence, `step` places from each other. */
void write_features(const Candidates *all, int64_t number, float *column, int64_t step) {
    const Sentence *sentence = &all->sentences[number];
    const Passage *passage = &all->passages[sentence->passage];
    Cells to = {column, step};
    for (int i = 0; i < QUESTION_FEATURES; i++) add(&to, all->question->same_for_all[i]);
    add_coverage(&to, all, sentence, passage);
    add_similarity(&to, sentence, passage);
    add_order(&to, all, sentence);
    add_place(&to, all, sentence, passage);
    add_offers(&to, all, sentence);
    add_comparison(&to, all, sentence, passage);
}
