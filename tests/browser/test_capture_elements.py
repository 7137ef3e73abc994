"""<usermedia> and <camera>: the browser's elements that give a camera without getUserMedia."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.chromium import choose, chromium
from tests.browser.serving import Server
from tests.browser.staging import CLIP
from tests.browser.test_camera_light import camera_is_on, wait_until_camera_is
from tests.browser.test_forced import open_anew, open_forced
from tests.browser.test_tampered import TOOLS

pytestmark = pytest.mark.browser

OpenLab = Callable[[str], Page]
ELEMENTS: Final = pytest.mark.parametrize("tag", ["camera", "usermedia"])
PUT: Final = """([tag, path, setUp]) => {
  const parent = (0, eval)(`(${path})`)();
  const element = (parent.ownerDocument ?? document).createElement(tag);
  const turns = [];
  let wake = () => {};
  globalThis.next = async () => {
    while (turns.length === 0) {
      await new Promise((resolve, reject) => {
        wake = resolve;
        setTimeout(() => reject(new Error('nothing was heard of the element')), 15000);
      });
    }
    return turns.shift();
  };
  globalThis.captured = () => {
    const {track, stream} = element;
    return track ?? stream?.getVideoTracks()[0] ?? null;
  };
  globalThis.heard = [];
  for (const type of ['validationstatuschange', 'track', 'stream']) {
    element.addEventListener(type, () => {
      if (type !== 'validationstatuschange') heard.push([type, captured() !== null]);
      turns.push(type);
      wake();
    });
  }
  Object.assign(globalThis, {element});
  (0, eval)(`(${setUp})`)(element);
  parent.append(element);
}"""
"Puts an element into the page, with a turn for each time at which it may be clicked on."

WHERE: Final = """() => {
  let {x, y, width, height} = element.getBoundingClientRect();
  for (let view = element.ownerDocument.defaultView; view !== globalThis; view = view.parent) {
    const frame = view.frameElement.getBoundingClientRect();
    x += frame.x + view.frameElement.clientLeft;
    y += frame.y + view.frameElement.clientTop;
  }
  return [x + width / 2, y + height / 2];
}"""
HAS_EFFECTS: Final = "'backgroundBlur' in captured().getCapabilities()"
IN_BODY: Final = "() => document.body"


def put(page: Page, tag: str, parent: str = IN_BODY, set_up: str = "() => {}") -> None:
    page.evaluate(PUT, [tag, parent, set_up])


def capture(page: Page) -> None:
    """Click until it has captured: an element that has just come refuses to be clicked on."""
    while page.evaluate("next()") == "validationstatuschange":
        page.mouse.click(*page.evaluate(WHERE))


def watch(page: Page) -> None:
    page.evaluate("lab.tracks.set('track', captured()); lab.watch('frames', 'track')")


def verdicts(page: Page, count: int) -> set[str]:
    page.evaluate("count => lab.more('frames', count)", count)
    return set(page.evaluate("lab.frames('frames').map(({verdict}) => verdict)"))


def calibrate(page: Page) -> None:
    """Show it a raw frame, before the first that is hidden."""
    page.evaluate(
        """async () => {
          await lab.open('raw', {width: 640, height: 480});
          lab.watch('raw frames', 'raw');
          await lab.until('raw frames', ({verdict}) => verdict === 'raw');
          await lab.unwatch('raw frames');
          lab.track('raw').stop();
        }"""
    )


@pytest.fixture
def forced_lab(browser: BrowserContext, lab: Page, open_lab: OpenLab) -> Page:
    return open_forced(browser, lab, open_lab)


@ELEMENTS
def test_what_it_gives_is_what_get_user_media_gives(lab: Page, tag: str) -> None:
    put(lab, tag)
    capture(lab)
    watch(lab)
    assert "raw" in verdicts(lab, 5)
    found = lab.evaluate(
        """async () => {
          const track = captured();
          await lab.untilCapable(track);
          const [device] = (await navigator.mediaDevices.enumerateDevices())
              .filter(({kind}) => kind === 'videoinput');
          const found = {
            heard,
            same: element.track === element.track && element.stream === element.stream,
            tag: Object.prototype.toString.call(track),
            label: track.label === device.label,
            kinds: element.stream?.getTracks().map(({kind, readyState}) => [kind, readyState]),
            own: Reflect.ownKeys(element),
            capability: track.getCapabilities().backgroundBlur,
            before: track.getSettings().backgroundBlur,
            constraints: track.getConstraints(),
          };
          await track.applyConstraints({backgroundBlur: true});
          lab.forget();
          await lab.until('frames', ({verdict}) => verdict === 'composed');
          return {...found, after: track.getSettings().backgroundBlur};
        }"""
    )
    kinds = None if tag == "camera" else [["audio", "live"], ["video", "live"]]
    assert found.pop("kinds", None) == kinds
    assert found == {
        "heard": [["track" if tag == "camera" else "stream", True]],
        "same": True,
        "tag": "[object MediaStreamTrack]",
        "label": True,
        "own": [],
        "capability": [False, True],
        "before": False,
        "constraints": {},
        "after": True,
    }
    assert "raw" not in verdicts(lab, 10)


@ELEMENTS
def test_always_blur_hides_from_the_first_frame(forced_lab: Page, tag: str) -> None:
    put(forced_lab, tag)
    capture(forced_lab)
    watch(forced_lab)
    assert verdicts(forced_lab, 30) <= {"composed", "concealed"}
    assert forced_lab.evaluate("captured().getCapabilities().backgroundBlur") == [True]


@ELEMENTS
def test_no_moment_gives_the_cameras_own_track(forced_lab: Page, tag: str) -> None:
    put(forced_lab, tag)
    forced_lab.evaluate(
        """() => {
          globalThis.given = new Set();
          const look = () => {
            for (const track of element.stream?.getTracks() ?? [element.track]) given.add(track);
          };
          globalThis.looking = setInterval(look);
          addEventListener('click', look, true);
          element.addEventListener('click', () => queueMicrotask(look));
          for (const type of ['track', 'stream']) {
            for (const target of [window, document, element]) {
              target.addEventListener(type, look, true);
            }
            element[`on${type}`] = look;
          }
        }"""
    )
    capture(forced_lab)
    watch(forced_lab)
    assert verdicts(forced_lab, 5) <= {"composed", "concealed"}
    given = forced_lab.evaluate(
        """() => {
          clearInterval(looking);
          return Array.from(given, track =>
              track && [track.kind, track.getCapabilities().backgroundBlur]);
        }"""
    )
    others = [] if tag == "camera" else [["audio", None]]
    assert sorted(filter(None, given)) == [*others, ["video", [True]]]


EVENT: Final = """({type, bubbles, cancelable, composed, eventPhase, currentTarget, target}) =>
    [type, bubbles, cancelable, composed, eventPhase, currentTarget === target]"""


@ELEMENTS
def test_its_event_is_as_the_browsers_and_every_listener_hears_it_once(lab: Page, tag: str) -> None:
    put(lab, tag)
    lab.evaluate(
        f"""() => {{
          globalThis.told = [];
          const say = name => event => told.push([name, ({EVENT})(event), event instanceof Event]);
          const type = element.localName === 'camera' ? 'track' : 'stream';
          document.addEventListener(type, say('outside'));
          document.addEventListener(type, say('outside, first'), true);
          element.addEventListener(type, say('listener'));
          element[`on${{type}}`] = say('handler');
          element.addEventListener(type, say('listener, first'), true);
        }}"""
    )
    capture(lab)
    name = "track" if tag == "camera" else "stream"
    shape = [name, False, False, False]
    assert lab.evaluate("told") == [
        ["outside, first", [*shape, 1, False], True],
        ["listener, first", [*shape, 2, True], True],
        ["listener", [*shape, 2, True], True],
        ["handler", [*shape, 2, True], True],
    ]


PREFERENCES: Final = {
    "bare": ("{backgroundBlur: true}", True, {"backgroundBlur": True}),
    "ideal": ("{backgroundBlur: {ideal: true}}", True, {"backgroundBlur": True}),
    "required": ("{backgroundBlur: {exact: true}}", False, {}),
    "advanced": ("{advanced: [{backgroundBlur: true}]}", False, {}),
    "the camera's": ("{width: 320, frameRate: {exact: 1000}}", False, {}),
}


@pytest.mark.parametrize("preference", PREFERENCES.values(), ids=PREFERENCES.keys())
@ELEMENTS
def test_its_constraints_are_preferences(
    lab: Page, tag: str, preference: tuple[str, bool, dict[str, Any]]
) -> None:
    constraints, blurred, kept = preference
    given = constraints if tag == "camera" else f"{{video: {constraints}}}"
    calibrate(lab)
    # As in the browser, the first call counts.
    put(lab, tag, IN_BODY, f"(e) => {{ e.setConstraints({given}); e.setConstraints(); }}")
    capture(lab)
    watch(lab)
    assert lab.evaluate("captured().getSettings().backgroundBlur") is blurred
    assert lab.evaluate("captured().getConstraints()") == kept
    seen = verdicts(lab, 5)
    assert ("raw" in seen) is not blurred


def test_constraints_that_the_browser_refuses_are_refused_in_its_words(lab: Page) -> None:
    found = lab.evaluate(
        """() => {
          const camera = document.createElement('camera');
          const usermedia = document.createElement('usermedia');
          const thrown = call => { try { return String(call()); } catch (e) { return e.message; } };
          const fickle = {get backgroundBlur() { throw new Error('of the page'); }};
          return [
            thrown(() => camera.setConstraints(5)),
            thrown(() => usermedia.setConstraints({video: true})),
            thrown(() => camera.setConstraints.call(usermedia, {})),
            thrown(() => usermedia.__lookupGetter__('stream').call(camera)),
            thrown(() => camera.setConstraints(fickle)),
            thrown(() => usermedia.setConstraints({video: fickle})),
            thrown(() => usermedia.setConstraints({audio: fickle, video: null})),
            thrown(() => camera.setConstraints(null)),
          ];
        }"""
    )
    refused = "Failed to execute 'setConstraints' on "
    assert found == [
        f"{refused}'HTMLCameraElement': The provided value is not of type"
        " 'MediaTrackConstraintSet'.",
        f"{refused}'HTMLUserMediaElement': Failed to read the 'video' property from"
        " 'HTMLMediaStreamConstraints': The provided value is not of type"
        " 'MediaTrackConstraintSet'.",
        "Illegal invocation",
        "Illegal invocation",
        "of the page",
        "of the page",
        "undefined",
        "undefined",
    ]


SHADOWS: Final = {
    "an open shadow tree": "host(document.body, 'open')",
    "a closed shadow tree": "host(document.body, 'closed')",
    "a closed one in a closed one": "host(host(document.body, 'closed'), 'closed')",
}
HOST: Final = """const host = (parent, mode) => {
  const element = document.createElement('div');
  parent.append(element);
  return element.attachShadow({mode});
}"""


@pytest.mark.parametrize("parent", SHADOWS.values(), ids=SHADOWS.keys())
def test_inside_of_a_shadow_tree_it_is_heard_once_and_has_its_track(lab: Page, parent: str) -> None:
    put(lab, "camera", f"() => {{ {HOST}; return {parent}; }}")
    capture(lab)
    assert lab.evaluate("heard") == [["track", True]]
    assert lab.evaluate(HAS_EFFECTS)


def test_removed_before_it_has_captured_it_is_heard_all_the_same(lab: Page) -> None:
    put(
        lab,
        "camera",
        set_up="e => e.addEventListener('click', () => setTimeout(() => e.remove()))",
    )
    # A click that comes too early removes it, too.
    for _ in range(3):
        assert lab.evaluate("next()") == "validationstatuschange"
    lab.mouse.click(*lab.evaluate(WHERE))
    assert lab.evaluate("next()") == "track"
    assert lab.evaluate("heard") == [["track", True]]


def test_on_a_site_that_is_left_alone_it_is_the_browsers_own(
    browser: BrowserContext, lab: Page, open_lab: OpenLab
) -> None:
    choose(browser, lab, "alone")
    page = open_lab(lab.url)
    put(page, "camera")
    page.evaluate("void (element.ontrack = event => { globalThis.trusted = event.isTrusted; })")
    capture(page)
    assert page.evaluate("trusted")
    found = page.evaluate(
        """() => [
          captured().getCapabilities().backgroundBlur,
          ...['get track', 'setConstraints'].map(name => {
            const {get, value} = Object.getOwnPropertyDescriptor(
                HTMLCameraElement.prototype, name.replace('get ', ''));
            return Function.prototype.toString.call(get ?? value);
          }),
        ]"""
    )
    assert found == [
        None,
        "function get track() { [native code] }",
        "function setConstraints() { [native code] }",
    ]


FRAME: Final = """const insert = () => {
  const frame = Object.assign(document.createElement('iframe'), {src: '/204', width: 600});
  document.body.append(frame);
};"""
UNREACHED: Final = {
    "inserted": "insert()",
    "inserted while a reflection tells nothing": (
        "during(Reflect, 'getOwnPropertyDescriptor', {value() {}}, insert)"
    ),
    "inserted while descriptors inherit a getter": (
        "during(Object.prototype, 'get', {value() {}}, insert)"
    ),
    "inserted while arrays have another iterator": (
        "during(Array.prototype, Symbol.iterator, {value: function* () {}}, insert)"
    ),
    "inserted while no map is to be had": (
        "try { during(globalThis, 'WeakMap', {value() {}}, insert) } catch {}"
    ),
    "inserted while the stack is full": "deep(insert, () => frames[0])",
}


def test_in_a_document_that_no_script_reaches_it_gives_no_raw_frame(
    forced_lab: Page, subtests: pytest.Subtests
) -> None:
    reference = forced_lab.evaluate("lab.knownReference()")
    body = "frames[0].document.body"
    for name, way in UNREACHED.items():
        with subtests.test(name):
            open_anew(forced_lab, reference)
            put(forced_lab, "camera", f"() => {{ {TOOLS} {FRAME} {way}; return {body}; }}")
            capture(forced_lab)
            # Nobody keeps the browser's event from such a document: it may come before there is
            # a track.
            while forced_lab.evaluate("captured() === null"):
                assert forced_lab.evaluate("next()") in ("validationstatuschange", "track")
            watch(forced_lab)
            assert verdicts(forced_lab, 5) <= {"composed", "concealed"}
            ways = forced_lab.evaluate(
                """() => {
                  const {getOwnPropertyDescriptor} = Reflect;
                  const tell = type => getOwnPropertyDescriptor(type.prototype, 'track').get;
                  const inner = element.ownerDocument.defaultView;
                  return [HTMLCameraElement, inner.HTMLCameraElement].map(type =>
                      tell(type).call(element).getCapabilities().backgroundBlur ??
                      inner.MediaStreamTrack.prototype.getCapabilities.call(
                          tell(type).call(element)).backgroundBlur);
                }"""
            )
            assert ways == [[True], [True]]


def test_what_cannot_be_closed_is_a_member_of_a_document_that_is_not_guarded_yet(
    forced_lab: Page,
) -> None:
    """SECURITY.md lists it, among the ways to a document that no script has reached."""
    put(forced_lab, "camera")
    capture(forced_lab)
    capability = forced_lab.evaluate(
        """() => {
          const frame = document.createElement('iframe');
          frame.src = '/204';
          const script = document.createElement('script');
          script.textContent =
              `globalThis.native = frames[0].HTMLCameraElement.prototype.__lookupGetter__('track')`;
          const both = document.createDocumentFragment();
          both.append(frame, script);
          document.body.append(both);
          return native.call(element).getCapabilities().backgroundBlur ?? null;
        }"""
    )
    assert capability is None


def test_in_a_frame_of_the_same_origin_it_is_that_frames_own(lab: Page) -> None:
    lab.evaluate(
        """async () => {
          const frame = document.createElement('iframe');
          Object.assign(frame, {src: '/blank', width: 600});
          const loaded = new Promise(resolve => frame.addEventListener('load', resolve));
          document.body.append(frame);
          void frame.contentDocument.body;
          await loaded;
          globalThis.frame = frame;
        }"""
    )
    put(lab, "camera", "() => frame.contentDocument.body")
    capture(lab)
    found = lab.evaluate(
        """[
          heard,
          'backgroundBlur' in captured().getCapabilities(),
          captured() instanceof frame.contentWindow.MediaStreamTrack,
        ]"""
    )
    assert found == [[["track", True]], True, True]


@ELEMENTS
def test_the_camera_goes_off_with_its_last_track(lab: Page, clips: Path, tag: str) -> None:
    clip = clips / f"{CLIP}.y4m"
    put(lab, tag)
    capture(lab)
    watch(lab)
    lab.evaluate("lab.more('frames', 5)")
    assert camera_is_on(clip)
    lab.evaluate("captured().stop()")
    wait_until_camera_is(False, clip)


@pytest.fixture
def asked_browser(playwright: Playwright, clips: Path, localhost: str) -> Iterator[BrowserContext]:
    """Chromium whose prompt a person has answered: with a fake prompt an element captures once."""
    arguments = ("--use-fake-device-for-media-stream",)
    clip = clips / f"{CLIP}.y4m"
    with chromium(playwright, clip=clip, fake=False, arguments=arguments) as context:
        context.grant_permissions(["camera", "microphone"], origin=localhost)
        yield context


@ELEMENTS
def test_stopped_it_captures_again(
    asked_browser: BrowserContext, localhost: str, server: Server, tag: str
) -> None:
    page = asked_browser.new_page()
    page.goto(f"{localhost}/lab")
    page.wait_for_selector("html[data-lab=ready]")
    put(page, tag)
    capture(page)
    page.evaluate(
        """() => {
          globalThis.first = element.track ?? element.stream;
          (element.stream?.getTracks() ?? [element.track]).forEach(track => track.stop());
        }"""
    )
    page.mouse.click(*page.evaluate(WHERE))
    assert page.evaluate("next()") == ("track" if tag == "camera" else "stream")
    assert page.evaluate("(element.track ?? element.stream) !== first")
    assert page.evaluate("captured().readyState") == "live"
    assert page.evaluate(HAS_EFFECTS)
    assert page.evaluate("heard.map(([, captured]) => captured)") == [True, True]


def test_its_members_look_as_the_browsers_own(lab: Page) -> None:
    found = lab.evaluate(
        """() => [HTMLCameraElement, HTMLUserMediaElement].map(({prototype}) => {
          const name = prototype === HTMLCameraElement.prototype ? 'track' : 'stream';
          const {get, set, enumerable, configurable} =
              Object.getOwnPropertyDescriptor(prototype, name);
          const method = Object.getOwnPropertyDescriptor(prototype, 'setConstraints');
          return [
            Object.keys(prototype).includes(name),
            get.name, get.length, 'prototype' in get, set === undefined, enumerable, configurable,
            method.value.name, method.value.length, 'prototype' in method.value,
            method.enumerable, method.configurable, method.writable,
          ];
        })"""
    )
    of_method = ["setConstraints", 0, False, True, True, True]
    assert found == [
        [True, f"get {name}", 0, False, True, True, True, *of_method]
        for name in ("track", "stream")
    ]
