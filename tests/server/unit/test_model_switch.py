"""How another model takes the place of the one that counts."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from camveil.errors import ConfigNotWritten, ModelRefused, SettingsRefused
from camveil.http.in_force import InForce
from camveil.http.model_switch import ModelSwitch
from camveil.segmenters import OwnedSegmenter
from camveil.settings import Settings
from tests.server.fakes import DEADLINE_S
from tests.server.unit.pictures import OpenedSegmenter


class Opener:
    """Opens what is asked for, but for `broken`; remembers all of them."""

    def __init__(self) -> None:
        self.opened: list[OpenedSegmenter] = []
        self.calls = 0
        self.goes_on = threading.Event()
        self.goes_on.set()

    def __call__(self, settings: Settings) -> OwnedSegmenter:
        self.calls += 1
        assert self.goes_on.wait(DEADLINE_S)
        if settings.model == "broken":
            raise ModelRefused(Path("/home/me/broken.onnx"), "it is no model")
        self.opened.append(OpenedSegmenter(settings.model))
        return self.opened[-1]


class Rig:
    def __init__(self) -> None:
        self.opener = Opener()
        self.first = OpenedSegmenter("pair")
        self.in_force = InForce(Settings())
        self.told: list[tuple[str, str]] = []
        self.switch = ModelSwitch(
            self.in_force, self.first, self.opener, lambda *runs: self.told.append(runs)
        )


def nothing(*_now: str) -> None:
    pass


async def until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        # A thread opens the model, and nobody is told when it has.
        while not met():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


async def test_another_model_counts_when_what_comes_first_is_done() -> None:
    rig, names = Rig(), []
    await rig.switch.use("general", "cpu", lambda *_now: names.append(rig.switch.segmenter.name))
    assert names == ["pair"]
    assert (rig.switch.model, rig.switch.provider) == ("general", "cpu")
    assert rig.switch.segmenter.name == "general"
    assert rig.told == [("general", "cpu")]
    assert rig.first.closed == 1
    assert rig.in_force.settings == Settings(model="general", provider="cpu")
    assert len(rig.opener.opened) == 1, "not once more for the settings"


async def test_a_model_that_cannot_be_used_leaves_all_as_it_was() -> None:
    rig, first = Rig(), []
    with pytest.raises(ModelRefused):
        await rig.switch.use("broken", "auto", lambda *_now: first.append(1))
    assert (rig.switch.segmenter.name, rig.first.closed, first) == ("pair", 0, [])
    assert rig.in_force.settings == Settings()


async def test_what_cannot_be_stored_leaves_all_as_it_was() -> None:
    def first(*_now: str) -> None:
        raise ConfigNotWritten(Path("config.toml"), "it cannot be written")

    rig = Rig()
    with pytest.raises(ConfigNotWritten):
        await rig.switch.use("general", "auto", first)
    assert (rig.switch.segmenter.name, rig.first.closed) == ("pair", 0)
    assert [one.closed for one in rig.opener.opened] == [1]
    assert rig.in_force.settings == Settings()


async def test_the_same_again_is_stored_and_not_opened() -> None:
    rig, first = Rig(), []
    await rig.switch.use("pair", "auto", lambda *_now: first.append(1))
    assert (first, rig.opener.opened) == ([1], [])


async def test_what_is_not_asked_for_stays_what_counts_and_not_what_the_file_says(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig, first = Rig(), []
    rig.in_force.change(Settings(model="broken"))
    await until(lambda: "event=model-kept" in caplog.text)
    await rig.switch.use("", "auto", lambda *now: first.append(now))
    assert first == [("pair", "auto")]
    assert rig.in_force.settings == Settings()


async def test_a_change_of_the_file_is_followed_and_a_mistake_in_it_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = Rig()
    rig.in_force.change(Settings(model="general"))
    await until(lambda: rig.switch.segmenter.name == "general")
    rig.in_force.change(Settings(model="broken"))
    await until(lambda: "event=model-kept" in caplog.text)
    assert rig.switch.segmenter.name == "general"
    rig.in_force.change(Settings(model="landscape"))
    await until(lambda: rig.switch.segmenter.name == "landscape")


async def test_who_goes_away_meanwhile_has_chosen() -> None:
    rig, first = Rig(), []
    rig.opener.goes_on.clear()
    use = asyncio.create_task(rig.switch.use("general", "auto", lambda *_now: first.append(1)))
    await asyncio.sleep(0)  # it has begun
    use.cancel()
    with pytest.raises(asyncio.CancelledError):
        await use
    rig.opener.goes_on.set()
    await until(lambda: rig.switch.segmenter.name == "general")
    assert first == [1]


async def test_one_model_is_opened_at_a_time_and_few_wait() -> None:
    rig = Rig()
    rig.opener.goes_on.clear()
    uses = [
        asyncio.create_task(rig.switch.use(name, "auto", nothing))
        for name in ("general", "landscape", "general", "landscape", "general")
    ]
    await asyncio.sleep(0)
    with pytest.raises(SettingsRefused) as refused:
        await uses[-1]
    assert refused.value.reason == "busy"
    for use in uses:
        use.cancel()
    assert rig.opener.calls <= 1, "whoever has gone keeps the turn"
    rig.opener.goes_on.set()
    await until(lambda: rig.opener.calls == 4)
    await until(lambda: sum(one.closed for one in rig.opener.opened) == 3)


class Loading(OpenedSegmenter):
    """Never ready before it is closed."""

    def __init__(self) -> None:
        super().__init__("loading")
        self.waited_for, self.gone = threading.Event(), threading.Event()

    def wait_ready(self) -> None:
        self.waited_for.set()
        assert self.gone.wait(DEADLINE_S)
        raise ModelRefused(Path("loading.onnx"), "it was closed")

    def close(self) -> None:
        super().close()
        self.gone.set()


@pytest.mark.parametrize("by_file", [False, True])
def test_a_server_that_ends_meanwhile_waits_for_no_model(*, by_file: bool) -> None:
    loading = Loading()

    async def serve() -> None:
        in_force = InForce(Settings())
        switch = ModelSwitch(in_force, OpenedSegmenter("pair"), lambda _settings: loading)
        if by_file:
            in_force.change(Settings(model="loading"))
        else:
            asked = asyncio.create_task(switch.use("loading", "auto", nothing))
        await asyncio.to_thread(loading.waited_for.wait, DEADLINE_S)
        if not by_file:
            asked.cancel()
        await switch.stop()

    asyncio.run(serve())
    assert loading.closed


async def test_after_the_end_nothing_is_followed() -> None:
    rig = Rig()
    rig.opener.goes_on.clear()
    rig.in_force.change(Settings(model="general"))
    await asyncio.sleep(0)  # it has begun
    stopping = asyncio.create_task(rig.switch.stop())
    await asyncio.sleep(0)  # cancelled, and no thread is waited for
    rig.opener.goes_on.set()
    async with asyncio.timeout(DEADLINE_S):
        await stopping
    await until(lambda: all(one.closed for one in rig.opener.opened))
    assert rig.switch.segmenter.name == "pair"
