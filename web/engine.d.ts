// SPDX-License-Identifier: MIT
// What engine/pawlens-simd.js and engine/pawlens-relaxed.js export: the JavaScript side of src/bindings/pawlens_wasm.cc.
// tests/web/engine.test.mjs compares the keys below with those of a running engine.

/** Names of pawlens::ErrorCode. Empty where `ok` is true. */
export type EngineErrorCode =
  | ''
  | 'invalid-argument'
  | 'bad-image'
  | 'unsupported-image'
  | 'image-too-large'
  | 'bad-model'
  | 'unsupported-model'
  | 'out-of-memory'
  | 'io'
  | 'internal';

/** Of load and classifyRgba; load leaves everything behind `message` at zero, '' or null. */
export interface EngineAnswer {
  ok: boolean;
  code: EngineErrorCode;
  /** One English sentence for developers, without a full stop; empty where `ok` is true. */
  message: string;
  /** '' for a model that is not about cats and dogs. */
  decision: '' | 'cat' | 'dog' | 'both' | 'neither';
  /** 0 to 1. */
  pCat: number;
  pDog: number;
  /** One for each label, 0 to 1; null where `ok` is false. A copy. */
  probabilities: Float32Array | null;
  /** The raw output tensor, of one look after the other; null where `ok` is false. A copy. */
  scores: Uint8Array | null;
  /** How often the network looked: 1, or 4 where the first look left doubts and the model says that this is worth it. */
  looks: number;
  /** Milliseconds. */
  preprocessMs: number;
  inferMs: number;
}

/** All zero and empty before a model is loaded. */
export interface EngineInfo {
  labels: string[];
  /** Pixels of the network's input. */
  inputWidth: number;
  inputHeight: number;
  /** The longer side is cut to at most this many times the shorter one. At least 1; may be Infinity. */
  maxAspect: number;
  catDog: boolean;
  /** The decision rule of a cat-and-dog model: the likelier label must reach its own threshold, in the order of `labels`, else
   *  "neither"; where the other one reaches `bothThreshold`, "both". Empty and 0 for other models. */
  thresholds: number[];
  bothThreshold: number;
}

/** Where in a picture the answer comes from. It covers, evenly, what is left of the picture after the cut of `maxAspect`. */
export interface EngineHeat {
  ok: boolean;
  code: EngineErrorCode;
  message: string;
  rows: number;
  columns: number;
  /** [label][row][column]: what each place adds to the label's logit. Null where `ok` is false. A copy. */
  values: Float32Array | null;
}

export interface Engine {
  /** A .tflite file. After a failure the model loaded before goes on. */
  load(model: Uint8Array): EngineAnswer;
  /** Rows from the top, straight alpha, 4 * width * height bytes: an ImageData, or what decoder.d.ts makes of a file. */
  classifyRgba(pixels: Uint8Array | Uint8ClampedArray, width: number, height: number): EngineAnswer;
  /** The first call takes a little longer: it prepares a second copy of the network, which others do not pay for. */
  heatRgba(pixels: Uint8Array | Uint8ClampedArray, width: number, height: number): EngineHeat;
  info(): EngineInfo;
  /** Sixteen hexadecimal digits that all builds share for one model; '' without a model. Takes eight inferences. */
  digest(): string;
  /** Frees the engine's memory; it is of no use afterwards. */
  delete(): void;
}

export interface EngineModule {
  Engine: new () => Engine;
}

/** Compiles and starts the engine; rejects where the browser refuses the WebAssembly. */
export default function createPawLens(options: { wasmBinary: Uint8Array | ArrayBuffer }): Promise<EngineModule>;
