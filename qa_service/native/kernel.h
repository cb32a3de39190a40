/* Kernel: the loops of a question's hot path, in one pass each where numpy would take many.
 *
 * Plain C99 without Python's headers: `hatch_build.py` compiles the files beside this one where there is a compiler,
 * `library.py` calls them by ctypes. Whatever they give, the numpy code beside the callers gives too, to the last bit, and
 * does so where they are missing. They keep nothing of their own but what callers hand them, so threads may share them;
 * and they never write or read by a number of the index that was not held against its bounds, for an index may be damaged.
 */

#ifndef KERNEL_H
#define KERNEL_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define KERNEL_VERSION 1 /* raised with every change of what Python calls: library.py knows which one it can call */

#define DAMAGED (-1) /* a number of the index points outside of it */
#define NO_MEMORY (-2)

#ifdef __GNUC__
#define FETCH(place) __builtin_prefetch(place)
#else
#define FETCH(place) ((void)(place))
#endif

#endif
