"""The leak detector: every frame, at every consumer, measured."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.staging import IN_BOTH_PLACES
from tests.camera.geometry import plan
from tests.camera.recipe import Camera

pytestmark = [pytest.mark.browser, IN_BOTH_PLACES]

SIZE = "{width: 640, height: 480}"
Frame = dict[str, Any]


def frames(page: Page, consumer: str) -> list[Frame]:
    found: list[Frame] = page.evaluate("name => lab.frames(name)", consumer)
    return found


def assert_no_raw(seen: list[Frame], consumer: str) -> None:
    raw = [frame for frame in seen if frame["verdict"] == "raw"]
    assert raw == [], f"{consumer} got raw frames"
    assert any(frame["verdict"] == "composed" for frame in seen), f"{consumer} got nothing composed"


def blur_a_running_track(lab: Page) -> None:
    """Ends at the first composed frame; `from` is the number of frames before the promise."""
    lab.evaluate(
        f"""async () => {{
          await lab.open('track', {SIZE});
          lab.watch('frames', 'track');
          await lab.until('frames', ({{verdict}}) => verdict === 'raw');
          await lab.blur('track');
          globalThis.from = lab.frames('frames').length;
          await lab.until('frames', ({{verdict}}) => verdict === 'composed', from);
        }}"""
    )


@pytest.fixture(scope="module")
def camera_hashes() -> set[str]:
    """Hashes of the camera's own pictures."""
    camera = Camera(plan(640, 480, 120))
    return {camera.frame_hash(number) for number in range(120)}


def test_no_consumer_gets_a_raw_frame_once_blur_has_resolved(
    lab: Page, camera_hashes: set[str]
) -> None:
    lab.evaluate(
        f"""async () => {{
          await lab.open('track', {SIZE});
          lab.watch('before', 'track', {{hash: true}});
          await lab.watchVideo('video', 'track');
          await lab.watchPeer('peer', 'track');
          const stop = lab.record('track');
          for (const name of ['before', 'video', 'peer']) {{
            await lab.until(name, ({{verdict}}) => verdict === 'raw');
          }}
          await lab.blur('track');
          globalThis.resolved = Object.fromEntries(
              ['before', 'video', 'peer'].map(name => [name, lab.frames(name).length]));
          lab.watch('after', 'track');
          lab.tracks.set('clone', lab.track('track').clone());
          lab.watch('clone', 'clone');
          for (const name of ['before', 'after', 'clone', 'video', 'peer']) {{
            await lab.until(name, ({{verdict}}) => verdict === 'composed');
            await lab.more(name, 30);
          }}
          const recording = await stop();
          await lab.watchVideo('recording', recording);
        }}"""
    )
    resolved = lab.evaluate("resolved")
    for consumer in ("before", "video", "peer"):
        seen = frames(lab, consumer)
        before, after = seen[: resolved[consumer]], seen[resolved[consumer] :]
        # The detector itself: a raw frame is flagged as one, at this very consumer.
        assert any(frame["verdict"] == "raw" for frame in before), consumer
        if consumer == "peer":
            # Its codec and jitter buffer may still hold frames that were captured before.
            after = after[_first_composed(after) :]
        assert_no_raw(after, consumer)
    for consumer in ("after", "clone"):
        assert_no_raw(frames(lab, consumer), consumer)
    recorded = frames(lab, "recording")
    assert recorded[0]["verdict"] == "raw"
    assert_no_raw(recorded[_first_composed(recorded) :], "recording")
    # Until then the page had the camera's own frames, bit for bit.
    raw = [frame for frame in frames(lab, "before") if frame["verdict"] == "raw"]
    assert {frame["hash"] for frame in raw} <= camera_hashes
    for consumer in ("before", "after", "clone"):
        assert_metadata_agrees(frames(lab, consumer))


def _first_composed(seen: list[Frame]) -> int:
    return next(at for at, frame in enumerate(seen) if frame["verdict"] == "composed")


def assert_metadata_agrees(seen: list[Frame]) -> None:
    for frame in seen:
        assert frame["verdict"] in ("raw", "composed", "concealed"), frame
        assert frame["enabled"] is (frame["verdict"] != "raw"), frame


def test_metadata_agrees_with_the_pixels_across_twenty_toggles(
    lab: Page, camera_hashes: set[str]
) -> None:
    lab.evaluate(
        f"""async () => {{
          await lab.open('track', {SIZE});
          lab.watch('frames', 'track', {{hash: true}});
          await lab.more('frames', 5);
          for (let toggle = 0; toggle < 20; toggle++) {{
            const on = toggle % 2 === 0;
            await lab.track('track').applyConstraints({{backgroundBlur: on}});
            const from = lab.frames('frames').length;
            await lab.until('frames', ({{enabled}}) => enabled === on, from);
            await lab.more('frames', 4 + toggle % 5);
          }}
        }}"""
    )
    seen = frames(lab, "frames")
    assert_metadata_agrees(seen)
    changes = sum(a["enabled"] != b["enabled"] for a, b in itertools.pairwise(seen))
    assert changes == 20
    assert {frame["hash"] for frame in seen if frame["verdict"] == "raw"} <= camera_hashes
    timestamps = [frame["timestamp_us"] for frame in seen]
    assert timestamps == sorted(set(timestamps))
    assert all(frame["keys"] == ["backgroundBlur"] for frame in seen)


