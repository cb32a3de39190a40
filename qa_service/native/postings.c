/* Postings: the words of all passages by term, counted and weighed by the formula of indexing/bm25.py. */

#include "stretches.h"

static int are_sound(const Stretches *text, const int32_t *of_term) {
    int64_t last = text->reach[text->count];
    for (int64_t at = text->reach[0]; at < last; at++) {
        if (at + WORDS_AHEAD < last && is_known(text, at + WORDS_AHEAD)) FETCH(&of_term[text->tokens[at + WORDS_AHEAD]]);
        if (!is_known(text, at) || (uint64_t)of_term[text->tokens[at]] >= (uint64_t)text->terms) return 0;
    }
    return 1;
}

static void count_words(const Stretches *text, int64_t stretch, const int32_t *of_term, int64_t *counts) {
    for (int64_t at = text->reach[stretch]; at < text->reach[stretch + 1]; at++) counts[of_term[text->tokens[at]]]++;
}

/* Counts how often each term stands in all passages into `counts`, which is all 0: as many postings it has at most. */
FOR_PYTHON int64_t kernel_room(const Passages *passages, int64_t *counts) {
    const int32_t *of_term = passages->of_term;
    if (!are_sound(&passages->text, of_term) || !are_sound(&passages->titles, of_term)) return DAMAGED;
    for (int64_t passage = 0; passage < passages->text.count; passage++) {
        int64_t document = passages->document_of[passage];
        if ((uint64_t)document >= (uint64_t)passages->titles.count) return DAMAGED;
        count_words(&passages->text, passage, of_term, counts);
        count_words(&passages->titles, document, of_term, counts);
    }
    return 0;
}

/* Asks for what words that come later need. */
static void fetch_columns(const Stretches *text, const int32_t *of_term, const Placed *out, int64_t at, int64_t last) {
    if (at + 2 * WORDS_AHEAD < last) FETCH(&of_term[text->tokens[at + 2 * WORDS_AHEAD]]);
    if (at + WORDS_AHEAD < last) FETCH(&out->ends[of_term[text->tokens[at + WORDS_AHEAD]]]);
    if (at + WORDS_AHEAD / 2 < last) {
        int64_t place = out->ends[of_term[text->tokens[at + WORDS_AHEAD / 2]]];
        FETCH(&out->passages[place]);
        FETCH(&out->times[place]);
    }
}

/* Of a word that stood in this passage before, the posting is the last of its column. */
static void place_words(const Passages *passages, const Stretches *text, int64_t stretch, int64_t passage, const Placed *out) {
    int64_t last = text->reach[text->count];
    for (int64_t at = text->reach[stretch]; at < text->reach[stretch + 1]; at++) {
        fetch_columns(text, passages->of_term, out, at, last);
        int32_t term = passages->of_term[text->tokens[at]];
        int64_t next = out->ends[term];
        if (next > out->starts[term] && out->passages[next - 1] == (int32_t)passage) {
            out->times[next - 1]++;
        } else {
            out->passages[next] = (int32_t)passage;
            out->times[next] = 1;
            out->ends[term]++;
        }
    }
}

/* Places each passage into the column of each of its terms, and how often that stands there. The words are those that
 * `kernel_room` has been through, so nothing is out of bounds. */
FOR_PYTHON void kernel_place(const Passages *passages, const Placed *out) {
    for (int64_t passage = 0; passage < passages->text.count; passage++) {
        place_words(passages, &passages->text, passage, passage, out);
        place_words(passages, &passages->titles, passages->document_of[passage], passage, out);
    }
}

/* Sets the columns end to end, and weighs: what each posting adds, a float, takes the place of how often it stands there.
 * Column `t` holds the places from starts[t] on, up to ends[t]. */
FOR_PYTHON void kernel_weigh(const int64_t *starts, const int64_t *ends, int64_t terms, const double *idf, const float *norms,
                             double scale, int32_t *passages, int32_t *times) {
    int64_t out = 0;
    for (int64_t term = 0; term < terms; term++) {
        for (int64_t at = starts[term]; at < ends[term]; at++, out++) {
            double count = times[at], norm = norms[passages[at]];
            float weight = (float)(count * scale / (count + norm) * idf[term]);
            passages[out] = passages[at];
            memcpy(&times[out], &weight, sizeof weight);
        }
    }
}
