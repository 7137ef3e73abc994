import asyncio

import pytest

from camveil.rtc.latest_slot import LatestSlot, SlotClosed


async def test_the_newest_item_wins_and_the_others_are_counted() -> None:
    slot: LatestSlot[int] = LatestSlot()
    for item in (1, 2, 3):
        slot.put(item)
    assert await slot.take() == 3
    assert slot.replaced == 2


async def test_a_reader_waits_for_an_item() -> None:
    slot: LatestSlot[int] = LatestSlot()
    reader = asyncio.create_task(slot.take())
    await asyncio.sleep(0)  # The reader begins to wait.
    assert not reader.done()
    slot.put(1)
    assert await reader == 1
    assert slot.replaced == 0


async def test_an_item_is_read_once() -> None:
    slot: LatestSlot[int] = LatestSlot()
    slot.put(1)
    await slot.take()
    reader = asyncio.create_task(slot.take())
    await asyncio.sleep(0)  # The reader begins to wait.
    assert not reader.done()
    slot.put(2)
    assert await reader == 2


async def test_clearing_forgets_the_item_and_counts_it() -> None:
    slot: LatestSlot[int] = LatestSlot()
    slot.clear()
    assert slot.replaced == 0
    slot.put(1)
    slot.clear()
    assert slot.replaced == 1
    reader = asyncio.create_task(slot.take())
    await asyncio.sleep(0)  # The reader begins to wait.
    assert not reader.done()
    slot.put(2)
    assert await reader == 2


async def test_closing_ends_the_reader_and_drops_the_item() -> None:
    slot: LatestSlot[int] = LatestSlot()
    reader = asyncio.create_task(slot.take())
    await asyncio.sleep(0)  # The reader begins to wait.
    slot.close()
    with pytest.raises(SlotClosed):
        await reader
    slot.put(1)
    with pytest.raises(SlotClosed):
        await slot.take()
