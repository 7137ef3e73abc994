/**
 * What a camera's engine and its host say to each other: plain data, streams, a channel and bitmaps,
 * so that the engine may run in another thread. Each message is a method's name and its arguments;
 * they arrive in the order in which they were sent.
 */

/** @typedef {import('./effect-state.js').Phase} Phase */
/** @typedef {import('./effect-state.js').PhaseEvent} PhaseEvent */
/** @typedef {import('../../shared/protocol.js').Message} Message */
/** @typedef {import('../../shared/worlds.js').FrameRecord} FrameRecord */

/**
 * Tracks and connections have numbers, which the host and the engine give them.
 *
 * @typedef {object} TrackState
 * @property {Phase} phase
 * @property {number} commands about this track that it obeys by now, `add` not counted
 */

/**
 * Host to engine.
 * @typedef {object} Commands
 * @property {(readable: ReadableStream<VideoFrame>, first: VideoFrame) => void} camera the camera's
 *   frames begin; `first` came out of the stream before
 * @property {(track: number, writable: WritableStream<VideoFrame>, hidden: boolean, mask: boolean)
 *   => void} add a track that is fed from the next frame on
 * @property {(track: number, event: PhaseEvent) => void} move
 * @property {(track: number, on: boolean) => void} setMask
 * @property {(track: number, on: boolean) => void} setFlows whether the page sees the track's frames
 * @property {(track: number) => void} tell answers with the track's state
 * @property {(track: number, port: MessagePort) => void} share tells the port of each frame, as
 *   `FrameMessage`s, the last ones before all others
 * @property {(track: number) => void} remove
 * @property {(choice: import('../../shared/effect-choice.js').Wish) => void} choose what hides
 *   the background
 * @property {() => void} update tells the server what the tracks need now
 * @property {(id: number, uplink: WritableStream<VideoFrame>, frames: RTCDataChannel) => void}
 *   connection what a connection that was asked for consists of; the channel is not open yet
 * @property {(id: number, readable: ReadableStream<VideoFrame>) => void} returned the server's video
 * @property {(id: number) => void} controlOpened
 * @property {(id: number, message: Message) => void} control what the server says
 * @property {(id: number) => void} lost the connection ended, or could not be made
 * @property {() => void} suspend the page goes away, perhaps to come back
 * @property {() => void} close the camera is off
 */

/**
 * Engine to host.
 * @typedef {object} Events
 * @property {(latency_ms: number) => void} camera a frame has come; tracks may have changed unheard
 * @property {(first_us: number, zero_ms: number) => void} times of the camera: timestamp of its first
 *   frame, and when a timestamp would be 0, in milliseconds since 1970; now and then a better guess
 * @property {() => void} ended no frame comes any more
 * @property {(track: number, state: TrackState) => void} changed
 * @property {(track: number, timestamp_us: number, record: FrameRecord, composed: boolean) => void}
 *   delivered before the frame itself is on its way
 * @property {(up: boolean) => void} server was reached, or lost
 * @property {(id: number) => void} connect a connection is wanted
 * @property {(id: number) => void} opened media and both channels can be used
 * @property {(id: number, message: Message) => void} control what to say to the server
 * @property {(id: number) => void} leave the connection is not needed any more
 * @property {(id: number) => void} release none of its frames is left: it may be closed
 * @property {() => void} closed nothing of the engine is left
 * @property {() => void} failed the engine broke down: it feeds and ends no track any more
 */

/**
 * @template T
 * @typedef {{[Name in keyof T]: T[Name] extends (...args: infer Args) => void
 *   ? [name: Name, ...args: Args] : never}[keyof T]} Called
 */

/** @typedef {Called<Commands>} Command */
/** @typedef {Called<Events>} EngineEvent */

/**
 * A camera's engine, wherever it runs.
 * @typedef {object} Engine
 * @property {(command: Command, transfer?: Transferable[]) => void} send
 */

/**
 * @template {Commands | Events} T
 * @param {T} receiver
 * @param {Called<T>} message
 */
export function dispatch(receiver, [name, ...args]) {
  /** @type {(...args: any[]) => void} */ (receiver[name]).apply(receiver, args);
}
