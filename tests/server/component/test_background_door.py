"""The door for backgrounds, with a real client at it."""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientResponse

from camveil import wire
from camveil.backgrounds.kinds import NAMES
from camveil.errors import BackgroundRefused
from camveil.http import background_routes
from camveil.protocol import MAX_IMAGE_BYTES, BackgroundStored
from tests.server.component.test_http import ID, TOKEN, Door, failure, opened_door
from tests.server.unit.test_backgrounds import encoded, picture

PNG = encoded(".png", picture())
FROM_EXTENSION = {"Origin": f"chrome-extension://{ID}", "Content-Type": "image/png"}


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened_door(token=None) as door:
        yield door


async def knock(
    door: Door, data: bytes | AsyncIterator[bytes], headers: dict[str, str]
) -> ClientResponse:
    body = io.BytesIO(data) if isinstance(data, bytes) else data
    return await door.client.post(f"{door.url}/backgrounds", data=body, headers=headers)


async def test_a_background_goes_in(door: Door) -> None:
    response = await knock(door, PNG, FROM_EXTENSION)
    assert response.status == 200
    stored = wire.decode_one(await response.text(), BackgroundStored)
    assert stored.id == hashlib.sha256(PNG).hexdigest()
    assert stored.id in door.backgrounds


async def test_and_none_comes_out(door: Door) -> None:
    await knock(door, PNG, FROM_EXTENSION)
    for path in ("/backgrounds", f"/backgrounds/{hashlib.sha256(PNG).hexdigest()}"):
        response = await door.get(path)
        assert response.status in (404, 405)
        await failure(response, response.status, "bad-message")


@pytest.mark.parametrize(
    "origin", ["https://meet.example", "chrome-extension://another", "null", None]
)
async def test_a_background_of_anybody_else_is_not_even_read(
    door: Door, origin: str | None
) -> None:
    headers = {**FROM_EXTENSION, "Origin": origin or ""}
    if origin is None:
        del headers["Origin"]
    response = await knock(door, PNG, headers)
    await failure(response, 403, "origin-refused")
    assert hashlib.sha256(PNG).hexdigest() not in door.backgrounds


async def test_a_background_needs_the_token_where_there_is_one() -> None:
    async with opened_door(token=TOKEN) as door:
        await failure(await knock(door, PNG, FROM_EXTENSION), 401, "not-paired")
        paired = {**FROM_EXTENSION, "Authorization": f"Bearer {TOKEN}"}
        assert (await knock(door, PNG, paired)).status == 200


@pytest.mark.parametrize(
    ("data", "kind", "refused"),
    [
        (b"no picture", "image/png", BackgroundRefused("other-format", ", ".join(NAMES))),
        (PNG[:100], "image/png", BackgroundRefused("damaged-or-too-many-pixels", 50)),
        (PNG, "text/plain", BackgroundRefused("other-type")),
        (PNG, "application/json", BackgroundRefused("other-type")),
        (bytes(MAX_IMAGE_BYTES + 1), "image/png", BackgroundRefused("too-large", 16)),
    ],
)
async def test_what_is_no_background_is_refused_with_a_reason(
    door: Door, data: bytes, kind: str, refused: BackgroundRefused
) -> None:
    headers = {**FROM_EXTENSION, "Content-Type": kind}
    response = await knock(door, data, headers)
    assert await failure(response, 422, "background-refused") == wire.failure(refused)


async def test_a_length_that_is_not_told_is_counted(door: Door) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(MAX_IMAGE_BYTES // 2**20 + 1):
            yield bytes(2**20)

    response = await knock(door, endless(), FROM_EXTENSION)
    told = await failure(response, 422, "background-refused")
    assert (told.reason, told.parts) == ("too-large", ("16",))


@pytest.mark.parametrize("pause_s", [60.0, 0.02], ids=["stalls", "drips"])
async def test_an_upload_without_end_holds_up_no_other(
    door: Door, monkeypatch: pytest.MonkeyPatch, pause_s: float
) -> None:
    monkeypatch.setattr(background_routes, "STALLS_AFTER_S", 0.3)
    on_its_way = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield PNG[:1]
            on_its_way.set()
            await asyncio.sleep(pause_s)

    async with asyncio.timeout(5):
        slow = asyncio.create_task(knock(door, endless(), FROM_EXTENSION))
        await on_its_way.wait()
        assert (await knock(door, PNG, FROM_EXTENSION)).status == 200
        await failure(await slow, 504, "timeout")
