// SPDX-License-Identifier: MIT
// Pictures that the browser gives up on, for the worker: imported with the first of them. Our own decoder knows fewer kinds than a
// browser, but it says what is wrong with a file.
import { failure } from './protocol.js';

/** Larger files would not fit into the decoder's memory beside their pixels. */
const maxFileBytes = 256 * 1024 * 1024;

const module = new URL('engine/pawlens-decode.', import.meta.url).href;

/** The decoder is fetched and let go each time: a large picture's memory goes with it. @param {Blob} picture @returns {Promise<{ok: true, data: Uint8Array, width: number, height: number} | import('./protocol.js').Failure>} */
export async function decodeFile(picture) {
  if (picture.size > maxFileBytes) return failure('image-too-large', `${picture.size} bytes`);
  /** @type {Uint8Array} */
  let bytes;
  try {
    bytes = new Uint8Array(await picture.arrayBuffer());
  } catch (error) {
    return failure('io', error);
  }
  if (isHeic(bytes)) return failure('heic', 'a HEIF picture');
  /** @type {import('./decoder.d.ts').DecoderModule} */
  let decoder;
  try {
    /** @type {[typeof import('./decoder.d.ts'), Response]} */
    const [glue, wasm] = await Promise.all([import(module + 'js'), fetch(module + 'wasm')]);
    decoder = await glue.default({ wasmBinary: await wasm.arrayBuffer() });
  } catch (error) {
    return failure('unsupported-image', error);
  }
  const { code, message, rgba, width, height } = decoder.decode(bytes);
  return rgba ? { ok: true, data: rgba, width, height } : failure(code, message);
}

/** By what ISO 23008-12 begins with: a box 'ftyp' of a brand of HEIF. @param {Uint8Array} bytes */
function isHeic(bytes) {
  const [box, brand] = [4, 8].map((at) => String.fromCharCode(...bytes.subarray(at, at + 4)));
  return box === 'ftyp' && /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand);
}
