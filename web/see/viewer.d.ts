// SPDX-License-Identifier: MIT
// What engine/pawlens-see.js exports: the JavaScript side of src/bindings/see_wasm.cc. tests/web/see_engine.test.mjs compares the
// keys below with those of a running module.
import type { EngineErrorCode } from '../engine.d.ts';

export interface Outcome {
  ok: boolean;
  code: EngineErrorCode;
  /** One English sentence for developers; empty where `ok` is true. */
  message: string;
}

/** One operator of the network that makes maps. */
export interface Layer {
  /** 1 for the first. */
  number: number;
  /** Of its tensor in the model file: a stranger's text. */
  name: string;
  type: 'CONV_2D' | 'DEPTHWISE_CONV_2D' | 'ADD' | 'MAX_POOL_2D' | 'AVERAGE_POOL_2D';
  /** Cells of a map. */
  rows: number;
  columns: number;
  maps: number;
  /** The window that a cell looks through, in cells of the layer before. */
  kernelRows: number;
  kernelColumns: number;
  /** Pixels of the network's input that a cell depends on. */
  seenRows: number;
  seenColumns: number;
}

/** Empty and zero before a model is loaded. */
export interface ViewerInfo {
  labels: string[];
  inputWidth: number;
  inputHeight: number;
  maxAspect: number;
  layers: Layer[];
  /** Indices of the layers that tell the story: the first, and of each size of map the last. */
  stages: number[];
  /** How the maps of one layer are joined into the answer: logit k = bias[k] + the sum of weights[k * maps + m] * means[m]. Null
   *  for networks that end otherwise. */
  joining: { layer: number; weights: Float32Array; bias: Float32Array } | null;
}

export interface Look extends Outcome {
  /** The page's own answer. The five are absent where `ok` is false. */
  decision: '' | 'cat' | 'dog' | 'both' | 'neither';
  pCat: number;
  pDog: number;
  probabilities: Float32Array;
  /** How often the network was run for it: more than once in doubt. Maps are those of the first look. */
  looks: number;
}

export interface Viewer {
  load(model: Uint8Array): Outcome;
  info(): ViewerInfo;
  /** Runs the network. Rows from the top, straight alpha, 4 * width * height bytes. What follows is about this picture, and empty
   *  before the first. */
  look(pixels: Uint8Array | Uint8ClampedArray, width: number, height: number): Look;
  /** What the network got: RGB, inputWidth * inputHeight * 3 bytes. */
  picture(): Uint8Array;
  /** Mean of each map of a layer. */
  means(layer: number): Float32Array;
  /** At most `count` maps of a layer, strongest first. */
  strongest(layer: number, count: number): Int32Array;
  /** Grey levels of these maps, rows * columns each, one after the other: 0 for the layer's lowest value, 255 for its highest. */
  paint(layer: number, maps: Int32Array | number[]): Uint8Array;
  delete(): void;
}

export interface ViewerModule {
  Viewer: new () => Viewer;
}

/** Compiles and starts the module; rejects where the browser refuses the WebAssembly. */
export default function createPawLens(options: { wasmBinary: Uint8Array | ArrayBuffer }): Promise<ViewerModule>;
