import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.server.component.own_models import Moves, model_processes, moves
from tests.server.fakes import DEADLINE_S


@pytest.fixture
def told() -> Iterator[Moves]:
    """What the log says of models' lives; at the test's end no process of theirs is left."""
    with moves() as told:
        yield told
    assert model_processes() == []


@pytest.fixture(autouse=True)
async def nothing_left_running() -> AsyncIterator[None]:
    """Every test ends with the tasks and threads it began with."""
    tasks_before = asyncio.all_tasks()
    threads_before = set(threading.enumerate())
    yield
    # aiortc leaves a few one-shot tasks that end by themselves in the next turns of the loop.
    left = asyncio.all_tasks() - tasks_before - {asyncio.current_task()}
    if left:
        _, left = await asyncio.wait(left, timeout=DEADLINE_S)
    assert not left
    names = {thread.name for thread in set(threading.enumerate()) - threads_before}
    # asyncio has some of its own: a pool for the page's encoder, one for each process awaited.
    assert not {name for name in names if not name.startswith("asyncio")}
