/* Gather: the sentences of the passages that were retrieved, and what each has of the question. */

#include <math.h>

#include "features.h"

static const double K1 = 1.2, B = 0.6, COMMON_TERMS = 15; /* content terms of a common sentence */

/* A run of numbers from `*begin` to `*end` in something of `count`: 0 or DAMAGED. */
static int run_of(const Numbers *starts, int64_t place, int64_t count, int64_t *begin, int64_t *end) {
    *begin = number_at(starts, place);
    *end = number_at(starts, place + 1);
    return *begin < 0 || *end < *begin || *end > count ? DAMAGED : 0;
}

/* The distinct grams of a question, what they weigh in its vector, and in it by count alone. */
typedef struct {
    int32_t *numbers; /* G, ascending */
    uint64_t *codes;
    double *weights, *shares;
    uint64_t *is_there; /* a bit for each, in one sentence, */
    float *counts;      /* and how often it stands there */
    int64_t count;
    double length;
} Grams;

enum { BITS = 64 };

static int by_number(const void *a, const void *b) {
    int32_t one = *(const int32_t *)a, other = *(const int32_t *)b;
    return one < other ? -1 : one > other;
}

/* The place of a code that the index has, or -1. */
static int64_t place_of(const Corpus *corpus, uint64_t code) {
    int64_t low = 0, high = corpus->gram_codes_count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (corpus->gram_codes[middle] < code) low = middle + 1;
        else high = middle;
    }
    return low < corpus->gram_codes_count && corpus->gram_codes[low] == code ? low : -1;
}

static void read_grams(const Corpus *corpus, const Question *question, Grams *grams) {
    int64_t found = 0;
    for (int64_t i = 0; i < question->code_count; i++) {
        int64_t place = place_of(corpus, question->codes[i]);
        if (place >= 0) grams->numbers[found++] = (int32_t)place;
    }
    qsort(grams->numbers, (size_t)found, sizeof *grams->numbers, by_number);
    grams->count = 0;
    for (int64_t i = 0, end; i < found; i = end) {
        for (end = i + 1; end < found && grams->numbers[end] == grams->numbers[i];) end++;
        grams->shares[grams->count] = (double)(end - i) / (double)found;
        grams->weights[grams->count] = (double)(end - i);
        grams->numbers[grams->count++] = grams->numbers[i];
    }
    double squares = 0;
    for (int64_t g = 0; g < grams->count; g++) {
        double idf = corpus->idf_gram[grams->numbers[g]], weight = idf * grams->weights[g];
        grams->codes[g] = corpus->gram_codes[grams->numbers[g]];
        squares += weight * weight;
        grams->weights[g] = weight * idf;
    }
    grams->length = squares > 0 ? sqrt(squares) : 1;
}

static double length_of(const double *idf, int64_t count) {
    double squares = 0;
    for (int64_t q = 0; q < count; q++) squares += idf[q] * idf[q];
    return squares > 0 ? sqrt(squares) : 1;
}

/* The cosine of the question and a sentence in a view where the question has every term once. */
static double cosine_of(const double *idf, uint64_t terms, const float *times, double length) {
    double product = 0;
    for (; terms; terms &= terms - 1) {
        int q = lowest_bit(terms);
        product += idf[q] * idf[q] * times[q];
    }
    return product / length;
}

/* The weight of some terms, as a share of that of all. */
double covered(const Candidates *all, uint64_t terms) {
    double sum = 0;
    for (; terms; terms &= terms - 1) sum += all->share[lowest_bit(terms)];
    return sum;
}

/* The sentence that a copy's sentence says again, or -1. */
static int64_t original_of(const Corpus *corpus, int64_t sentence) {
    int64_t low = 0, high = corpus->twin_sentences.count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (number_at(&corpus->twin_sentences, middle) < sentence) low = middle + 1;
        else high = middle;
    }
    return number_at(&corpus->twin_sentences, low) == sentence ? number_at(&corpus->twin_originals, low) : -1;
}

