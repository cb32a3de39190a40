/* Counted: the best of a question of several long columns, by how many of them have a passage. */

#include "top.h"

/* Of several long columns of about one length none can be spared as a whole, and most passages stand in one of them alone.
 * So how many columns have a passage is counted first, in a byte each; those that stand in too few to be among the best, by
 * the greatest weights that so many columns have, are never added up.
 */
#ifdef ALWAYS_COUNTED /* for tests */
enum { COUNTED_FROM = 0, RARE = 1, OFTEN = 1 << 30, FEWEST = 1, LIKE = 1 << 30 };
#else
enum { COUNTED_FROM = 250000, RARE = 12, OFTEN = 48, FEWEST = 3, LIKE = 12 };
#endif

/* Whether counting pays: in large collections, for many postings of columns of which none has most of the passages. */
int is_worth_counting(const Asked *asked, const Sums *sums) {
    int64_t met = 0, longest = asked->count ? asked->columns[asked->count - 1].length : 0;
    for (int64_t c = 0; c < asked->count; c++) met += asked->columns[c].length;
    return sums->passages >= COUNTED_FROM && asked->count >= FEWEST && asked->count <= MOST_COUNTED &&
           longest <= sums->passages / RARE && longest <= LIKE * asked->columns[0].length && met >= sums->passages / OFTEN;
}

/* Count the columns of each passage, and for each number over one how many passages have so many at least: 0 or DAMAGED. */
static int count_columns(const Asked *asked, const Sums *sums, int64_t *at_least) {
    uint8_t *const counts = sums->counts;
    for (int64_t c = 0; c < asked->count; c++) {
        const Column *column = &asked->columns[c];
        for (int64_t i = 0; i < column->length; i++) {
            int32_t passage = column->passages[i];
            if (passage < 0 || passage >= sums->passages) return DAMAGED;
            if (i + AHEAD < column->length && column->passages[i + AHEAD] >= 0) FETCH(&counts[column->passages[i + AHEAD]]);
            uint8_t now = ++counts[passage];
            if (now > 1) at_least[now]++;
        }
    }
    return 0;
}

/* The first passage from `from` on with so many columns; the number of passages if there is none. */
static int64_t next_with(const Sums *sums, int64_t from, uint8_t columns) {
    for (; from < sums->passages && from % BLOCK; from++)
        if (sums->counts[from] >= columns) return from;
    for (; from + BLOCK <= sums->passages; from += BLOCK) {
        uint8_t most = 0;
        for (int i = 0; i < BLOCK; i++) most = sums->counts[from + i] > most ? sums->counts[from + i] : most;
        if (most >= columns) break;
    }
    while (from < sums->passages && sums->counts[from] < columns) from++;
    return from;
}

/* The k-th best sum of those of most columns: a bound that the k best never fall below; negative where fewer may answer. */
static float bound_by_counts(const Asked *asked, const Sums *sums, const int64_t *at_least) {
    float kept[MOST_TRIED];
    int32_t passages[MOST_TRIED], leading[MOST_TRIED];
    int64_t columns = asked->count, found = 0;
    while (columns > 1 && at_least[columns] < asked->k * TRIED_TIMES) columns--;
    for (int64_t at = next_with(sums, 0, (uint8_t)columns); at < sums->passages && found < MOST_TRIED;
         at = next_with(sums, at + 1, (uint8_t)columns)) {
        int may = may_answer(asked->filter, (int32_t)at);
        if (may < 0) return DAMAGED;
        if (may) leading[found++] = (int32_t)at;
    }
    Best best = {kept, passages, 0, asked->k};
    float scores[MOST_TRIED] = {0};
    for (int64_t c = 0; c < asked->count; c++) {
        int64_t from = 0;
        for (int64_t i = 0; i < found; i++) scores[i] += weight_of(&asked->columns[c], &from, leading[i]);
    }
    for (int64_t i = 0; i < found; i++) offer(&best, scores[i], leading[i]);
    return best.size < asked->k ? DAMAGED : best.scores[0];
}

/* In how many columns a passage has to stand to reach a sum. */
static int64_t columns_for(const Asked *asked, double least) {
    double most[MOST_COUNTED], reached = 0;
    for (int64_t c = 0; c < asked->count; c++) {
        const Column *column = &asked->columns[c];
        double greatest_here = column->length < LONG_COLUMN ? greatest(column->weights, column->length) : column->most;
        int64_t at = c;
        for (; at && most[at - 1] < greatest_here; at--) most[at] = most[at - 1];
        most[at] = greatest_here;
    }
    int64_t columns = 0;
    while (columns < asked->count && reached < least) reached += most[columns++] * (1 + 1e-5);
    return columns;
}

/* Add up what may be among the best by the number of its columns: 1, 0 where that rules nothing out, or DAMAGED. */
int score_counted(const Asked *asked, Sums *sums) {
    int64_t at_least[MOST_COUNTED + 1] = {0};
    if (count_columns(asked, sums, at_least)) return DAMAGED;
    float least = bound_by_counts(asked, sums, at_least);
    int64_t columns = least > 0 ? columns_for(asked, least) : 0;
    for (int64_t c = 0; columns > 1 && c < asked->count; c++) {
        const Column *column = &asked->columns[c];
        for (int64_t i = 0; i < column->length; i++) {
            int32_t passage = column->passages[i];
            if (sums->counts[passage] < columns) continue;
            sums->touched[sums->count] = passage;
            sums->count += !is_touched(sums->row[passage]);
            sums->row[passage] += column->weights[i];
        }
    }
    memset(sums->counts, 0, (size_t)sums->passages);
    return columns > 1;
}
