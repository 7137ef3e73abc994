"""Sizes that nobody has in mind are sizes all the same."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Page

from tests.browser.serving import Server

pytestmark = pytest.mark.browser

SIZES: Final = [(2, 2), (3, 5), (33, 17), (321, 239), (640, 3)]
OBEYED: Final = """async ([width, height]) => {
  const exact = {width: {exact: width}, height: {exact: height}};
  if (!lab.tracks.has('track')) await lab.open('track', exact);
  const video = lab.track('track');
  // An error, if no frame is composed in time.
  await video.applyConstraints({...exact, backgroundBlur: true});
  const reader = new MediaStreamTrackProcessor({track: video}).readable.getReader();
  const seen = [];
  while (seen.length < 10) {
    const {value: frame} = await reader.read();
    const {displayWidth, displayHeight} = frame;
    seen.push(`${displayWidth}x${displayHeight} ${frame.metadata().backgroundBlur.enabled}`);
    frame.close();
  }
  return [...new Set(seen)];
}"""


@pytest.mark.parametrize("size", SIZES)
def test_a_track_of_any_size_is_blurred_in_that_size(
    lab: Page, server: Server, size: tuple[int, int]
) -> None:
    assert lab.evaluate(OBEYED, list(size)) == [f"{size[0]}x{size[1]} true"]


@pytest.mark.parametrize("size", [(1, 1), (2, 1)])
def test_a_single_row_cannot_be_sent_and_stays_concealed(
    lab: Page, server: Server, size: tuple[int, int]
) -> None:
    exact = {name: {"exact": px} for name, px in zip(("width", "height"), size, strict=True)}
    lab.evaluate("video => lab.open('track', video)", {**exact, "backgroundBlur": True})
    assert lab.evaluate("lab.track('track').getSettings().backgroundBlur") is True
    lab.evaluate("lab.watch('frames', 'track')")
    lab.evaluate("lab.more('frames', 10)")
    assert lab.evaluate("lab.frames('frames').every(({enabled}) => enabled)")
    assert server.health()["sessions"] == 1


def test_a_track_may_change_from_any_size_to_any_other(lab: Page, server: Server) -> None:
    for size in (*SIZES, (640, 480), *reversed(SIZES)):
        assert f"{size[0]}x{size[1]} true" in lab.evaluate(OBEYED, list(size))
    assert server.health()["sessions"] == 1
