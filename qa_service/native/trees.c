/* Trees: ensembles of regression trees, scored for many rows at once. */

#include "kernel.h"

enum { NODES = 7, LEAVES = 8 };

/* Clear, in a lane for each of some rows, the leaves that the failed tests of one tree rule out. */
FOR_EACH_PROCESSOR("avx2", "default")
static void walk(const int32_t *feature, const float *threshold, const uint8_t *mask, const float *columns, int64_t rows,
                 uint32_t *left) {
    for (int lane = 0; lane < LANES; lane++) left[lane] = 0xff;
    for (int64_t node = 0; node < NODES; node++) {
        const float *values = columns + feature[node] * rows;
        const float test = threshold[node];
        const uint32_t stay = mask[node];
        for (int lane = 0; lane < LANES; lane++) left[lane] &= values[lane] > test ? stay : 0xffu;
    }
}

/* The sum of all trees for each row. `columns`: features by `rows`, LANES more places behind them; `sums`: rows. */
FOR_PYTHON void kernel_trees(const Trees *trees, const float *columns, int64_t rows, float *sums) {
    uint32_t left[LANES];
    for (int64_t row = 0; row < rows; row++) sums[row] = 0;
    for (int64_t begin = 0; begin < rows; begin += LANES) {
        int64_t here = rows - begin < LANES ? rows - begin : LANES;
        for (int64_t tree = 0; tree < trees->trees; tree++) {
            int64_t node = tree * NODES;
            walk(trees->feature + node, trees->threshold + node, trees->mask + node, columns + begin, rows, left);
            for (int64_t lane = 0; lane < here; lane++) {
                sums[begin + lane] += trees->leaf[tree * LEAVES + lowest_bit(left[lane])];
            }
        }
    }
}
