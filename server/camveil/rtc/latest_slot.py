"""Where two speeds meet: a mailbox for one item, in which the newest wins."""

import asyncio
from typing import Generic, TypeVar

T = TypeVar("T")


class SlotClosed(Exception):
    """The slot was closed; nothing comes any more."""


class LatestSlot(Generic[T]):
    """A newer item replaces an unread one. For one event loop and one reader."""

    def __init__(self) -> None:
        self.replaced = 0
        "Items that nobody read."
        self._item: T | None = None
        self._closed = False
        self._wake = asyncio.Event()

    def put(self, item: T) -> None:
        """Never waits; does nothing once the slot is closed."""
        if self._closed:
            return
        if self._item is not None:
            self.replaced += 1
        self._item = item
        self._wake.set()

    @property
    def empty(self) -> bool:
        return self._item is None

    async def filled(self) -> None:
        """Wait for an item and leave it there: a newer one may replace it. Raises SlotClosed."""
        await self._wake.wait()
        if self._closed:
            raise SlotClosed

    async def take(self) -> T:
        """Wait for an item and remove it; raises SlotClosed."""
        await self.filled()
        assert self._item is not None, "there is one reader, and clear() resets the event"
        item, self._item = self._item, None
        self._wake.clear()
        return item

    def clear(self) -> None:
        """Forget an unread item."""
        if self._item is None:
            return
        self.replaced += 1
        self._item = None
        self._wake.clear()

    def close(self) -> None:
        self._closed = True
        self._item = None
        self._wake.set()
