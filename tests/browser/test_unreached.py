"""Documents that no extension's script reaches: their camera is the page's own all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import choose

pytestmark = pytest.mark.browser

OpenLab = Callable[[str], Page]
FRAME = "Object.assign(document.createElement('iframe'), {src: '/204'})"
WAYS = {
    "append, contentWindow": f"const f = {FRAME}; document.body.append(f); return f.contentWindow",
    "appendChild, by index": f"document.body.appendChild({FRAME}); return frames[0]",
    "insertBefore, by name": (
        f"document.body.insertBefore(Object.assign({FRAME}, {{name: 'it'}}), null);"
        " return window.it"
    ),
    "replaceWith, contentDocument": (
        f"const f = {FRAME}, p = document.createElement('p'); document.body.append(p);"
        " p.replaceWith(f); return f.contentDocument.defaultView"
    ),
    "innerHTML": (
        "document.body.innerHTML = '<p><iframe src=\"/204\"></iframe>'; return frames[0]"
    ),
    "outerHTML": (
        "const p = document.createElement('p'); document.body.append(p);"
        " p.outerHTML = '<iframe src=\"/204\"></iframe>'; return frames[0]"
    ),
    "insertAdjacentHTML": (
        "document.body.insertAdjacentHTML('beforeend', '<iframe src=\"/204\"></iframe>');"
        " return frames[0]"
    ),
    "a range": (
        f"const r = document.createRange(); r.selectNodeContents(document.body);"
        f" r.insertNode({FRAME}); return frames[0]"
    ),
    "a new body": (
        f"const b = document.createElement('body'); b.append({FRAME}); document.body = b;"
        " return frames[0]"
    ),
    "a shadow root": (
        "const p = document.createElement('p'); document.body.append(p);"
        " const root = p.attachShadow({mode: 'closed'});"
        " root.innerHTML = '<iframe src=\"/204\"></iframe>';"
        " return root.firstChild.contentWindow"
    ),
    "document.write": (
        "document.open(); document.write('<iframe src=\"/204\"></iframe>'); return frames[0]"
    ),
    "srcdoc, before it comes": (
        "const f = document.createElement('iframe'); f.srcdoc = '<p>'; document.body.append(f);"
        " return frames[0]"
    ),
    "blob, before it comes": (
        "const f = document.createElement('iframe');"
        " f.src = URL.createObjectURL(new Blob(['<p>'], {type: 'text/html'}));"
        " document.body.append(f); return f.contentWindow"
    ),
    "a frame without an address": (
        "const f = document.createElement('iframe'); document.body.append(f); return frames[0]"
    ),
    "an object": (
        "const f = Object.assign(document.createElement('object'), {data: '/204'});"
        " document.body.append(f); return f.contentWindow ?? window"
    ),
    "a window": "return window.open('/204')",
    "a window that a document opens": "return document.open('/204', 'other', '')",
    "an option of a list": (
        f"const list = document.createElement('select'), option = document.createElement('option');"
        f" document.body.append(list); option.append({FRAME}); list.add(option); return frames[0]"
    ),
    "an option of a list's options": (
        f"const list = document.createElement('select'), option = document.createElement('option');"
        f" document.body.append(list); option.append({FRAME}); list.options.add(option);"
        " return frames[0]"
    ),
    "a number of frames that the page has replaced": (
        f"window.length = 0; document.body.append({FRAME}); return frames[0]"
    ),
    "our method, a frame's node": (
        f"document.body.append({FRAME}); const inner = frames[0].document;"
        f" Element.prototype.append.call(inner.body, {FRAME}); return frames[0].frames[0]"
    ),
    "a frame's method, our node": (
        f"document.body.append({FRAME});"
        f" frames[0].Element.prototype.append.call(document.body, {FRAME}); return frames[1]"
    ),
    "our method, a frame's document": (
        f"document.body.append({FRAME}); const inner = frames[0].document;"
        " Document.prototype.write.call(inner, '<iframe src=\"/204\"></iframe>');"
        " return frames[0].frames[0]"
    ),
    "a frame's setter, our node": (
        f"document.body.append({FRAME}); const p = document.createElement('p');"
        " document.body.append(p);"
        " const {set} = Object.getOwnPropertyDescriptor(frames[0].Element.prototype, 'innerHTML');"
        " set.call(p, '<iframe src=\"/204\"></iframe>'); return frames[1]"
    ),
    "a frame's range, our method": (
        f"document.body.append({FRAME}); const inner = frames[0].document;"
        " const range = inner.createRange(); range.selectNodeContents(inner.body);"
        f" Range.prototype.insertNode.call(range, {FRAME}); return frames[0].frames[0]"
    ),
    "a frame in a frame": (
        f"document.body.append({FRAME}); const inner = frames[0].document;"
        " inner.body.append(Object.assign(inner.createElement('iframe'), {src: '/204'}));"
        " return frames[0].frames[0]"
    ),
}


def force(browser: BrowserContext, lab: Page, open_lab: OpenLab) -> Page:
    """A lab on a site that is forced."""
    choose(browser, lab, "always")
    return open_lab(lab.url)


@pytest.fixture
def forced_lab(browser: BrowserContext, lab: Page, open_lab: OpenLab) -> Page:
    return force(browser, lab, open_lab)


NOW = "it.navigator.mediaDevices.getUserMedia({video: true})"
LEGACY = "new Promise((...both) => it.navigator.webkitGetUserMedia({video: true}, ...both))"


def capability(page: Page, way: str, call: str = NOW) -> list[bool] | None:
    """What a camera opened in such a document can: [True] where it is guarded."""
    found: list[bool] | None = page.evaluate(
        f"""async () => {{
          const it = (() => {{ {way} }})();
          const stream = await {call};
          const [track] = stream.getVideoTracks();
          const {{backgroundBlur = null}} = track.getCapabilities();
          track.stop();
          return backgroundBlur;
        }}"""
    )
    return found


def test_the_camera_of_such_a_document_is_guarded(forced_lab: Page) -> None:
    found = {}
    for name, way in WAYS.items():
        forced_lab.reload()
        found[name] = capability(forced_lab, way)
    assert found == {name: [True] for name in WAYS}


def test_its_old_method_is_guarded_too(forced_lab: Page) -> None:
    assert capability(forced_lab, WAYS["appendChild, by index"], LEGACY) == [True]


BY = """
  function by(element, whose, act) {
    const getUserMedia = () => new Promise((...both) => {
      globalThis.give = promise => promise.then(...both);
      const call = 'navigator.mediaDevices.getUserMedia({video: true})';
      element[element.action === undefined ? 'href' : 'action'] =
          `javascript:void ${whose}.give(${call})`;
      document.body.append(element);
      act(element);
    });
    return {navigator: {mediaDevices: {getUserMedia}}};
  }"""
"A `javascript:` address, which the element leads to."
OPEN_WAYS = {
    "a script that comes with the frame": f"""
      const script = document.createElement('script');
      script.textContent = `globalThis.stolen = frames[0].navigator.mediaDevices;
          globalThis.native = stolen.getUserMedia`;
      const both = document.createDocumentFragment();
      both.append({FRAME}, script);
      document.body.append(both);
      return {{navigator: {{mediaDevices: {{getUserMedia: (c) => native.call(stolen, c)}}}}}}""",
    "a custom element that goes when the frame comes": f"""
      let it;
      customElements.define('going-element', class extends HTMLElement {{
        disconnectedCallback() {{
          const devices = frames[0].navigator.mediaDevices;
          const native = devices.getUserMedia;
          it = {{navigator: {{mediaDevices: {{getUserMedia: (c) => native.call(devices, c)}}}}}};
        }}
      }});
      const element = document.createElement('going-element');
      document.body.append(element);
      element.replaceWith({FRAME});
      return it""",
    "a frame that the layout makes": """
      const embed = Object.assign(document.createElement('embed'), {type: 'text/html'});
      embed.src = '/204';
      document.body.append(embed);
      void embed.offsetWidth;
      return frames[0]""",
    "an option by its index": f"""
      const list = document.createElement('select'), option = document.createElement('option');
      document.body.append(list);
      option.append({FRAME});
      list[0] = option;
      return frames[0]""",
    "an address in a window that a link opens": f"""
      const link = Object.assign(document.createElement('a'), {{target: 'its-own', rel: 'opener'}});
      return by(link, 'opener', link => link.click());
      {BY}""",
    "an address in a window that a form opens": f"""
      const form = Object.assign(document.createElement('form'), {{target: 'its-own'}});
      form.rel = 'opener';
      return by(form, 'opener', form => form.submit());
      {BY}""",
    "an address in a frame in a shadow tree": f"""
      const host = document.body.appendChild(document.createElement('div'));
      host.attachShadow({{mode: 'open'}}).append(Object.assign({FRAME}, {{name: 'inside'}}));
      const link = Object.assign(document.createElement('a'), {{target: 'inside'}});
      return by(link, 'parent', link => link.click());
      {BY}""",
}
"""SECURITY.md lists them; should a browser close one, the list becomes shorter."""


def test_what_cannot_be_closed(forced_lab: Page) -> None:
    found = {}
    for name, way in OPEN_WAYS.items():
        forced_lab.reload()
        found[name] = capability(forced_lab, way)
    assert found == dict.fromkeys(OPEN_WAYS)


def test_what_cannot_be_closed_is_the_moment_before_the_scripts_of_a_second_document(
    forced_lab: Page,
) -> None:
    """SECURITY.md lists it. Which of the two comes first is chance: tried until it is the page."""
    caught = forced_lab.evaluate(
        """async () => {
          const frame = Object.assign(document.createElement('iframe'), {src: '/blank'});
          const loaded = new Promise(resolve => frame.addEventListener('load', resolve));
          document.body.append(frame);
          await loaded;
          const [it] = [frames[0]];
          const {port1, port2} = new MessageChannel();
          const turn = () => new Promise(resolve => {
            port1.onmessage = resolve;
            port2.postMessage(null);
          });
          const source = Function.prototype.toString;
          for (let tries = 0; ; tries++) {
            const before = it.MediaDevices;
            it.location = `/blank?${tries}`;
            while (it.MediaDevices === before) await turn();
            const {getUserMedia} = it.MediaDevices.prototype;
            if (source.call(getUserMedia).includes('[native code]')) return true;
            await new Promise(resolve => frame.addEventListener('load', resolve));
          }
        }"""
    )
    assert caught


def test_a_frame_that_the_parser_makes_is_guarded_before_the_next_script(
    forced_lab: Page, localhost: str
) -> None:
    forced_lab.goto(f"{localhost}/unreached")
    assert forced_lab.evaluate("found") == [True]


def test_a_document_that_comes_after_all_has_a_camera_of_its_own(forced_lab: Page) -> None:
    capability = forced_lab.evaluate(
        """async () => {
          const frame = Object.assign(document.createElement('iframe'), {src: '/lab'});
          const loaded = new Promise(resolve => frame.addEventListener('load', resolve));
          document.body.append(frame);
          void frames[0].navigator.mediaDevices;
          await loaded;
          const it = frames[0];
          const stream = await it.navigator.mediaDevices.getUserMedia({video: true});
          const [track] = stream.getVideoTracks();
          return [track.getCapabilities().backgroundBlur, track instanceof it.MediaStreamTrack];
        }"""
    )
    assert capability == [[True], True]


def test_its_types_know_the_tracks_of_the_page(lab: Page) -> None:
    found = lab.evaluate(
        f"""async () => {{
          const inner = document.body.appendChild({FRAME}).contentWindow;
          await lab.open('track', {{width: 640, height: 480}});
          const track = lab.track('track');
          await lab.untilCapable(track);
          await track.applyConstraints({{backgroundBlur: true, backgroundSegmentationMask: true}});
          const {{prototype}} = inner.MediaStreamTrack;
          const told = frame => {{
            const both = [inner.VideoFrame, VideoFrame].map(({{prototype}}) => {{
              const {{backgroundBlur, backgroundSegmentationMask: mask}} =
                  prototype.metadata.call(frame);
              mask?.close();
              return [backgroundBlur?.enabled, mask !== undefined];
            }});
            frame.close();
            return both;
          }};
          const reader = new inner.MediaStreamTrackProcessor({{track}}).readable.getReader();
          const read = [];
          for (let n = 0; n < 3; n++) read.push(told((await reader.read()).value));
          await reader.cancel();
          const video = inner.document.createElement('video');
          video.muted = true;
          video.srcObject = new MediaStream([track]);
          inner.document.body.append(video);
          void video.play();
          const masks = [];
          const shown = [];
          while (shown.length < 3) {{
            const {{backgroundSegmentationMask: mask}} =
                await new Promise(resolve => video.requestVideoFrameCallback((_, its) =>
                    resolve(its)));
            masks.push(mask !== undefined);
            mask?.close();
            shown.push(told(new inner.VideoFrame(video)));
          }}
          video.srcObject = null;
          const clone = prototype.clone.call(track);
          const [ofStream] = inner.MediaStream.prototype.clone.call(new MediaStream([track]))
              .getVideoTracks();
          const events = [];
          const {{set, get}} = Object.getOwnPropertyDescriptor(prototype, 'onconfigurationchange');
          set.call(track, () => events.push('inner'));
          track.onconfigurationchange = () => events.push('outer');
          track.dispatchEvent(new Event('configurationchange'));
          const found = {{
            settings: prototype.getSettings.call(track).backgroundBlur,
            capabilities: prototype.getCapabilities.call(track).backgroundBlur,
            clones: [clone, ofStream].map(one => one.getSettings().backgroundBlur),
            photo: (await new inner.ImageCapture(track).takePhoto()).type,
            events,
            read,
            shown: shown.flat().every(([enabled]) => enabled),
            masked: masks.includes(true),
          }};
          await prototype.applyConstraints.call(track, {{backgroundBlur: false}});
          found.off = track.getSettings().backgroundBlur;
          prototype.stop.call(track);
          found.ended = track.readyState;
          for (const one of [clone, ofStream]) one.stop();
          return found;
        }}"""
    )
    assert found == {
        "settings": True,
        "capabilities": [False, True],
        "clones": [True, True],
        "photo": found["photo"],
        "events": ["outer"],
        "read": found["read"],
        "shown": True,
        "masked": True,
        "off": False,
        "ended": "ended",
    }
    assert found["photo"].startswith("image/")
    assert all(enabled for both in found["read"] for enabled, _ in both)
    assert any(masked for both in found["read"] for _, masked in both)
