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
  /** Acts when the stack is as full as it can be for that. */
  const deep = (act, done) => {
    const down = () => {
      try {
        down();
      } catch (error) {
        if (done()) throw error;
        act();
      }
    };
    try {
      down();
    } catch {}
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
    "a full stack": """
      deep(() => frameIn(window), () => frames[0]);
      return camera(frames[0])""",
    "a full stack, legacy": """
      deep(() => frameIn(window), () => frames[0]);
      return legacy(frames[0])""",
}


def test_no_replaced_built_in_leads_to_the_browsers_camera(
    browser: BrowserContext, lab: Page, open_lab: OpenLab, subtests: pytest.Subtests
) -> None:
    page = force(browser, lab, open_lab)
    for name, way in WAYS.items():
        with subtests.test(name):
            page.reload()  # what is replaced is whole again
            cameras = page.evaluate(
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


LEADS = {
    "a promise's value": """
      Object.defineProperty(Object.prototype, 'then', {configurable: true, get: look});
      const stream = await camera(window);
      delete Object.prototype.then;
      return open(stream)""",
    "what an answer lacks": """
      Object.defineProperty(Object.prototype, 'failure', {configurable: true, get: look});
      const stream = await camera(window);
      delete Object.prototype.failure;
      return open(stream)""",
    "methods": """
      const owned = [[Array, 'push'], [Map, 'get'], [Map, 'delete'], [Set, 'has']];
      const natives = owned.map(([{prototype}, name]) => prototype[name]);
      owned.forEach(([{prototype}, name], index) => {
        const native = natives[index];
        prototype[name] = function (...args) {
          look();
          return Reflect.apply(native, this, args);
        };
      });
      const stream = await camera(window);
      owned.forEach(([{prototype}, name], index) => { prototype[name] = natives[index]; });
      return open(stream)""",
    "what is asked for": """
      const audio = {mandatory: {it: {get it() { look(); }}}};
      const stream = await navigator.mediaDevices.getUserMedia({audio, video: true});
      return open(stream)""",
    "what goes on when a promise is settled": """
      const stream = await camera(window);
      channel ??= window.event?.target;
      await stream.getVideoTracks()[0].applyConstraints({width: 320});
      channel ??= window.event?.target;
      return open(stream)""",
    "what is called refused": """
      let stolen;
      const then = {configurable: true, get() {
        if (!stolen && this instanceof MediaStream) stolen = this.clone();
      }};
      Object.defineProperty(Object.prototype, 'then', then);
      const asked = during(Array.prototype, 'some', {value: () => true},
          () => navigator.mediaDevices.getUserMedia({video: {width: 640}}));
      await asked.catch(() => {});
      await new Promise(resolve => setTimeout(resolve, 200));
      delete Object.prototype.then;
      return stolen ?? camera(window)""",
    "the method of a window that has gone": """
      const frame = document.body.appendChild(document.createElement('iframe'));
      const {getUserMedia} = frame.contentWindow.navigator.mediaDevices;
      frame.remove();
      return getUserMedia.call(navigator.mediaDevices, {video: true})""",
}
"""What leads to the browser's camera, or to the channel by which it is asked for."""


def test_nothing_leads_to_the_camera_or_to_the_channel(
    browser: BrowserContext, lab: Page, open_lab: OpenLab
) -> None:
    page = force(browser, lab, open_lab)
    found = {}
    for name, way in LEADS.items():
        page.reload()
        found[name] = page.evaluate(
            f"""async () => {{
              {TOOLS}
              const ours = ['call', 'reply', 'settled', 'subject', 'track'];
              let channel;
              const look = () => {{
                if (ours.includes(window.event?.type)) channel ??= window.event.currentTarget;
              }};
              const open = stream => {{
                channel?.dispatchEvent(new Event('alone'));
                return channel ? camera(window) : stream;
              }};
              const stream = await (async () => {{ {way} }})();
              const [track] = stream.getVideoTracks();
              const {{backgroundBlur = null}} = track.getCapabilities();
              track.stop();
              return [channel !== undefined, backgroundBlur];
            }}"""
        )
    assert found == {name: [False, [True]] for name in LEADS}


def test_the_call_sites_of_an_error_hold_nothing_of_ours(lab: Page) -> None:
    """V8 gives pages the functions on the stack, but not those in strict mode."""
    ours = lab.evaluate(
        """async () => {
          const found = [];
          const prepare = Error.prepareStackTrace;
          const constraints = {get audio() {
            Error.prepareStackTrace = (_, sites) => {
              for (const site of sites) {
                if (site.getScriptNameOrSourceURL() !== 'native') continue;  // our script's name
                found.push([typeof site.getFunction(), typeof site.getThis()]);
              }
            };
            void new Error().stack;
            Error.prepareStackTrace = prepare;
            return false;
          }};
          await navigator.mediaDevices.getUserMedia(constraints).catch(() => {});
          return found;
        }"""
    )
    assert ours
    assert set(map(tuple, ours)) == {("undefined", "undefined")}