/* What a sentence has by itself, or with the question that it stands behind: 0 or DAMAGED. */
static int read_sentence(const Candidates *all, const Wanted *wanted, Grams *grams, Sentence *sentence) {
    const Corpus *corpus = all->corpus;
    const Question *question = all->question;
    Matched *matched = &sentence->matched;
    int64_t start, end, question_end, number = sentence->number, tokens = corpus->words->token_count;
    int64_t first = answered_by(corpus, &all->passages[sentence->passage], number);
    if (run_of(&corpus->sentence_tokens, number, tokens, &start, &end)) return DAMAGED;
    if (end - start > MANY_TOKENS && end - start > chars_of(corpus, number)) return DAMAGED;
    if (first < number && run_of(&corpus->sentence_tokens, first, end, &start, &question_end)) return DAMAGED;
    int64_t bit_words = (grams->count + BITS - 1) / BITS;
    memset(grams->is_there, 0, (size_t)bit_words * sizeof *grams->is_there);
    if (match_sentence(corpus->words, wanted, start, end, matched, grams->is_there, grams->counts)) return DAMAGED;
    sentence->tokens = end - start;
    sentence->either = matched->stem | matched->root;
    sentence->is_heading = number_at(&corpus->sentence_heading, number) & HEADING ? 1 : 0;
    sentence->is_question = is_question(corpus, number) ? 1 : 0;
    sentence->is_recurring = number_at(&corpus->sentence_recurring, number) > 0;
    sentence->original = original_of(corpus, number);

    double reached = 0, product = 0, length = K1 * ((1 - B) + B * ((double)sentence->tokens / COMMON_TERMS));
    for (uint64_t terms = matched->stem; terms; terms &= terms - 1) {
        int q = lowest_bit(terms);
        double times = matched->times[q];
        reached += question->weights[q] * (times * (K1 + 1) / (times + length));
    }
    sentence->score = reached / ((K1 + 1) * all->weight);
    sentence->cover_gram = 0;
    for (int64_t word = 0; word < bit_words; word++)
        for (uint64_t there = grams->is_there[word]; there; there &= there - 1) {
            int64_t g = word * BITS + lowest_bit(there);
            product += grams->weights[g] * grams->counts[g];
            sentence->cover_gram += grams->shares[g];
        }
    sentence->cosine_stem = cosine_of(question->idf_stem, matched->stem, matched->times,
                                      all->length_stem * length_from(corpus->norm_stem, first, number));
    sentence->cosine_root = cosine_of(question->idf_root, matched->root, matched->roots,
                                      all->length_root * length_from(corpus->norm_root, first, number));
    sentence->cosine_gram = product / (grams->length * length_from(corpus->norm_gram, first, number));
    sentence->cosine = (sentence->cosine_stem + sentence->cosine_root + 2 * sentence->cosine_gram) / 4;
    sentence->cover_either = covered(all, sentence->either);
    double offered = 0;
    for (int bit = 0; bit < TERM_CUES; bit++)
        if (question->term_cues >> bit & 1) offered += matched->cues[bit];
    sentence->offered = offered < 4 ? offered : 4;
    return 0;
}

/* The passages in their order, and where their sentences stand: how many sentences, or DAMAGED. */
static int64_t read_passages(Candidates *all, const int32_t *passages, const float *scores, int64_t count) {
    const Corpus *corpus = all->corpus;
    const Question *question = all->question;
    all->passage_count = count;
    for (int64_t i = 0; i < count; i++) {
        int64_t at = i;
        for (; at && all->passages[at - 1].number > passages[i]; at--) all->passages[at] = all->passages[at - 1];
        all->passages[at] = (Passage){.number = passages[i], .retrieval_score = scores[i], .rank = i};
    }
    int64_t sentences = 0, end, title, title_end;
    int64_t sentence_count = corpus->sentence_tokens.count - 1;
    for (Passage *passage = all->passages; passage < all->passages + count; passage++) {
        if (run_of(&corpus->passage_sentences, passage->number, sentence_count, &passage->first_sentence, &end)) return DAMAGED;
        if (end - passage->first_sentence > MOST_SENTENCES) return DAMAGED;
        passage->begin = sentences;
        passage->end = sentences += end - passage->first_sentence;
        passage->document = number_at(&corpus->passage_document, passage->number);
        int64_t first = number_at(&corpus->document_passages, passage->document);
        if (first == INT64_MIN) return DAMAGED;
        passage->place = passage->number - first;
        if (run_of(&corpus->document_titles, passage->document, corpus->title_tokens.count, &title, &title_end)) return DAMAGED;
        passage->title_terms = title_end - title;
        for (; title < title_end; title++) {
            int64_t token = number_at(&corpus->title_tokens, title);
            if (token < 0 || token >= corpus->words->term_count) return DAMAGED;
            int32_t stem = term_of(corpus->words, token).stem;
            for (int64_t q = 0; q < question->count; q++)
                passage->title |= (uint64_t)(stem == question->stems[q]) << q;
        }
        passage->score = passage->retrieval_score / ((K1 + 1) * all->weight);
    }
    return sentences;
}

static void raise(double *greatest, double value) {
    if (value > *greatest) *greatest = value;
}

