"""A page that replaces the browser's own functions in order to get at the frames."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

HOOKS = """() => {
  const {VideoFrame, MediaStreamTrack, Reflect, WeakSet} = globalThis;
  const {apply, defineProperty, getOwnPropertyDescriptor} = Reflect;
  const [isFrame, isTrack] = [VideoFrame, MediaStreamTrack].map(type =>
      value => typeof value === 'object' && value !== null && value instanceof type);
  const given = new WeakSet();
  const has = given.has.bind(given);
  globalThis.give = given.add.bind(given);
  const seen = globalThis.seen = {frames: 0, tracks: 0, connections: 0, calls: 0};
  let busy = false;
  const look = value => {
    if (isFrame(value)) seen.frames++;
    else if (isTrack(value) && !has(value)) seen.tracks++;
  };
  const see = (...values) => {
    if (busy) return;
    busy = true;
    seen.calls++;
    try {
      for (const value of values) {
        look(value);
        const inside = Array.isArray(value) ? value : [value?.value, value?.track];
        for (const inner of inside) look(inner);
      }
    } catch {}
    busy = false;
  };
  const hook = (owner, name) => {
    const {value, ...rest} = getOwnPropertyDescriptor(owner, name) ?? {};
    if (typeof value !== 'function') return;
    defineProperty(owner, name, {...rest, value: function (...args) {
      see(this, ...args);
      const result = apply(value, this, args);
      see(result);
      return result;
    }});
  };
  const types = [ReadableStream, ReadableStreamDefaultReader, WritableStream,
      WritableStreamDefaultWriter, VideoFrame, MediaStreamTrack, MediaStream, Map, Set, WeakMap,
      WeakSet, Array, EventTarget, OffscreenCanvasRenderingContext2D, RTCRtpSender, MessagePort];
  for (const {prototype} of types) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      if (name !== 'constructor') hook(prototype, name);
    }
  }
  hook(Reflect, 'apply');
  hook(globalThis, 'createImageBitmap');
  hook(globalThis, 'structuredClone');
  hook(Promise, 'resolve');
  const then = Promise.prototype.then;
  Promise.prototype.then = function (ok, failed) {
    return apply(then, this, [value => { see(value); return ok?.(value); }, failed]);
  };
  defineProperty(Object.prototype, 'then', {configurable: true, get() { see(this); }});
  for (const name of ['RTCPeerConnection', 'MediaStreamTrackProcessor',
      'MediaStreamTrackGenerator']) {
    globalThis[name] = new Proxy(globalThis[name], {construct(target, args, newTarget) {
      if (name === 'RTCPeerConnection') seen.connections++;
      see(...args.map(init => init?.track));
      return Reflect.construct(target, args, newTarget);
    }});
  }
}"""


@pytest.mark.parametrize("effects", ["{}", "{backgroundBlur: true}"])
def test_no_replaced_function_sees_a_frame_a_camera_or_a_connection(
    lab: Page, server: Any, effects: str
) -> None:
    lab.evaluate(HOOKS)
    stolen = lab.evaluate(
        f"""async () => {{
          const stream = await navigator.mediaDevices.getUserMedia({{video: true}});
          const [track] = stream.getVideoTracks();
          give(track);
          const video = document.createElement('video');
          video.muted = true;
          video.srcObject = stream;
          await video.play();
          await track.applyConstraints({effects});
          for (let shown = 0; shown < 30; shown++) {{
            await new Promise(resolve => video.requestVideoFrameCallback(resolve));
          }}
          const clone = track.clone();
          give(clone);
          clone.stop();
          video.srcObject = null;
          track.stop();
          return {{...seen}};
        }}"""
    )
    # The hooks themselves: they do see a frame that goes through the page's own hands.
    caught = lab.evaluate(
        """async () => {
          const canvas = document.createElement('canvas');
          canvas.getContext('2d').fillRect(0, 0, 1, 1);
          const [track] = canvas.captureStream(30).getVideoTracks();
          const {readable} = new MediaStreamTrackProcessor({track});
          const {value} = await readable.getReader().read();
          value.close();
          new RTCPeerConnection().close();
          return {...seen};
        }"""
    )
    assert caught["frames"] > stolen["frames"]
    assert caught["connections"] > stolen["connections"]
    assert stolen["calls"] > 0
    assert (stolen["frames"], stolen["connections"]) == (0, 0)
