// SPDX-License-Identifier: MIT
// Many files as one, by client-zip, which the build puts beside this module. Loaded when a visitor asks for a ZIP.

/** Asked for one by one, so that a thousand need not be in memory. @typedef {AsyncIterable<{name: string, input: Blob | BufferSource, lastModified?: Date | number}>} Files */

/** Stored, not compressed: pictures are compressed already. @param {Files} files @returns {Promise<Response>} */
async function zipping(files) {
  /** @type {typeof import('client-zip')} */
  const { downloadZip } = await import(new URL('client-zip.js', import.meta.url).href);
  return downloadZip(/** @type {AsyncIterable<{name: string, input: Blob, lastModified?: Date | number}>} */ (files));
}

/** What comes out is the browser's to keep, on the disk where it is large. @param {Files} files @returns {Promise<Blob>} */
export const zipOf = async (files) => (await zipping(files)).blob();

/** As it is made, for whoever writes it away. @param {Files} files @returns {Promise<ReadableStream<Uint8Array>>} */
export const zipStream = async (files) => /** @type {ReadableStream<Uint8Array>} */ ((await zipping(files)).body);
