"""Every way to read a processor's stream, on the page and away from it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

READ = {
    "a reader": """const reader = readable.getReader();
        for (;;) { const {value} = await reader.read(); if (seen(value)) break; }""",
    "a second reader": """const first = readable.getReader();
        if (readable.locked !== true) throw new Error('not locked');
        seen((await first.read()).value); first.releaseLock();
        if (readable.locked !== false) throw new Error('locked');
        const reader = readable.getReader();
        for (;;) { const {value} = await reader.read(); if (seen(value)) break; }""",
    "iteration": "for await (const frame of readable) if (seen(frame)) break;",
    "values": "for await (const frame of readable.values()) if (seen(frame)) break;",
    "a pipe": """const stop = new AbortController();
        const write = frame => { if (seen(frame)) stop.abort(); };
        await readable.pipeTo(new WritableStream({write}), stop).catch(() => {});""",
    "a transform": """const transform = (frame, to) => to.enqueue(frame);
        const through = readable.pipeThrough(new TransformStream({transform}));
        for await (const frame of through) if (seen(frame)) break;""",
    "a tee": """const [one, two] = readable.tee();
        const other = two.getReader();
        const reader = one.getReader();
        for (;;) {
          const [mine, its] = await Promise.all([reader.read(), other.read()]);
          if (its.value !== mine.value) its.value.close();
          if (seen(mine.value)) break;
        }""",
}


def test_each_way_to_read_gives_frames_with_metadata(lab: Page, subtests: pytest.Subtests) -> None:
    lab.evaluate("lab.open('track', {width: 640, height: 480})")
    for name, way in READ.items():
        with subtests.test(name):
            told = lab.evaluate(
                f"""async () => {{
                  const track = lab.track('track').clone();
                  const {{readable}} = new MediaStreamTrackProcessor({{track}});
                  const told = [];
                  const seen = frame => {{
                    told.push(frame.metadata().backgroundBlur?.enabled ?? null);
                    frame.close();
                    return told.length >= 20;
                  }};
                  {way}
                  track.stop();
                  return told;
                }}"""
            )
            assert len(told) >= 20
            assert set(told) == {False}


@pytest.mark.parametrize("arguments", ["track", "track, 2", "{track}"])
def test_a_processor_is_given_a_track_in_each_way_that_chromium_takes(
    lab: Page, arguments: str
) -> None:
    told = lab.evaluate(
        f"""async () => {{
          await lab.open('track', {{width: 640, height: 480}});
          const track = lab.track('track');
          const reader = new MediaStreamTrackProcessor({arguments}).readable.getReader();
          const {{value}} = await reader.read();
          const {{backgroundBlur}} = value.metadata();
          value.close();
          await reader.cancel();
          return backgroundBlur;
        }}"""
    )
    assert told == {"enabled": False}


def test_a_reader_hears_of_the_tracks_end_without_reading(lab: Page) -> None:
    assert lab.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          const track = lab.track('track');
          const reader = new MediaStreamTrackProcessor({track}).readable.getReader();
          const {value} = await reader.read();
          value.close();
          track.stop();
          await new Promise((resolve, reject) => {
            reader.closed.then(resolve, reject);
            setTimeout(() => reject(new Error('the reader does not hear of the end')), 15000);
          });
          return (await reader.read()).done;
        }"""
    )


def test_a_stream_that_is_transferred_leaves_the_camera_running(lab: Page, server: Any) -> None:
    lab.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          lab.watch('frames', 'track');
          const {readable} = new MediaStreamTrackProcessor({track: lab.track('track')});
          const source = `onmessage = async ({data}) => {
            for await (const frame of data) { frame.close(); postMessage(0); }
          }`;
          const worker = new Worker(URL.createObjectURL(new Blob([source])));
          const received = new Promise(resolve => {
            let count = 0;
            worker.onmessage = () => { count += 1; if (count === 60) resolve(); };
          });
          worker.postMessage(readable, [readable]);
          await lab.more('frames', 60);
          await received;
          await lab.blur('track');
          await lab.track('track').applyConstraints({backgroundBlur: false});
          await lab.more('frames', 60);
        }"""
    )


def test_the_types_are_as_chromium_made_them(lab: Page) -> None:
    found = lab.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          const {prototype} = ReadableStream;
          const tracks = [lab.track('track'), document.createElement('canvas').captureStream()
              .getVideoTracks()[0]];
          const log = [];
          for (const track of tracks) {
            const init = new Proxy({track}, {get: (members, name) => {
              log.push(name);
              return members[name];
            }});
            await new MediaStreamTrackProcessor(init).readable.cancel();
          }
          const said = [[], [5], [null], [{}], [{track: {}}]].map(args => {
            try {
              new MediaStreamTrackProcessor(...args);
            } catch ({name, message, stack}) {
              return [name, message, /native:/.test(stack)];
            }
          });
          const alias = prototype[Symbol.asyncIterator] === prototype.values;
          return {alias, log, said};
        }"""
    )
    failed = "Failed to construct 'MediaStreamTrackProcessor': "
    track = f"{failed}Failed to read the 'track' property from 'MediaStreamTrackProcessorInit': "
    no_init = f"{failed}The provided value is not of type 'MediaStreamTrackProcessorInit'."
    assert found == {
        "alias": True,
        "log": ["maxBufferSize", "track"] * 2,
        "said": [
            ["TypeError", f"{failed}1 argument required, but only 0 present.", False],
            ["TypeError", f"{failed}Overload resolution failed.", False],
            ["TypeError", no_init, False],
            ["TypeError", f"{track}Required member is undefined.", False],
            ["TypeError", f"{track}Failed to convert value to 'MediaStreamTrack'.", False],
        ],
    }


REFUSED = {
    "a stream that is read": "stream.getReader(); return stream.cancel()",
    "no stream": "return stream.cancel.call({})",
    "a stream that is read, to be piped": "stream.getReader(); return stream.pipeTo(target)",
    "no target": "return stream.pipeTo({})",
    "a target that is closed": "await target.close(); return stream.pipeTo(target)",
}
"What Chromium refuses of any stream."


def test_what_is_refused_of_a_stream_tells_of_the_page_alone(lab: Page) -> None:
    stacks = {
        name: lab.evaluate(
            f"""async () => {{
              const stream = new ReadableStream();
              const target = new WritableStream();
              const fail = async () => {{ {way} }};
              return fail().then(() => null, error => error.stack);
            }}"""
        )
        for name, way in REFUSED.items()
    }
    assert [name for name, stack in stacks.items() if "native:" in (stack or "native:")] == []
