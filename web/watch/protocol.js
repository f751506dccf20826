// SPDX-License-Identifier: MIT
// What watch.html and its worker say to each other, beside the requests of ../protocol.js.

/** @typedef {import('../protocol.js').Failure} Failure */
/** @typedef {import('./lookout.d.ts').Sighting} Sighting */
/** @typedef {import('./lookout.d.ts').Step} Step */
/** @typedef {import('./lookout.d.ts').WatchRule} WatchRule */
/** @typedef {import('./lookout.d.ts').Zone} Zone */

/** Begins a watch; one that was running is forgotten. @typedef {{type: 'watch-begin', address: string, rule: WatchRule, zone: Zone}} BeginRequest */
/** A frame, which the worker closes. @typedef {{type: 'watch-frame', frame: VideoFrame | ImageBitmap, timeS: number}} FrameRequest */
/** @typedef {{type: 'watch-end'}} EndRequest */
/** @typedef {BeginRequest | FrameRequest | EndRequest} WatchRequest */

/** @typedef {{ok: true}} Begun */
/**
 * `open`: the sighting that goes on after this frame; `snapshot`: a JPEG of its surest moment, when this frame or its beginning
 * brought a better one.
 * @typedef {{ok: true, moved: boolean, step: Step, open: Sighting | null, snapshot: ArrayBuffer | null}} Looked
 */
/** @typedef {{ok: true, ended: Sighting | null}} Ended */
/** @typedef {Begun | Looked | Ended | Failure} WatchReply */

/** The zone that is none. */
export const wholeFrame = { x: 0, y: 0, width: 1, height: 1 };
