/* Top: the best k passages of a question by the sums of its postings. */

#include "top.h"

enum { MOST_TRIED = 256, TRIED_TIMES = 2, WORTH_TRYING = 4096 };
static const double NEAR_ENOUGH = 0.7; /* of what is out of reach, where another bound is looked for */

static int by_number(const void *a, const void *b) {
    int32_t one = *(const int32_t *)a, other = *(const int32_t *)b;
    return one < other ? -1 : one > other;
}

enum { FEW = 64 };

static void sort_numbers(int32_t *numbers, int64_t count) {
    if (count > FEW) {
        qsort(numbers, (size_t)count, sizeof *numbers, by_number);
        return;
    }
    for (int64_t i = 1; i < count; i++) {
        int32_t number = numbers[i];
        int64_t at = i;
        for (; at && numbers[at - 1] > number; at--) numbers[at] = numbers[at - 1];
        numbers[at] = number;
    }
}

/* Add a whole column up; 0 or DAMAGED. */
static int add_column(Sums *sums, const Column *column) {
    float *const row = sums->row;
    int32_t *const touched = sums->touched;
    const int32_t *const passages = column->passages;
    const float *const weights = column->weights;
    const int64_t length = column->length, end = sums->passages;
    int64_t count = sums->count;
    if (sums->is_dense) {
        for (int64_t i = 0; i < length; i++) {
            if (passages[i] < 0 || passages[i] >= end) return DAMAGED;
            row[passages[i]] += weights[i]; /* -0 + w is w */
        }
        return 0;
    }
    for (int64_t i = 0; i < length; i++) {
        int32_t passage = passages[i];
        if (passage < 0 || passage >= end) return DAMAGED;
        if (i + POSTINGS_AHEAD < length && passages[i + POSTINGS_AHEAD] >= 0 && passages[i + POSTINGS_AHEAD] < end) FETCH(&row[passages[i + POSTINGS_AHEAD]]);
        touched[count] = passage; /* overwritten by the next if it was there before: no branch to be guessed wrong */
        count += !is_touched(row[passage]);
        row[passage] = row[passage] + weights[i] + 0.0f; /* a damaged weight of -0 would leave it untouched, and listed twice */
    }
    sums->count = count;
    return 0;
}

/* Offer all that was touched and may answer; 0 or DAMAGED. The last to do so `clears` the row as it goes along, which
 * would be one more way through all of it.
 */
static int offer_all(Best *best, const Sums *sums, const Filter *filter, int clears) {
    best->size = 0;
    if (!sums->is_dense) {
        for (int64_t i = 0; i < sums->count; i++) {
            if (i + POSTINGS_AHEAD < sums->count) FETCH(&sums->row[sums->touched[i + POSTINGS_AHEAD]]);
            float *sum = &sums->row[sums->touched[i]], score = *sum;
            if (clears) clear(sum);
            if (offer_passage(best, score, sums->touched[i], filter)) return DAMAGED;
        }
        return 0;
    }
    for (int64_t i = 0; i < sums->passages; i++) {
        int64_t length = sums->passages - i < BLOCK ? sums->passages - i : BLOCK;
        if (i % BLOCK == 0 && best->size == best->most && !(greatest(sums->row + i, length) > best->scores[0])) {
            i += length - 1; /* ties go to those before */
            continue;
        }
        if (is_touched(sums->row[i]) && offer_passage(best, sums->row[i], (int32_t)i, filter)) return DAMAGED;
    }
    return 0;
}

/* Keep, ascending, what can still be among the best: what reaches `least` with `rest` more. */
static void drop_hopeless(Sums *sums, double least, double rest) {
    int64_t kept = 0, count = sums->is_dense ? sums->passages : sums->count;
    for (int64_t i = 0; i < count; i++) {
        int32_t passage = sums->is_dense ? (int32_t)i : sums->touched[i];
        float *score = &sums->row[passage];
        if ((double)*score + rest < least) clear(score);
        else if (is_touched(*score)) sums->touched[kept++] = passage;
    }
    sums->count = kept;
    sums->is_dense = 0;
}

/* Add a column for the passages that are listed alone; 0 or DAMAGED. */
static int add_to_touched(Sums *sums, const Column *column, int *is_sorted) {
    float *const row = sums->row;
    if (sums->count < column->length / LOOK_UP_FROM) { /* few: each is looked for */
        if (!*is_sorted) sort_numbers(sums->touched, sums->count);
        *is_sorted = 1;
        int64_t from = 0;
        for (int64_t i = 0; i < sums->count; i++) row[sums->touched[i]] += weight_of(column, &from, sums->touched[i]);
        return 0;
    }
    for (int64_t i = 0; i < column->length; i++) {
        int32_t passage = column->passages[i];
        if (passage < 0 || passage >= sums->passages) return DAMAGED;
        row[passage] += is_touched(row[passage]) ? column->weights[i] : -0.0f; /* -0 and -0 is UNTOUCHED still */
    }
    return 0;
}

