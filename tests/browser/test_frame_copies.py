"""Copies of a frame have its metadata exactly when the specification says so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

HELPERS = """
  const read = async track => {
    const reader = new MediaStreamTrackProcessor({track}).readable.getReader();
    const {value} = await reader.read();
    await reader.cancel();
    return value;
  };
  const tell = frame => {
    const {backgroundBlur, backgroundSegmentationMask: mask, ...rest} = frame.metadata();
    const size = mask && [mask.width, mask.height];
    mask?.close();
    return {enabled: backgroundBlur?.enabled ?? null, mask: size ?? null, rest};
  };
  const send = (message, ...how) => new Promise(resolve => {
    const {port1, port2} = new MessageChannel();
    port2.onmessage = ({data}) => { port1.close(); resolve(data); };
    port1.postMessage(message, ...how);
  });
  const sendToWindow = (message, ...how) => new Promise(resolve => {
    addEventListener('message', ({data}) => resolve(data), {once: true});
    postMessage(message, ...how);
  });
  const sendToWorker = (message, ...how) => new Promise(resolve => {
    const source = `onmessage = ({data}) => postMessage(data, [data])`;
    const worker = new Worker(URL.createObjectURL(new Blob([source])));
    worker.onmessage = ({data}) => { worker.terminate(); resolve(data); };
    worker.postMessage(message, ...how);
  });
