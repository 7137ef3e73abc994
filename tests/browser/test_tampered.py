"""A page that replaces built-ins, or what objects inherit, in order to get the browser's camera."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.test_unreached import OpenLab, force

pytestmark = pytest.mark.browser

TOOLS = """
  const {defineProperty, getOwnPropertyDescriptor} = Object;
  const {deleteProperty} = Reflect;
  /** What `act` returns while the member is another one. */
  const during = (owner, name, member, act) => {
    const before = getOwnPropertyDescriptor(owner, name);
    defineProperty(owner, name, {configurable: true, ...member});
    try {
      return act();
    } finally {
      deleteProperty(owner, name);
      if (before) defineProperty(owner, name, before);
    }
  };
  const frameIn = (window) => {
    const frame = window.document.createElement('iframe');
    frame.src = '/204';
    window.document.body.appendChild(frame);
  };
  const camera = (window) => window.navigator.mediaDevices.getUserMedia({video: true});
  const legacy = (window) => new Promise((...both) =>
      window.navigator.webkitGetUserMedia({video: true}, ...both));
  const taken = [];
  /** The camera of a frame, after a call of every function that was taken on the way. */
  const afterCalls = () => {
    for (const fn of taken) if (typeof fn === 'function') fn();
    return camera(frames[0]);
  };
  /** Inserts a frame when the stack is as full as it can be for that. */
  const deep = () => {
    const down = () => {
      try {
        down();
      } catch (error) {
        if (frames.length > 0) throw error;
        frameIn(window);
      }
    };
    try {
      down();
    } catch {}
    return frames[0];
  };
"""
WAYS = {
    "a member that our arguments inherit": """
      let reads = 0;
      const video = {get: () => reads++ < 2 ? undefined : true};
      return during(Object.prototype, 'video', video,
          () => navigator.mediaDevices.getUserMedia({audio: true}))""",
    "Object": "return during(globalThis, 'Object', {value: () => null}, () => camera(window))",
    "a getter that descriptors inherit": """
      during(Object.prototype, 'get', {value() {}}, () => frameIn(window));
      return camera(frames[0])""",
    "the same, legacy": """
      during(Object.prototype, 'get', {value() {}}, () => frameIn(window));
      return legacy(frames[0])""",
    "Object.entries": """
      during(Object, 'entries', {value: () => []}, () => frameIn(window));
      frameIn(frames[0]);
      return camera(frames[0][0])""",
    "the iterator of arrays": """
      during(Array.prototype, Symbol.iterator, {value: function* () {}}, () => frameIn(window));
      frameIn(frames[0]);
      return camera(frames[0][0])""",
    "Array.prototype.push": """
      during(Array.prototype, 'push', {value(one) { taken[taken.length] = one; }},
          () => frameIn(window));
      return afterCalls()""",
    "a setter that arrays inherit": """
      const seen = new Set();
      const add = seen.add.bind(seen);
      during(Array.prototype, 0, {set: add}, () => frameIn(window));
      taken.push(...seen);
      return afterCalls()""",
    "a getter that arrays inherit": """
      during(Array.prototype, 0, {get: () => frames[0]}, () => frameIn(window));
      return camera(frames[0])""",
    "a full stack": "return camera(deep())",
    "a full stack, legacy": "return legacy(deep())",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_no_replaced_built_in_leads_to_the_browsers_camera(
    browser: BrowserContext, lab: Page, open_lab: OpenLab, way: str
) -> None:
    cameras = force(browser, lab, open_lab).evaluate(
        f"""async () => {{
          {TOOLS}
          const stream = await (() => {{ {way} }})();
          return stream.getVideoTracks().map(track => {{
            const {{backgroundBlur = null}} = track.getCapabilities();
            track.stop();
            return backgroundBlur;
          }});
        }}"""
    )
    assert [blur for blur in cameras if blur != [True]] == []