/* Whether weights are negative, as rank_bm25's may be in very small corpora: bounds tell nothing then. Those of a column
 * have one sign, that of the term's idf. */
static int any_negative(const Column *columns, int64_t count) {
    for (int64_t c = 0; c < count; c++)
        if (columns[c].weights[0] < 0) return 1;
    return 0;
}

/* Terms are worked through the shortest column first, and the long ones not whole where that can be spared (MaxScore:
 * Turtle and Flood 1995, term at a time). Once the k best are out of reach of every passage that was not touched yet,
 * what is left is looked up for those alone that can still be among them. All sums are made in the same order either way.
 */

/* The k-th best sum over all columns of those passages that lead so far: a bound that the k best never fall below,
 * however the others end. Negative where fewer than k passages may answer, or DAMAGED.
 */
static float bound_below(const Asked *asked, int64_t from_column, const Sums *sums) {
    float scores[MOST_TRIED], kept[MOST_TRIED];
    int32_t leading[MOST_TRIED], passages[MOST_TRIED];
    int64_t tried = asked->k * TRIED_TIMES;
    Best best = {kept, leading, 0, tried < MOST_TRIED ? tried : MOST_TRIED};
    if (offer_all(&best, sums, asked->filter, 0) || best.size < asked->k) return DAMAGED;
    sort_numbers(leading, best.size);
    for (int64_t i = 0; i < best.size; i++) scores[i] = sums->row[leading[i]];
    for (int64_t c = from_column; c < asked->count; c++) {
        int64_t from = 0;
        for (int64_t i = 0; i < best.size; i++) scores[i] += weight_of(&asked->columns[c], &from, leading[i]);
    }
    Best whole = {kept, passages, 0, asked->k};
    for (int64_t i = 0; i < best.size; i++) offer(&whole, scores[i], leading[i]);
    return whole.scores[0];
}

/* Score all columns; 0 or DAMAGED. */
static int score(const Asked *asked, Sums *sums) {
    int is_bounded = asked->k <= MOST_TRIED && !any_negative(asked->columns, asked->count), only_touched = 0, is_sorted = 0;
    int64_t attempt_at = asked->k;
    float least = 0;
    for (int64_t c = 0; c < asked->count; c++) {
        const Column *column = &asked->columns[c];
        double rest = 0; /* that may be added from here on, with what rounding may add */
        int64_t left = 0, count = sums->is_dense ? sums->passages : sums->count;
        for (int64_t later = c; is_bounded && later < asked->count; later++) {
            rest += asked->columns[later].most * (1 + 1e-5);
            left += asked->columns[later].length;
        }
        if (is_bounded && !only_touched && column->length >= LONG_COLUMN && left >= WORTH_TRYING + count / 2) {
            if (least <= rest && count >= attempt_at && (least <= 0 || least >= rest * NEAR_ENOUGH)) {
                float found = bound_below(asked, c, sums);
                least = found > least ? found : least;
                attempt_at = 2 * count;
            }
            only_touched = least > rest; /* a bound that was found before holds still */
            is_sorted = only_touched && sums->is_dense; /* a list out of a scan of the row ascends */
        }
        if (only_touched) {
            drop_hopeless(sums, least, rest);
            if (add_to_touched(sums, column, &is_sorted)) return DAMAGED;
            continue;
        }
        sums->is_dense |= column->length > sums->passages / DENSE_FROM;
        if (add_column(sums, column)) return DAMAGED;
    }
    return 0;
}

/* Make a row of scores ready for kernel_top. */
FOR_PYTHON void kernel_clear_row(float *row, int64_t passages) {
    for (int64_t i = 0; i < passages; i++) clear(&row[i]);
}

/* The k passages with the greatest sums over all views, best first, ties by number, in `found` with their `scores`.
 * How many there are, DAMAGED or NO_MEMORY. `terms`: those of each view one after the other; `counts`: of each view.
 */
FOR_PYTHON int64_t kernel_top(const View *views, int64_t view_count, const int32_t *terms, const int32_t *counts,
                   int64_t passages, const Filter *filter, int64_t k, const Room *room) {
    int64_t named = 0;
    for (int64_t v = 0; v < view_count; v++) named += counts[v];
    Column few[64], *columns = named <= 64 ? few : malloc((size_t)named * sizeof *columns);
    if (!columns) return NO_MEMORY;
    Best best = {room->scores, room->found, 0, k};
    int64_t count = columns_of(views, terms, counts, view_count, passages, columns);
    Asked asked = {columns, count, filter, k};
    Sums sums = {room->row, passages, room->touched, 0, 0};
    int is_damaged = count < 0 || score(&asked, &sums) || offer_all(&best, &sums, filter, 1);
    if (columns != few) free(columns);
    if (is_damaged) return DAMAGED;
    if (sums.is_dense) kernel_clear_row(room->row, passages);
    sort_best(&best);
    for (int64_t i = 0; i < best.size; i++)
        if (!(best.scores[i] - best.scores[i] == 0)) return DAMAGED; /* no number, or endless */
    return best.size;
}
