"""Documents that no extension's script reaches: their camera is the page's own all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

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
    "a frame in a frame": (
        f"document.body.append({FRAME}); const inner = frames[0].document;"
        " inner.body.append(Object.assign(inner.createElement('iframe'), {src: '/204'}));"
        " return frames[0].frames[0]"
    ),
}


@pytest.fixture
def forced_lab(browser: BrowserContext, lab: Page, open_lab: OpenLab) -> Page:
    policies = {lab.evaluate("origin"): "always"}
    browser.service_workers[0].evaluate(
        "policies => chrome.storage.local.set({policies})", policies
    )
    return open_lab(lab.url)


CALLS = {
    "now": "it.navigator.mediaDevices.getUserMedia({video: true})",
    "legacy": "new Promise((...both) => it.navigator.webkitGetUserMedia({video: true}, ...both))",
}


def capability(page: Page, way: str, call: str) -> list[bool] | None:
    """What a camera opened in such a document can: [True] where it is guarded."""
    found: list[bool] | None = page.evaluate(
        f"""async () => {{
          const it = (() => {{ {way} }})();
          const stream = await {CALLS[call]};
          const [track] = stream.getVideoTracks();
          const {{backgroundBlur = null}} = track.getCapabilities();
          track.stop();
          return backgroundBlur;
        }}"""
    )
    return found


@pytest.mark.parametrize("call", CALLS)
def test_the_camera_of_such_a_document_is_guarded(forced_lab: Page, call: str) -> None:
    found = {}
    for name, way in WAYS.items():
        forced_lab.reload()
        found[name] = capability(forced_lab, way, call)
    assert found == {name: [True] for name in WAYS}


def test_what_cannot_be_closed_is_a_script_that_comes_with_the_frame(forced_lab: Page) -> None:
    """SECURITY.md lists it; should a browser close it, the list becomes shorter."""
    way = f"""
      const script = document.createElement('script');
      script.textContent = `globalThis.stolen = frames[0].navigator.mediaDevices;
          globalThis.native = stolen.getUserMedia`;
      const both = document.createDocumentFragment();
      both.append({FRAME}, script);
      document.body.append(both);
      return {{navigator: {{mediaDevices: {{getUserMedia: (c) => native.call(stolen, c)}}}}}}"""
    assert capability(forced_lab, way, "now") is None


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
