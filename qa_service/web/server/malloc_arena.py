"""Malloc arena: have the threads of a process take memory from one place, where the C library is glibc."""

import ctypes

_M_ARENA_MAX = -8  # malloc.h of glibc


def share_one_arena() -> None:
    """Have threads that begin from now on share the memory that others gave back.

    Each thread would have an arena of its own, and keep what its largest question took: ten threads 45 MB. They answer
    one at a time nearly always, since Python's lock does, so none waits for another. Without effect elsewhere.
    """
    try:
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
    except (AttributeError, OSError, TypeError):  # another C library, another system
        return
