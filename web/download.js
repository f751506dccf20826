// SPDX-License-Identifier: MIT
// Fetching with progress by bytes.

/**
 * @param {URL} url
 * @param {(loadedBytes: number, totalBytes: number) => void} onProgress  `totalBytes` is 0 while unknown: a compressed
 *   answer tells only its compressed length.
 * @returns {Promise<ArrayBuffer>}
 */
export async function download(url, onProgress) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: HTTP ${response.status}`);
  const total = response.headers.has('content-encoding') ? 0 : Number(response.headers.get('content-length'));
  if (!response.body) return response.arrayBuffer();
  let loaded = 0;
  onProgress(0, total);
  const counter = new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      onProgress(loaded, total);
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter)).arrayBuffer();
}