def test_black_does_not_count_as_working(lab: Page) -> None:
    lab.evaluate(
        f"""async () => {{
          await lab.open('track', {SIZE});
          lab.watch('frames', 'track');
          await lab.until('frames', ({{verdict}}) => verdict === 'raw');
          lab.track('track').enabled = false;
          await lab.until('frames', ({{verdict}}) => verdict === 'black');
        }}"""
    )
    with pytest.raises(AssertionError):
        assert_no_raw(frames(lab, "frames")[-1:], "frames")


def test_blur_asked_for_in_get_user_media_never_shows_a_raw_frame(
    lab: Page,
) -> None:
    # The detector needs a raw frame to know what one looks like: from another track.
    settings = lab.evaluate(
        f"""async () => {{
          await lab.open('reference', {SIZE});
          lab.watch('reference', 'reference');
          await lab.until('reference', ({{verdict}}) => verdict === 'raw');
          const asked = {{width: 640, height: 480, backgroundBlur: true}};
          const settings = await lab.open('track', asked);
          lab.watch('frames', 'track');
          await lab.watchVideo('video', 'track');
          await lab.until('frames', ({{verdict}}) => verdict === 'composed');
          await lab.more('frames', 20);
          await lab.until('video', ({{verdict}}) => verdict === 'composed');
          return settings;
        }}"""
    )
    assert settings["backgroundBlur"] is True
    for consumer in ("frames", "video"):
        assert_no_raw(frames(lab, consumer), consumer)
    assert_metadata_agrees(frames(lab, "frames"))


def test_a_disabled_track_obeys_blur_from_its_first_frame_on(lab: Page) -> None:
    lab.evaluate(
        f"""async () => {{
          await lab.open('track', {SIZE});
          lab.watch('frames', 'track');
          await lab.until('frames', ({{verdict}}) => verdict === 'raw');
          lab.track('track').enabled = false;
          await lab.until('frames', ({{verdict}}) => verdict === 'black');
          await lab.blur('track');
          globalThis.from = lab.frames('frames').length;
          lab.track('track').enabled = true;
          await lab.until('frames', ({{verdict}}) => verdict === 'composed', from);
        }}"""
    )
    start = lab.evaluate("from")
    assert_no_raw(frames(lab, "frames")[start:], "frames")


def test_a_killed_server_conceals_and_a_new_one_is_used(lab: Page, server: Any) -> None:
    blur_a_running_track(lab)
    lab.evaluate(
        """() => {
          globalThis.events = 0;
          lab.track('track').addEventListener('configurationchange', () => events++);
        }"""
    )
    server.kill()
    lab.evaluate("lab.until('frames', ({verdict}) => verdict === 'concealed', from)")
    lab.evaluate("globalThis.back = lab.frames('frames').length")
    server.start()
    lab.evaluate("lab.until('frames', ({verdict}) => verdict === 'composed', back)")
    start = lab.evaluate("from")
    seen = frames(lab, "frames")[start:]
    assert_no_raw(seen, "frames")
    assert_metadata_agrees(seen)
    assert lab.evaluate("[lab.track('track').getSettings().backgroundBlur, events]") == [True, 0]


def test_a_call_that_cannot_be_obeyed_uncovers_nothing(lab: Page, server: Any) -> None:
    blur_a_running_track(lab)
    server.freeze()
    try:
        found = lab.evaluate(
            """async () => {
              const track = lab.track('track');
              const instead = {backgroundBlur: false, backgroundSegmentationMask: {exact: true}};
              const error = await track.applyConstraints(instead).catch(({name}) => name);
              await lab.more('frames', 10);
              return [error, track.getSettings().backgroundBlur];
            }"""
        )
    finally:
        server.thaw()
    assert found == ["OperationError", True]
    start = lab.evaluate("from")
    assert_no_raw(frames(lab, "frames")[start:], "frames")


def test_a_track_disabled_while_blur_is_on_its_way_hides_when_it_comes_back(
    lab: Page, server: Any
) -> None:
    lab.evaluate(
        f"""async () => {{
          await lab.open('track', {SIZE});
          lab.watch('frames', 'track');
          await lab.until('frames', ({{verdict}}) => verdict === 'raw');
        }}"""
    )
    server.freeze()
    try:
        lab.evaluate(
            """async () => {
              const track = lab.track('track');
              const applied = track.applyConstraints({backgroundBlur: true});
              track.enabled = false;
              await applied;
              globalThis.from = lab.frames('frames').length;
              track.enabled = true;
              await lab.until('frames', ({verdict}) => verdict === 'concealed', from);
            }"""
        )
    finally:
        server.thaw()
    lab.evaluate("lab.until('frames', ({verdict}) => verdict === 'composed', from)")
    start = lab.evaluate("from")
    assert_no_raw(frames(lab, "frames")[start:], "frames")
