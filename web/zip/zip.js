// SPDX-License-Identifier: MIT
// Many files as one, by client-zip, which the build puts beside this module. Loaded when a visitor asks for a ZIP.

/**
 * Stored, not compressed: pictures are compressed already. Files are asked for one by one, so that a thousand need not be in
 * memory; what comes out is the browser's to keep, on the disk where it is large.
 * @param {AsyncIterable<{name: string, input: Blob | BufferSource, lastModified?: Date | number}>} files
 * @returns {Promise<Blob>}
 */
export async function zipOf(files) {
  /** @type {typeof import('client-zip')} */
  const { downloadZip } = await import(new URL('client-zip.js', import.meta.url).href);
  return downloadZip(/** @type {AsyncIterable<{name: string, input: Blob, lastModified?: Date | number}>} */ (files)).blob();
}