"""
"What the stories below are told with."


def run(page: Page, story: str) -> Any:
    """Tell a story of a `track` with both effects, of which `next()` gives a frame with a mask."""
    return page.evaluate(
        f"""async () => {{
          {HELPERS}
          await lab.open('track', {{width: 640, height: 480}});
          const track = lab.track('track');
          await lab.untilCapable(track);
          await track.applyConstraints({{backgroundBlur: true, backgroundSegmentationMask: true}});
          const next = async () => {{
            for (let n = 0; n < 300; n++) {{
              const frame = await read(track);
              if (tell(frame).mask) return frame;
              frame.close();
            }}
          }};
          {story}
        }}"""
    )


def run_each(page: Page, copies: dict[str, str], prepare: str = "") -> dict[str, Any]:
    """What is told of each copy of a frame of its own."""
    ways = ",".join(f"{json.dumps(name)}: async frame => {copy}" for name, copy in copies.items())
    found = run(
        page,
        f"""{prepare}
        const found = {{}};
        for (const [name, copy] of Object.entries({{{ways}}})) {{
          const frame = await next();
          const its = await copy(frame);
          found[name] = tell(its);
          its.close();
          frame.close();
        }}
        return found;""",
    )
    assert isinstance(found, dict)
    return found


PLACE = (
    "Failed to construct 'VideoFrame': Failed to read the 'metadata' property from "
    "'VideoFrameInit': "
)
BLUR = "Failed to read the 'backgroundBlur' property from 'VideoFrameMetadata': "
MASK = "Failed to read the 'backgroundSegmentationMask' property from 'VideoFrameMetadata': "
ENABLED = (
    "Failed to read the 'enabled' property from 'MediaEffectInfo': Required member is undefined."
)

BOTH: dict[str, Any] = {"enabled": True, "mask": [640, 480], "rest": {}}
NONE: dict[str, Any] = {"enabled": None, "mask": None, "rest": {}}

KEPT = {
    "a clone": "frame.clone()",
    "a clone's clone": "(() => { const one = frame.clone(); const two = one.clone();"
    " one.close(); return two; })()",
    "constructed with metadata": "new VideoFrame(frame, {metadata: frame.metadata()})",
    "constructed with another time": "new VideoFrame(frame, {timestamp: 5,"
    " metadata: frame.metadata()})",
    "a subclass": "new (class extends VideoFrame {})(frame, {metadata: frame.metadata()})",
    "constructed of data": "new VideoFrame(new Uint8Array(16), {format: 'RGBA', codedWidth: 2,"
    " codedHeight: 2, timestamp: 0, metadata: frame.metadata()})",
    "structuredClone": "structuredClone(frame)",
    "structuredClone, transferred": "structuredClone(frame, {transfer: [frame]})",
    "inside an object": "structuredClone({deep: [1, {frame}]}).deep[1].frame",
    "inside an instance": "structuredClone(new (class { own = frame; })()).own",
    "inside a map": "structuredClone(new Map([[1, 2], ['frame', frame]])).get('frame')",
    "a map's key": "[...structuredClone(new Map([[frame, 1]])).keys()][0]",
    "inside a set": "[...structuredClone(new Set([frame]))][0]",
    "inside a circle": "(() => { const circle = {frame}; circle.circle = circle;"
    " return structuredClone(circle).circle.frame; })()",
    "a port's message": "await send(frame)",
    "a port's message, transferred": "await send({frame}, [frame]).then(data => data.frame)",
    "a port's message, with options": "await send([frame], {transfer: [frame]}).then(([it]) => it)",
    "a window's message": "await sendToWindow(frame, '*')",
    "a window's message, transferred": "await sendToWindow(frame, '*', [frame])",
    "a window's message, with options": "await sendToWindow(frame, {transfer: [frame]})",
    "to a worker and back": "await sendToWorker(frame, [frame])",
    "a message's copy": "structuredClone(await send(frame))",
}


def test_a_copy_keeps_the_metadata(lab: Page) -> None:
    assert run_each(lab, KEPT) == dict.fromkeys(KEPT, BOTH)


DROPPED = {
    "constructed": "new VideoFrame(frame)",
    "constructed with an init": "new VideoFrame(frame, {timestamp: frame.timestamp})",
    "no metadata": "new VideoFrame(frame, {metadata: undefined})",
    "empty metadata": "new VideoFrame(frame, {metadata: {}})",
    "null as metadata": "new VideoFrame(frame, {metadata: null})",
    "metadata of others": "new VideoFrame(frame, {metadata: {rtpTimestamp: 5}})",
    "a clone of one without": "closing(new VideoFrame(frame), one => one.clone())",
    "a structured clone of one without": "closing(new VideoFrame(frame), structuredClone)",
    "a message of one without": "closing(new VideoFrame(frame), send)",
    "a canvas": "new VideoFrame(canvas, {timestamp: frame.timestamp})",
    "a canvas in a message": "closing(new VideoFrame(canvas, {timestamp: frame.timestamp}), send)",
}


def test_a_frame_that_is_made_without_metadata_has_none(lab: Page) -> None:
    prepare = """const canvas = new OffscreenCanvas(640, 480);
      canvas.getContext('2d');
      const closing = (frame, use) => { const used = use(frame); frame.close(); return used; };"""
    found = run_each(lab, DROPPED, prepare)
    assert found == dict.fromkeys(DROPPED, NONE)


GIVEN = {
    "blur": ("{backgroundBlur: {enabled: true}}", {**NONE, "enabled": True}),
    "no blur": ("{backgroundBlur: {enabled: false}}", {**NONE, "enabled": False}),
    "what counts as true": ("{backgroundBlur: {enabled: 'no'}}", {**NONE, "enabled": True}),
    "a mask": ("{backgroundSegmentationMask: small}", {**NONE, "mask": [3, 2]}),
}
REFUSED = {
    "no dictionary": ("5", f"{PLACE}The provided value is not of type 'VideoFrameMetadata'."),
    "blur that is none": (
        "{backgroundBlur: true}",
        f"{PLACE}{BLUR}The provided value is not of type 'BackgroundBlur'.",
    ),
    "blur without its member": ("{backgroundBlur: {}}", f"{PLACE}{BLUR}{ENABLED}"),
    "blur that is null": ("{backgroundBlur: null}", f"{PLACE}{BLUR}{ENABLED}"),
    "a mask that is none": (
        "{backgroundSegmentationMask: {}}",
        f"{PLACE}{MASK}Failed to convert value to 'ImageBitmap'.",
    ),
}


def test_metadata_are_taken_as_the_specification_says(lab: Page) -> None:
    stories = {
        name: f"new VideoFrame(canvas, {{timestamp: 1, metadata: {given}}})"
        for name, (given, _) in GIVEN.items()
    }
    prepare = """const canvas = new OffscreenCanvas(3, 2);
      canvas.getContext('2d');
      const small = canvas.transferToImageBitmap();"""
    found = run_each(lab, stories, prepare)
    assert found == {name: expected for name, (_, expected) in GIVEN.items()}
    refused = ",".join(f"{json.dumps(name)}: {given}" for name, (given, _) in REFUSED.items())
    errors = lab.evaluate(
        f"""() => {{
          {prepare}
          const errors = {{}};
          for (const [name, metadata] of Object.entries({{{refused}}})) {{
            try {{
              new VideoFrame(canvas, {{timestamp: 1, metadata}}).close();
            }} catch (error) {{
              errors[name] = [error.name, error.message];
            }}
          }}
          return errors;
        }}"""
    )
    assert errors == {name: ["TypeError", message] for name, (_, message) in REFUSED.items()}


def test_the_init_is_read_once_and_in_order(lab: Page) -> None:
    read = lab.evaluate(
        """() => {
          const log = [];
          const watched = (members, prefix) => new Proxy({}, {get(_, name) {
            log.push(`${prefix}${String(name)}`);
            return members[name];
          }});
          const canvas = new OffscreenCanvas(2, 2);
          canvas.getContext('2d');
          const backgroundBlur = watched({enabled: true}, 'blur.');
          const metadata = watched({backgroundBlur}, 'metadata.');
          const frame = new VideoFrame(canvas, watched({timestamp: 1, metadata}, ''));
          frame.close();
          return log;
        }"""
    )
    own = [name for name in read if "." not in name]
    assert own == sorted(set(own))
    assert {"alpha", "metadata", "timestamp", "visibleRect"} <= set(own)
    at = read.index("metadata")
    assert read[at + 1 : at + 4] == [
        "metadata.backgroundBlur",
        "blur.enabled",
        "metadata.backgroundSegmentationMask",
    ]


def test_a_copy_calls_no_getter(lab: Page) -> None:
    calls = run(
        lab,
        """const frame = await next();
        let calls = 0;
        const value = {frame, get other() { calls++; return 1; }};
        const copy = structuredClone(value);
        copy.frame.close();
        frame.close();
        return calls;""",
    )
    assert calls == 1, "the browser's own call"


def test_a_stream_that_has_been_away_gives_frames_with_metadata(lab: Page) -> None:
    found = run(
        lab,
        """const found = [];
        const ways = [
          stream => send(stream, [stream]),
          stream => structuredClone(stream, {transfer: [stream]}),
        ];
        for (const way of ways) {
          const {readable} = new MediaStreamTrackProcessor({track});
          const reader = (await way(readable)).getReader();
          const {value: frame} = await reader.read();
          found.push(tell(frame).enabled);
          frame.close();
          await reader.cancel();
        }
        return found;""",
    )
    assert found == [True, True]


def test_each_call_gives_a_fresh_object(lab: Page) -> None:
    found = run(
        lab,
        """const frame = await next();
        const [one, two] = [frame.metadata(), frame.metadata()];
        const mask = one.backgroundSegmentationMask;
        const copy = new VideoFrame(frame, {metadata: one});
        mask.close();
        const its = copy.metadata().backgroundSegmentationMask;
        const found = [
          one === two,
          one.backgroundBlur === two.backgroundBlur,
          mask === two.backgroundSegmentationMask,
          two.backgroundSegmentationMask.width,
          its.width,
          Object.keys(one),
        ];
        for (const left of [two.backgroundSegmentationMask, its, frame, copy]) left.close();
        try {
          copy.metadata();
        } catch (error) {
          found.push(error.name);
        }
        return found;""",
    )
    keys = ["backgroundBlur", "backgroundSegmentationMask"]
    assert found == [False, False, False, 640, 640, keys, "InvalidStateError"]


def test_frames_that_are_no_cameras_have_no_effects(lab: Page) -> None:
    keys = run(
        lab,
        """const canvas = document.createElement('canvas');
        const context = canvas.getContext('2d');
        document.body.append(canvas);
        const draw = () => {
          context.fillRect(Math.random() * 9, 0, 1, 1);
          requestAnimationFrame(draw);
        };
        draw();
        const [ofCanvas] = canvas.captureStream(30).getVideoTracks();
        const made = new MediaStreamTrackGenerator({kind: 'video'});
        lab.useReference({background: 60, person: 12});  // no raw frame is ever seen here
        await lab.watchPeer('peer', 'track');
        const sources = {canvas: ofCanvas, generator: made, remote: lab.track('peer')};
        const reading = Object.entries(sources).map(async ([name, source]) => {
          const frame = await read(source);
          const keys = Object.keys(frame.metadata());
          frame.close();
          return [name, keys];
        });
        await made.writable.getWriter().write(await next());
        return Object.fromEntries(await Promise.all(reading));""",
    )
    assert keys == {"canvas": [], "generator": [], "remote": ["rtpTimestamp"]}


def test_the_constructor_is_still_the_browsers(lab: Page) -> None:
    found = lab.evaluate(
        """() => {
          const said = run => {
            try {
              return run();
            } catch ({name, message, stack}) {
              return /native:/.test(stack) ? stack : `${name}: ${message}`;
            }
          };
          class Own extends VideoFrame {}
          const canvas = new OffscreenCanvas(2, 2);
          canvas.getContext('2d');
          const own = new Own(canvas, {timestamp: 1});
          const made = Reflect.construct(VideoFrame, [canvas, {timestamp: 1}], Own);
          const found = [
            VideoFrame.length,
            VideoFrame.name,
            VideoFrame.prototype.constructor === VideoFrame,
            [own instanceof Own, own instanceof VideoFrame, own.constructor === Own],
            [made instanceof Own, Object.getPrototypeOf(made) === Own.prototype],
            said(() => VideoFrame(canvas)),
            said(() => new VideoFrame()),
            said(() => new VideoFrame(canvas, 5)),
            said(() => new VideoFrame(canvas, {timestamp: 1, metadata: 5})),
            said(() => new VideoFrame(canvas, {get timestamp() { throw new Error('own'); }})),
            said(() => VideoFrame.prototype.metadata.call({})),
          ];
          own.close();
          made.close();
          return found;
        }"""
    )
    assert found == [
        1,
        "VideoFrame",
        True,
        [True, True, True],
        [True, True],
        "TypeError: Failed to construct 'VideoFrame': Please use the 'new' operator, this DOM"
        " object constructor cannot be called as a function.",
        "TypeError: Failed to construct 'VideoFrame': 1 argument required, but only 0 present.",
        "TypeError: Failed to construct 'VideoFrame': The provided value is not of type"
        " 'VideoFrameInit'.",
        f"TypeError: {PLACE}The provided value is not of type 'VideoFrameMetadata'.",
        "Error: own",
        "TypeError: Illegal invocation",
    ]
