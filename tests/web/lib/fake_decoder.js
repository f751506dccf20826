// SPDX-License-Identifier: MIT
// Stands where engine/pawlens-decode.js stands, for files that the browser gives up on.
export default async function createPawLens() {
  return {
    decode: (/** @type {Uint8Array} */ bytes) => {
      const code = bytes.length > 0 ? 'unsupported-image' : 'bad-image';
      return { ok: false, code, message: `made up by the test: ${code}`, width: 0, height: 0, rgba: null };
    },
  };
}
