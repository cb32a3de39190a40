/* Kernel: the version that this library is of. */

#include "kernel.h"

int32_t kernel_version(void) { return KERNEL_VERSION; }
