/** Wires the camera, the drawing and the page together. */

import { Camera, CONSTRAINTS, isSupported } from './camera.js';
import { Compositor } from './compositor.js';
import { watchHealth } from './health.js';
import { FrameRateMeter, LatencyMeter } from './meters.js';
import { describeFailure, describeRefusal, STARTING, STOPPED } from './notices.js';
import { needsMask, parsePresets } from './presets.js';
import { canBeOn, serverState, switchState } from './switches.js';
import { View } from './view.js';

/** @typedef {import('./camera.js').ConstraintName} ConstraintName */
/** @typedef {import('./camera.js').Delivery} Delivery */
/** @typedef {import('./presets.js').Mode} Mode */
/** @typedef {import('./presets.js').Size} Size */

const READINGS_INTERVAL_MS = 250;

class Demo {
  #view = new View(document);
  #compositor = new Compositor(this.#view.canvas, new OffscreenCanvas(1, 1));
  #frameRate = new FrameRateMeter();
  #latency = new LatencyMeter();

  #size;
  #colour;
  /** What the radio buttons show. */
  #chosenMode;
  /** What is drawn; follows the chosen mode once the mask is on. */
  #drawnMode = /** @type {Mode} */ ('camera');
  /** What the next start of the camera asks for; while it runs, its settings tell what is on. */
  #wanted;
  /** @type {Record<ConstraintName, boolean | null>} */
  #pending = { backgroundBlur: null, backgroundSegmentationMask: null };
  /** @type {Record<ConstraintName, string | null>} */
  #failure = { backgroundBlur: null, backgroundSegmentationMask: null };

  /** @type {Camera | null} */
  #camera = null;
  /** Aborted when this start of the camera is over or overtaken by another. */
  #run = new AbortController();
  #maskCouldBeOn = false;
  /** @type {import('./switches.js').ServerState} */
  #server = 'unknown';
  /** @type {import('./view.js').FrameFacts | null} */
  #lastFrame = null;
  #counts = { frames: 0, blurred: 0, masked: 0 };
  #comparable = true;

