/* Kernel: the version that this library is of. */

#include "kernel.h"

FOR_PYTHON int32_t kernel_version(void) { return KERNEL_VERSION; }
