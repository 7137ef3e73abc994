import gc
import sys

import psutil
import pytest

from camveil import memory

BLOCK_BYTES = 64 * 1024
"Smaller ones go through Python's own allocator, larger ones may be mapped by themselves."
BLOCKS = 2000
TOTAL_BYTES = BLOCK_BYTES * BLOCKS


def resident_bytes() -> int:
    return int(psutil.Process().memory_info().rss)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's allocator only")
def test_memory_between_what_is_in_use_goes_back() -> None:
    blocks = [bytes([1]) * BLOCK_BYTES for _ in range(BLOCKS)]
    last = blocks[-1]  # keeps the heap from shrinking by itself
    blocks.clear()
    before = resident_bytes()
    memory.give_back()
    assert before - resident_bytes() > TOTAL_BYTES / 2
    assert last[0] == 1


def test_what_has_settled_is_not_searched_again() -> None:
    try:
        memory.settle()
        assert gc.get_freeze_count() > 0
        kept = [object()]
        kept.append(kept)
        del kept
        assert gc.collect() >= 1
    finally:
        gc.unfreeze()
