"""What a web app finds: capabilities, settings, constraints, errors, and the track itself."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.staging import watch_plain

pytestmark = pytest.mark.browser


def test_the_example_of_a_web_app(lab: Page, server: Any) -> None:
    found = lab.evaluate(
        """async () => {
          const video = {width: 640, height: 480};
          const stream = await navigator.mediaDevices.getUserMedia({video});
          const [track] = stream.getVideoTracks();
          await lab.untilCapable(track);
          const found = {capability: track.getCapabilities().backgroundBlur};
          await track.applyConstraints({backgroundBlur: true});
          found.on = track.getSettings().backgroundBlur;
          await track.applyConstraints({backgroundSegmentationMask: true});
          found.both = track.getSettings();
          found.constraints = track.getConstraints();
          found.same = stream.getVideoTracks()[0] === track;
          globalThis.stop = () => track.stop();
          return found;
        }"""
    )
    assert found["capability"] == [False, True]
    assert found["on"] is True
    # A call that does not name blur leaves it as it is: nothing is uncovered by surprise.
    assert found["both"]["backgroundBlur"] is True
    assert found["both"]["backgroundSegmentationMask"] is True
    assert (found["both"]["width"], found["both"]["height"]) == (640, 480)
    assert found["constraints"] == {"backgroundSegmentationMask": True}
    assert found["same"] is True
    server.wait_for_sessions(1)
    lab.evaluate("stop()")
    server.wait_for_sessions(0)


def test_the_track_looks_like_the_cameras_own(lab: Page) -> None:
    found = lab.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          const track = lab.track('track');
          const [device] = (await navigator.mediaDevices.enumerateDevices())
              .filter(({kind}) => kind === 'videoinput');
          const settings = track.getSettings();
          return {
            tag: Object.prototype.toString.call(track),
            constructor: track.constructor.name,
            own: Object.getOwnPropertyNames(track),
            json: JSON.stringify(track),
            label: track.label === device.label,
            device: settings.deviceId === device.deviceId,
            group: settings.groupId === device.groupId,
            keys: Object.keys(settings),
            muted: track.muted,
            id: track.id.length,
            audio: 'backgroundBlur' in new AudioContext().createMediaStreamDestination()
                .stream.getAudioTracks()[0].getSettings(),
            canvas: 'backgroundBlur' in document.createElement('canvas').captureStream()
                .getVideoTracks()[0].getSettings(),
          };
        }"""
    )
    assert found["tag"] == "[object MediaStreamTrack]"
    assert found["constructor"] == "MediaStreamTrack"
    assert found["own"] == []
    assert found["json"] == "{}"
    assert found["label"] is found["device"] is found["group"] is True
    assert found["keys"] == sorted(found["keys"])
    assert found["muted"] is False
    assert found["id"] == 36
    assert found["audio"] is found["canvas"] is False


@pytest.mark.parametrize("name", ["backgroundBlur", "backgroundSegmentationMask"])
def test_required_constraints_are_refused_before_the_camera_opens(lab: Page, name: str) -> None:
    error = lab.evaluate(
        """async name => {
          try {
            await navigator.mediaDevices.getUserMedia({video: {[name]: {exact: true}}});
          } catch (error) {
            return [error.constructor.name, error.message];
          }
        }""",
        name,
    )
    assert error == [
        "TypeError",
        f"Failed to execute 'getUserMedia' on 'MediaDevices': Mandatory {name} constraints are"
        " not supported",
    ]


def test_without_a_server_the_capability_is_honest(lab: Page, server: Any) -> None:
    server.stop()
    found = lab.evaluate(
        """async () => {
          const found = {};
          found.settings = await lab.open('track', {backgroundBlur: true});
          const track = lab.track('track');
          found.capability = track.getCapabilities().backgroundBlur;
          await track.applyConstraints({backgroundBlur: true});
          found.ideal = track.getSettings().backgroundBlur;
          try {
            await track.applyConstraints({width: 320, backgroundBlur: {exact: true}});
          } catch (error) {
            found.exact = [error.name, error.constraint, error instanceof OverconstrainedError];
          }
          found.width = track.getSettings().width;
          await track.applyConstraints({advanced: [{width: 320, backgroundBlur: true}]});
          found.advancedWidth = track.getSettings().width;
          await track.applyConstraints({backgroundBlur: {ideal: true}});
          found.constraints = track.getConstraints();
          lab.watch('frames', 'track');
          await lab.until('frames', ({verdict, enabled}) => verdict === 'raw' && enabled === false);
          found.changed = new Promise(resolve => track.addEventListener('configurationchange',
              () => resolve(track.getCapabilities().backgroundBlur), {once: true}));
          globalThis.changed = found.changed;
          delete found.changed;
          return found;
        }"""
    )
    assert found["settings"]["backgroundBlur"] is False
    assert found["capability"] == [False]
    assert found["ideal"] is False
    assert found["exact"] == ["OverconstrainedError", "backgroundBlur", True]
    # Neither a call that fails nor a set that does not count has done anything.
    assert (found["width"], found["advancedWidth"]) == (640, 640)
    assert found["constraints"] == {"backgroundBlur": {"ideal": True}}
    server.start()
    assert lab.evaluate("changed") == [False, True]


