/* Kernel: the rows of a table of 8-bit vectors that are nearest to one vector. */

#include "kernel.h"

FOR_EACH_PROCESSOR("arch=skylake-avx512", "avx2", "default")
static int32_t product_of(const int8_t *row, const int16_t *wanted, int64_t width) {
    int32_t sum = 0;
    for (int64_t i = 0; i < width; i++) sum += (int32_t)row[i] * wanted[i];
    return sum;
}

typedef struct {
    int32_t *products;
    int64_t *rows;
    int64_t count;
} Heap; /* its first is the one that goes next: the smallest product, and of equal ones the highest row */

static int goes_before(const Heap *heap, int64_t one, int64_t other) {
    if (heap->products[one] != heap->products[other]) return heap->products[one] < heap->products[other];
    return heap->rows[one] > heap->rows[other];
}

/* Move what stands at a place of the heap down to where it belongs. */
static void sift(Heap *heap, int64_t at) {
    for (;;) {
        int64_t least = at;
        for (int64_t child = 2 * at + 1; child <= 2 * at + 2 && child < heap->count; child++)
            if (goes_before(heap, child, least)) least = child;
        if (least == at) return;
        int32_t product = heap->products[at];
        int64_t row = heap->rows[at];
        heap->products[at] = heap->products[least], heap->rows[at] = heap->rows[least];
        heap->products[least] = product, heap->rows[least] = row;
        at = least;
    }
}

/* Put the nearest of `count` rows of `width` values into `products` and `rows`, which hold `held` of at most `k` so far;
 * returns how many they hold then, in no order. Rows are numbered from `first`, above those of earlier calls; those
 * whose number in `passing` is 0 are passed over (NULL: none is). Of equal ones the lower row stays. */
FOR_PYTHON int64_t kernel_nearest(const int8_t *codes, int64_t count, int64_t width, int64_t first,
                                  const int16_t *wanted, const uint8_t *passing, int64_t k, int32_t *products,
                                  int64_t *rows, int64_t held) {
    Heap heap = {products, rows, k};
    if (k < 1) return 0;
    for (int64_t row = 0; row < count; row++) {
        if (passing && !passing[first + row]) continue;
        int32_t found = product_of(codes + row * width, wanted, width);
        if (held < k) {
            products[held] = found, rows[held] = first + row;
            if (++held == k)
                for (int64_t at = k / 2; at-- > 0;) sift(&heap, at);
        } else if (found > products[0]) {
            products[0] = found, rows[0] = first + row;
            sift(&heap, 0);
        }
    }
    return held;
}
