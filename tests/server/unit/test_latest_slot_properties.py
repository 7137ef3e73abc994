"""Every item is read, counted as replaced, or waits; the newest always wins."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camveil.rtc.latest_slot import LatestSlot, SlotClosed


@given(st.lists(st.sampled_from(["put", "take", "clear"]), max_size=40), st.booleans())
async def test_no_item_is_lost_from_the_count(steps: Sequence[str], ends: bool) -> None:
    slot: LatestSlot[int] = LatestSlot()
    waiting: int | None = None
    taken: list[int] = []
    for number, step in enumerate(steps):
        if step == "put":
            slot.put(number)
            waiting = number
        elif step == "clear":
            slot.clear()
            waiting = None
        elif waiting is not None:
            taken.append(await slot.take())
            assert taken[-1] == waiting
            waiting = None
    puts = list(steps).count("put")
    assert puts == len(taken) + slot.replaced + (waiting is not None)
    assert taken == sorted(set(taken))
    if ends:
        slot.close()
        with pytest.raises(SlotClosed):
            await slot.take()


@given(st.lists(st.booleans(), max_size=20))
async def test_a_waiting_reader_gets_the_newest_of_what_came(bursts: Sequence[bool]) -> None:
    slot: LatestSlot[int] = LatestSlot()
    newest = -1
    for number, alone in enumerate(bursts):
        reader = asyncio.create_task(slot.take())
        await asyncio.sleep(0)  # The reader begins to wait.
        newest = 2 * number
        slot.put(newest)
        if not alone:
            newest += 1
            slot.put(newest)
        assert await reader == newest
    slot.close()