  /** @param {import('./presets.js').Presets} presets */
  constructor(presets) {
    this.#size = presets.size;
    this.#colour = presets.colour;
    this.#chosenMode = presets.mode;
    this.#wanted = { backgroundBlur: presets.blur, backgroundSegmentationMask: presets.mask };
    this.#view.listen({
      switchEffect: (name, on) => void this.#switchEffect(name, on),
      chooseMode: (mode) => void this.#chooseMode(mode),
      chooseSize: (size) => void this.#chooseSize(size),
      chooseColour: (colour) => {
        this.#colour = colour;
      },
      pressPower: () => (this.#run.signal.aborted ? void this.start() : this.stop()),
    });
    this.#view.showSetup(!CONSTRAINTS.every(isSupported));
    this.#view.showSize(this.#size, '');
    this.#view.showColour(this.#colour);
    void watchHealth((health) => {
      this.#server = serverState(health);
      this.#view.showHealth(health);
      this.#showControls();
    });
  }

  /** Open the camera, with what is wanted from it already in effect when its picture appears. */
  async start() {
    this.#end();
    const run = new AbortController();
    this.#run = run;
    this.#view.showState('starting', STARTING);
    try {
      const camera = await Camera.open(this.#size);
      run.signal.addEventListener('abort', () => camera.close());
      if (run.signal.aborted) camera.close();
      else await this.#show(camera, run.signal);
    } catch (error) {
      if (run.signal.aborted) return;
      this.#end();
      this.#view.showState('failed', describeFailure(error));
    }
  }

  stop() {
    this.#end();
    this.#view.showState('stopped', STOPPED);
  }

  /**
   * @param {Camera} camera
   * @param {AbortSignal} signal
   */
  async #show(camera, signal) {
    this.#camera = camera;
    this.#view.showCamera(camera.label);
    camera.onConfigurationChange(() => void this.#configurationChanged());
    this.#maskCouldBeOn = this.#maskCanBeOn();
    // What cannot be had now is not asked for later behind the person's back.
    const wanted = CONSTRAINTS.filter((name) => this.#wanted[name] && this.#canBeOn(name));
    // The size again: another may have been chosen while the camera opened.
    await this.#apply({
      ...this.#size,
      ...Object.fromEntries(wanted.map((name) => [name, true])),
    });
    if (signal.aborted) return;
    if (!this.#maskIsOn()) this.#chosenMode = 'camera';
    this.#drawnMode = this.#chosenMode;
    this.#showControls();

    this.#view.showStream(camera.stream);
    const timer = setInterval(() => this.#showReadings(), READINGS_INTERVAL_MS);
    signal.addEventListener('abort', () => clearInterval(timer));
    await camera.run(
      (delivery) => this.#delivered(delivery),
      (delivery) => this.#referenceDelivered(delivery),
    );
  }

  /** Release the camera and forget what was measured on it. */
  #end() {
    for (const name of CONSTRAINTS) {
      if (this.#camera) this.#wanted[name] = this.#pending[name] ?? this.#camera.own(name);
      this.#pending[name] = null;
      this.#failure[name] = null;
    }
    this.#run.abort();
    this.#camera = null;
    this.#lastFrame = null;
    this.#counts = { frames: 0, blurred: 0, masked: 0 };
    this.#frameRate = new FrameRateMeter();
    this.#latency.reset();
    this.#view.showSize(this.#size, '');
    this.#view.showStream(null);
    this.#view.showCamera('–');
    this.#view.showCounts(this.#counts);
    this.#showReadings();
    this.#showControls();
  }

  /** @param {Delivery} delivery */
  #delivered({ frame, mask, blurred, arrival_ms }) {
    this.#frameRate.record(arrival_ms);
    this.#latency.recordDelivered(frame.timestamp, arrival_ms);
    this.#lastFrame = {
      blurred,
      mask: mask && { width: mask.width, height: mask.height },
      size: { width: frame.displayWidth, height: frame.displayHeight },
      timestamp_us: frame.timestamp,
    };
    if (this.#drawnMode !== 'camera' && this.#view.visible) {
      this.#compositor.draw(this.#drawnMode, frame, mask, this.#colour);
    }
    this.#view.showPicture(this.#drawnMode);
    this.#counts.frames += 1;
    if (blurred) this.#counts.blurred += 1;
    if (mask) this.#counts.masked += 1;
    this.#view.showCounts(this.#counts);
    if (this.#counts.frames === 1) this.#view.showState('running', null);
  }

  /** @param {Delivery} delivery */
  #referenceDelivered({ frame, blurred, arrival_ms }) {
    // Blur that the person switched on is on every track, so none shows the time without it.
    this.#comparable = blurred !== true;
    if (this.#comparable) this.#latency.recordReference(frame.timestamp, arrival_ms);
  }

  /**
   * @param {ConstraintName} name
   * @param {boolean} on
   */
  async #switchEffect(name, on) {
    if (!on && name === 'backgroundSegmentationMask') this.#chosenMode = this.#drawnMode = 'camera';
    await this.#apply({ [name]: on });
  }

  /**
   * The running track takes the new size: another track would be without the effects of this one.
   *
   * @param {Size} size
   */
  async #chooseSize(size) {
    const camera = this.#camera;
    let refusal = '';
    try {
      await camera?.apply(size);
    } catch (error) {
      refusal = describeRefusal(error);
    }
    if (this.#camera !== camera) return;
    if (!refusal) this.#size = size;
    this.#view.showSize(this.#size, refusal);
  }

  /** @param {Mode} mode */
  async #chooseMode(mode) {
    this.#chosenMode = mode;
    if (needsMask(mode) && !this.#maskIsOn()) {
      await this.#apply({ backgroundSegmentationMask: true });
      if (this.#chosenMode !== mode) return; // another one was chosen meanwhile
      if (!this.#maskIsOn()) this.#chosenMode = 'camera';
    }
    this.#drawnMode = this.#chosenMode;
    this.#showControls();
  }

  /** The person or the server changed what the camera offers. */
  async #configurationChanged() {
    const couldBeOn = this.#maskCouldBeOn;
    this.#maskCouldBeOn = this.#maskCanBeOn();
    this.#latency.reset();
    this.#showControls();
    // The mask was lost with the server and can be had again: the mode on show still needs it.
    const returned = !couldBeOn && this.#maskCouldBeOn;
    if (returned && needsMask(this.#chosenMode) && !this.#maskIsOn()) {
      await this.#apply({ backgroundSegmentationMask: true });
    }
  }

  /** @param {Partial<Size & import('./camera.js').Effects>} change */
  async #apply(change) {
    const camera = this.#camera;
    if (!camera) return;
    const changed = CONSTRAINTS.filter((name) => name in change);
    for (const name of changed) {
      this.#pending[name] = change[name] ?? null;
      this.#failure[name] = null;
    }
    this.#showControls();
    /** @type {string | null} */
    let refusal = null;
    try {
      await camera.apply(change);
    } catch (error) {
      refusal = describeRefusal(error);
    }
    if (this.#camera !== camera) return;
    for (const name of changed) {
      this.#pending[name] = null;
      this.#failure[name] = refusal;
    }
    this.#latency.reset();
    this.#showControls();
  }

  /** @param {ConstraintName} name */
  #canBeOn(name) {
    return isSupported(name) && canBeOn(this.#camera?.capability(name));
  }

  #maskCanBeOn() {
    return this.#canBeOn('backgroundSegmentationMask');
  }

  #maskIsOn() {
    return this.#camera?.setting('backgroundSegmentationMask') ?? false;
  }

  #showControls() {
    for (const name of CONSTRAINTS) {
      const constraint = {
        supported: isSupported(name),
        running: this.#camera !== null,
        capability: this.#camera?.capability(name),
        setting: this.#camera?.setting(name) ?? false,
        pending: this.#pending[name],
        failure: this.#failure[name],
      };
      this.#view.showSwitch(name, switchState(constraint, this.#server));
    }
    this.#view.showModes(this.#chosenMode, this.#maskCanBeOn());
  }

  #showReadings() {
    this.#view.showReadings(
      this.#camera && {
        frame_rate: this.#frameRate.read(performance.now()),
        latency_p50_ms: this.#latency.p50(),
        comparable: this.#comparable,
        frame: this.#lastFrame,
      },
    );
  }
}

void new Demo(parsePresets(location.hash)).start();
addEventListener('hashchange', () => location.reload());
