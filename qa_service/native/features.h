/* Features: the candidate sentences of a question and what the ranker knows of each. */

#ifndef FEATURES_H
#define FEATURES_H

#include "kernel.h"

enum { MOST_SENTENCES = 4096 }; /* of a passage, as in index/storage/passage_texts.py: of a damaged index it might have all */
enum { MANY_TOKENS = 4096 }; /* of a sentence: with more of them than characters it is damaged */

enum { MOST_PASSAGES = 128, SHORTLIST = 60, KEPT = 30, MARGINS = 6 };

enum { HEADING = 1, QUESTION = 2 }; /* bits of `sentence_heading` */

enum {
#define FEATURE(name, value) FEATURE_##name,
#include "feature_list.h"
#undef FEATURE
    FEATURES
};

/* Whole numbers of an index, of the kind that numpy has a letter for. */
typedef struct {
    const void *at;
    int64_t count;
    int64_t kind;
} Numbers;

/* A number of the index; INT64_MIN where there is no such place. */
static inline int64_t number_at(const Numbers *numbers, int64_t place) {
    if (place < 0 || place >= numbers->count) return INT64_MIN;
    if (numbers->kind == 'i') return ((const int32_t *)numbers->at)[place];
    switch (numbers->kind) {
        case 'b': return ((const int8_t *)numbers->at)[place];
        case '?':
        case 'B': return ((const uint8_t *)numbers->at)[place];
        case 'h': return ((const int16_t *)numbers->at)[place];
        case 'H': return ((const uint16_t *)numbers->at)[place];
        case 'I': return ((const uint32_t *)numbers->at)[place];
        default: return ((const int64_t *)numbers->at)[place];
    }
}

/* What is read of an index; the builder says what each array holds. */
typedef struct {
    const Words *words;
    Numbers passage_sentences, passage_document, document_passages, document_titles, title_tokens, sentence_tokens,
        sentence_start, sentence_end, sentence_heading, sentence_cues, sentence_recurring, twin_sentences, twin_originals;
    const float *norm_stem, *norm_root, *norm_gram; /* one a sentence */
    const uint64_t *gram_codes;                     /* ascending */
    const float *idf_gram;
    int64_t gram_codes_count;
} Corpus;

static inline int64_t chars_of(const Corpus *corpus, int64_t sentence) {
    return number_at(&corpus->sentence_end, sentence) - number_at(&corpus->sentence_start, sentence);
}

/* A question of Q terms, as the evidence knows it. */
typedef struct {
    const int32_t *words, *stems, *roots; /* Q, -1 for none */
    int64_t count;                        /* Q, from 1 to MOST_TERMS */
    const uint64_t *codes;                /* of the grams of its words, as often as they stand there */
    int64_t code_count;
    const double *weights;             /* Q, positive */
    const double *idf_stem, *idf_root; /* Q, 0 for none */
    const uint8_t *may_be_name;        /* Q: neither a common word nor a verb */
    int64_t kind;
    int64_t term_cues, second_cues, sentence_cues; /* bits of what is asked for */
} Question;

/* A passage that was retrieved. */
typedef struct {
    int64_t number, document, place; /* among the passages of its document */
    int64_t first_sentence, begin, end; /* the number of its first, and where its own stand among all candidates */
    int64_t title_terms;
    uint64_t title, held; /* which terms stand in the title, and in a sentence */
    double score;         /* BM25, as a share of what could be reached */
    float retrieval_score;
    int64_t rank;
    double best_cosine, best_cover, best_offered; /* of its sentences */
} Passage;

/* A candidate sentence. */
typedef struct {
    int64_t number, passage; /* the latter among those retrieved */
    int64_t tokens;
    int64_t original; /* that it says again in a copy, or -1 */
    uint64_t either;  /* terms that stand in it by stem or root */
    uint64_t around;  /* or before or after it, or in the title */
    uint64_t before, after;
    double score, cosine_stem, cosine_root, cosine_gram, cosine, cover_gram, cover_either, cover_around, offered, earlier;
    uint8_t is_heading, is_question, is_recurring;
    Matched matched;
} Sentence;

/* All candidates, and the greatest of what is compared. */
typedef struct {
    const Corpus *corpus;
    const Question *question;
    Passage passages[MOST_PASSAGES]; /* ascending */
    int64_t passage_count;
    Sentence *sentences; /* in their order */
    int64_t count;
    double share[MOST_TERMS], weight, unknown; /* of the terms: of the weight of all; of those that the index lacks */
    double length_stem, length_root;  /* of the question as a vector */
    double best_cosine, best_gram, best_cover, best_around, best_score, best_passage, best_offered;
} Candidates;

/* The best sentences, best first, of which there may be fewer. */
typedef struct {
    int64_t sentences[KEPT];
    int32_t passages[KEPT];
    float retrieval_scores[KEPT], rerank_scores[KEPT];
    float log_odds; /* that the first answers */
} Ranked;

/* The candidates that the trees score, in their order, for those who learn from them. */
typedef struct {
    int64_t sentences[SHORTLIST];
    int32_t passages[SHORTLIST];
    float rows[FEATURES * SHORTLIST]; /* feature by feature: of so many as there are */
} Shortlist;

int is_question(const Corpus *corpus, int64_t sentence);
int64_t answered_by(const Corpus *corpus, const Passage *passage, int64_t sentence);
double length_from(const float *lengths, int64_t first, int64_t last);
int gather(Candidates *candidates, const int32_t *passages, const float *scores, int64_t count);
void forget(Candidates *candidates);
int64_t heaviest_of(const Question *question);
double covered(const Candidates *candidates, uint64_t terms);
void write_features(const Candidates *candidates, int64_t sentence, float *column, int64_t step);

#endif