/* What a sentence has by those around it, and the greatest of each kind. */
static void compare(Candidates *all) {
    double before_document = -INFINITY, highest = 0;
    int64_t document = -1;
    all->best_cosine = all->best_gram = all->best_cover = all->best_around = all->best_score = all->best_passage =
        all->best_offered = before_document;
    for (int64_t p = 0; p < all->passage_count; p++) {
        Passage *passage = &all->passages[p];
        passage->best_cosine = passage->best_cover = passage->best_offered = -INFINITY;
        if (passage->document != document) highest = 0;
        document = passage->document;
        for (int64_t s = passage->begin; s < passage->end; s++) {
            Sentence *sentence = &all->sentences[s];
            sentence->before = s > passage->begin ? sentence[-1].either : 0;
            sentence->after = s + 1 < passage->end ? sentence[1].either : 0;
            sentence->around = sentence->either | sentence->before | sentence->after | passage->title;
            sentence->cover_around = covered(all, sentence->around);
            sentence->earlier = highest;
            passage->held |= sentence->either;
            if (sentence->is_question) continue; /* no rival of what answers it */
            raise(&highest, sentence->cover_either);
            raise(&passage->best_cosine, sentence->cosine);
            raise(&passage->best_cover, sentence->cover_either);
            raise(&passage->best_offered, sentence->offered);
            raise(&all->best_gram, sentence->cosine_gram);
            raise(&all->best_around, sentence->cover_around);
            raise(&all->best_score, sentence->score);
            raise(&all->best_passage, passage->score);
        }
        raise(&all->best_cosine, passage->best_cosine);
        raise(&all->best_cover, passage->best_cover);
        raise(&all->best_offered, passage->best_offered);
    }
}

/* The first of the terms that weigh most. */
int64_t heaviest_of(const Question *question) {
    int64_t heaviest = 0;
    for (int64_t q = 1; q < question->count; q++)
        if (question->weights[q] > question->weights[heaviest]) heaviest = q;
    return heaviest;
}

/* Read all sentences of the passages: 0 or DAMAGED. */
static int read_sentences(Candidates *all, Grams *grams) {
    const Corpus *corpus = all->corpus;
    const Question *question = all->question;
    read_grams(corpus, question, grams);
    Wanted wanted = {.words = question->words, .stems = question->stems, .roots = question->roots, .count = question->count,
                     .grams = grams->codes, .gram_count = grams->count, .heaviest = heaviest_of(question),
                     .cues = {question->term_cues, question->second_cues}};
    prepare(&wanted);
    for (int64_t p = 0; p < all->passage_count; p++)
        for (int64_t s = all->passages[p].begin; s < all->passages[p].end; s++) {
            all->sentences[s].number = all->passages[p].first_sentence + s - all->passages[p].begin;
            all->sentences[s].passage = p;
        }
    for (int64_t s = 0; s < all->count; s++) {
        int64_t number = all->sentences[s].number;
        fetch_letters(corpus->words, number_at(&corpus->sentence_tokens, number), number_at(&corpus->sentence_tokens, number + 1));
        if (s + 1 < all->count) {
            int64_t next = all->sentences[s + 1].number;
            fetch_words(corpus->words, number_at(&corpus->sentence_tokens, next), number_at(&corpus->sentence_tokens, next + 1));
        }
        if (read_sentence(all, &wanted, grams, &all->sentences[s])) return DAMAGED;
    }
    return 0;
}

/* All that the passages hold; 0, DAMAGED or NO_MEMORY. What it takes is given back by `forget`, however it ends. */
int gather(Candidates *all, const int32_t *passages, const float *scores, int64_t count) {
    const Question *question = all->question;
    all->sentences = NULL;
    all->weight = all->unknown = 0;
    for (int64_t q = 0; q < question->count; q++) {
        all->weight += question->weights[q];
        if (question->stems[q] < 0) all->unknown += question->weights[q];
    }
    for (int64_t q = 0; q < question->count; q++) all->share[q] = question->weights[q] / all->weight;
    all->length_stem = length_of(question->idf_stem, question->count);
    all->length_root = length_of(question->idf_root, question->count);
    all->count = read_passages(all, passages, scores, count);
    if (all->count < 0) return DAMAGED;
    size_t grams_size = (size_t)question->code_count * (2 * sizeof(double) + 2 * sizeof(uint64_t) + sizeof(float) + sizeof(int32_t));
    size_t size = (size_t)all->count * sizeof(Sentence);
    char *room = malloc(size + grams_size + 1);
    if (!room) return NO_MEMORY;
    all->sentences = (Sentence *)room;
    double *weights = (double *)(room + size), *shares = weights + question->code_count;
    uint64_t *is_there = (uint64_t *)(shares + question->code_count), *codes = is_there + question->code_count;
    float *counts = (float *)(codes + question->code_count);
    Grams grams = {(int32_t *)(counts + question->code_count), codes, weights, shares, is_there, counts, 0, 1};
    if (read_sentences(all, &grams)) return DAMAGED;
    compare(all);
    return 0;
}

void forget(Candidates *all) { free(all->sentences); }
