// SPDX-License-Identifier: MIT
// What engine/pawlens-decode.js exports: the JavaScript side of src/bindings/decode_wasm.cc. It reads pictures as the native programs do, to the last
// bit; browsers differ by a grey level here and there. tests/web/decoder.test.mjs compares the keys below with those of a running decoder.
import type { EngineErrorCode } from './engine.d.ts';

/** Where `ok` is false: `rgba` is null, sizes are 0. */
export interface DecodedPicture {
  ok: boolean;
  code: EngineErrorCode;
  /** One English sentence for developers, without a full stop; empty where `ok` is true. */
  message: string;
  /** Pixels, turned as EXIF says. */
  width: number;
  height: number;
  /** Rows from the top, opaque (transparent pictures lie on white), 4 * width * height bytes: what `Engine.classifyRgba` takes. A copy. */
  rgba: Uint8Array | null;
}

export interface DecoderModule {
  /** A JPEG, PNG, BMP or GIF file; of an animation, the first frame. Memory that a large picture took is kept until the module is let go. */
  decode(encoded: Uint8Array): DecodedPicture;
}

/** Compiles and starts the decoder; rejects where the browser refuses the WebAssembly. */
export default function createPawLens(options: { wasmBinary: Uint8Array | ArrayBuffer }): Promise<DecoderModule>;
