// SPDX-License-Identifier: MIT
// What engine/pawlens-watch.js exports: the JavaScript side of src/bindings/watch_wasm.cc.
// tests/web/lookout.test.mjs compares the keys below with those of a running module.

/** Seconds. A missing one is as in `pawlens watch`: 0.5, 5 and 5. */
export interface WatchRule {
  beginAfterS?: number;
  endAfterS?: number;
  maxFramesPerS?: number;
}

/** Times as they were given with the frames. */
export interface Sighting {
  who: 'cat' | 'dog' | 'both';
  /** The first of the answers that agreed, and the last that said so. */
  fromS: number;
  toS: number;
  /** Of the surest answer, and the mean; 0 to 1. */
  confidence: number;
  meanConfidence: number;
  answers: number;
}

/** What one frame has changed, in the order in which it did. */
export interface Step {
  ended: Sighting | null;
  /** This frame is the open sighting's surest so far. */
  best: boolean;
  /** This frame is the surest so far of a sighting that may begin. */
  candidate: boolean;
  /** What was the candidate is now the open sighting. */
  began: boolean;
}

export interface Look {
  ok: boolean;
  /** One English sentence for developers; empty where `ok` is true. */
  message: string;
  /** Something moves: call `answer` or `noAnswer` next. Otherwise `step` says what has changed. */
  moved: boolean;
  step: Step;
}

export interface Lookout {
  /** The zone's pixels as RGBA rows from the top. Times are seconds from anywhere and never go back. */
  look(pixels: Uint8Array | Uint8ClampedArray, width: number, height: number, timeS: number): Look;
  /** What the network says of the pixels that moved. */
  answer(decision: '' | 'cat' | 'dog' | 'both' | 'neither', pCat: number, pDog: number): Step;
  /** It said nothing: the next frame is to be classified, whatever it looks like. */
  noAnswer(): void;
  /** No frame came. */
  idle(timeS: number): Step;
  /** The end of the feed: the open sighting ends where it was last seen. */
  finish(): Sighting | null;
  open(): Sighting | null;
  counts(): { frames: number; lookedAt: number; classified: number };
  delete(): void;
}

/** Shares of the frame's width and height. */
export interface Zone {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface LookoutModule {
  Lookout: new (rule: WatchRule) => Lookout;
  /** The zone in pixels, at least one; null for a zone that is none. */
  zoneIn(zone: Zone, frameWidth: number, frameHeight: number): Zone | null;
}

export default function createPawLens(options: { wasmBinary: Uint8Array | ArrayBuffer }): Promise<LookoutModule>;