def test_a_lost_server_ends_the_mask_with_one_event(lab: Page, server: Any) -> None:
    lab.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          lab.watch('frames', 'track');
          const track = lab.track('track');
          await lab.untilCapable(track);
          await track.applyConstraints({backgroundSegmentationMask: true});
          await lab.until('frames', ({mask}) => mask);
          globalThis.events = [];
          track.onconfigurationchange = ({type, target, isTrusted}) => events.push([
            type, target === track,
            track.getSettings().backgroundSegmentationMask,
            track.getCapabilities().backgroundSegmentationMask,
          ]);
        }"""
    )
    server.kill()
    lab.evaluate("lab.until('frames', () => events.length > 0)")
    server.start()
    lab.evaluate("lab.until('frames', () => events.length > 1)")
    assert lab.evaluate("events") == [
        ["configurationchange", True, False, [False]],
        ["configurationchange", True, False, [False, True]],
    ]


def test_clones_have_settings_of_their_own(lab: Page, server: Any) -> None:
    found = lab.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          lab.watch('track', 'track');
          await lab.until('track', ({verdict}) => verdict === 'raw');
          const stream = new MediaStream([lab.track('track')]);
          const [clone] = stream.clone().getVideoTracks();
          lab.tracks.set('clone', clone);
          lab.watch('clone', 'clone');
          await lab.untilCapable(clone);
          await clone.applyConstraints({backgroundBlur: true});
          const from = lab.frames('track').length;
          await lab.until('clone', ({verdict}) => verdict === 'composed');
          await lab.more('track', 10);
          lab.track('track').stop();
          await lab.more('clone', 5);
          return {
            ids: clone.id !== lab.track('track').id,
            settings: [lab.track('track'), clone].map(t => t.getSettings().backgroundBlur),
            raw: lab.frames('track').slice(from).every(({verdict}) => verdict === 'raw'),
            state: [lab.track('track').readyState, clone.readyState],
          };
        }"""
    )
    assert found["ids"] is True
    assert found["settings"] == [False, True]
    assert found["raw"] is True
    assert found["state"] == ["ended", "live"]
    server.wait_for_sessions(1)


def test_a_refused_effect_leaves_the_size_as_it_was(lab: Page, server: Any) -> None:
    watch_plain(lab)
    server.freeze()
    try:
        found = lab.evaluate(
            """async () => {
              const track = lab.track('track');
              const asked = {width: 320, height: 240, backgroundBlur: {exact: true}};
              const error = await track.applyConstraints(asked).catch(({name}) => name);
              const {width, height, backgroundBlur} = track.getSettings();
              return [error, width, height, backgroundBlur];
            }"""
        )
    finally:
        server.thaw()
    assert found == ["OperationError", 640, 480, False]


def test_what_only_the_browser_understands_reaches_it(lab: Page) -> None:
    found = lab.evaluate(
        """async () => {
          const size = async video => {
            const stream = await navigator.mediaDevices.getUserMedia({video});
            const [track] = stream.getVideoTracks();
            const {width, height} = track.getSettings();
            track.stop();
            return [width, height];
          };
          return [
            await size({mandatory: {maxWidth: 320, maxHeight: 240}}),
            await size({optional: [{maxWidth: 320}]}),
            await size({width: Symbol()}).catch(({name}) => name),
          ];
        }"""
    )
    assert found == [[320, 240], [320, 240], "TypeError"]


def test_what_a_page_makes_of_its_stream_is_left_as_it_is(lab: Page) -> None:
    done = lab.evaluate(
        """async () => {
          const done = [];
          const note = name => (...args) => {
            done.push(name);
            return Reflect[name](...args);
          };
          const names = ['defineProperty', 'deleteProperty', 'get', 'getOwnPropertyDescriptor'];
          const own = new Proxy({}, Object.fromEntries(names.map(name => [name, note(name)])));
          MediaStream.prototype.then = function (resolve) {
            delete MediaStream.prototype.then;
            for (const track of this.getTracks()) track.stop();
            resolve(own);
          };
          const stream = await navigator.mediaDevices.getUserMedia({video: true});
          return [stream === own, done];
        }"""
    )
    assert done == [True, ["get"]]
