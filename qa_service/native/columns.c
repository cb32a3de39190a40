/* Columns: the postings of the terms of a question, and what is looked up in them. */

#include "top.h"

static int64_t start_of(const View *view, int64_t term) {
    return view->starts_bytes == 4 ? ((const int32_t *)view->starts)[term] : ((const int64_t *)view->starts)[term];
}

float greatest(const float *weights, int64_t length) {
    enum { TOGETHER = 8 }; /* that a compiler can look at at once */
    float found[TOGETHER];
    for (int lane = 0; lane < TOGETHER; lane++) found[lane] = weights[0];
    int64_t i = 0;
    for (; i + TOGETHER <= length; i += TOGETHER)
        for (int lane = 0; lane < TOGETHER; lane++)
            found[lane] = weights[i + lane] > found[lane] ? weights[i + lane] : found[lane];
    for (; i < length; i++) found[0] = weights[i] > found[0] ? weights[i] : found[0];
    for (int lane = 1; lane < TOGETHER; lane++) found[0] = found[lane] > found[0] ? found[lane] : found[0];
    return found[0];
}

static int by_length(const void *a, const void *b) {
    const Column *one = a, *other = b;
    if (one->length != other->length) return one->length < other->length ? -1 : 1;
    return one->order < other->order ? -1 : one->order > other->order;
}

/* The columns of the terms that there are, the shortest first; their number, or DAMAGED. */
int64_t columns_of(const View *views, const int32_t *terms, const int32_t *counts, int64_t view_count, int64_t passages,
                   Column *columns) {
    int64_t found = 0, order = 0;
    for (int64_t v = 0; v < view_count; v++) {
        const View *view = &views[v];
        for (int32_t i = 0; i < counts[v]; i++)
            if (terms[i] >= 0 && terms[i] < view->terms) FETCH((const char *)view->starts + terms[i] * view->starts_bytes);
        for (int32_t i = 0; i < counts[v]; i++, order++) {
            int32_t term = *terms++;
            if (term < 0 || term >= view->terms) continue;
            int64_t first = start_of(view, term), end = start_of(view, term + 1);
            if (first < 0 || end < first || end > view->postings || end - first > passages) return DAMAGED;
            if (first == end) continue;
            FETCH(view->passages + first);
            FETCH(view->weights + first);
            Column *column = &columns[found++];
            *column = (Column){view->passages + first, view->weights + first, end - first, order, 0};
            if (column->length < LONG_COLUMN) continue;
            if (view->most[term] == 0) view->most[term] = greatest(column->weights, column->length);
            column->most = view->most[term];
        }
    }
    qsort(columns, (size_t)found, sizeof(Column), by_length);
    return found;
}

/* What a column adds to one passage, 0 where it has it not; searched for from `*from` on in steps that double. */
float weight_of(const Column *column, int64_t *from, int32_t wanted) {
    const int32_t *passages = column->passages;
    int64_t length = column->length, low = *from, high = *from, step = 1;
    while (high < length && passages[high] < wanted) {
        low = high + 1;
        high += step;
        step *= 2;
    }
    if (high > length) high = length;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (passages[middle] < wanted) low = middle + 1;
        else high = middle;
    }
    *from = low;
    return low < length && passages[low] == wanted ? column->weights[low] : 0;
}
