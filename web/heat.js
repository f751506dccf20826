// SPDX-License-Identifier: MIT
// Heat maps over pictures: orange where the network sees a cat, blue where it sees a dog.

/** @typedef {import('./protocol.js').Heat} Heat */

const side = 160; // Pixels of the longer side; the browser enlarges it smoothly.
const colours = { cat: [255, 122, 20], dog: [40, 120, 255] };

/**
 * Lays a map over what `photo` holds, in place of the one before; none where `heat` is null.
 * @param {Element} photo
 * @param {Heat | null} heat
 * @param {string} which  'cat', 'dog', or anything else for both.
 */
export function showHeat(photo, heat, which) {
  let canvas = photo.querySelector('canvas');
  if (!heat) return canvas?.remove();
  if (!canvas) photo.append((canvas = document.createElement('canvas')));
  const { aspect, shareX, shareY, rows, columns } = heat;
  canvas.width = Math.max(1, Math.round(side * Math.min(1, aspect)));
  canvas.height = Math.max(1, Math.round(side / Math.max(1, aspect)));
  const context = canvas.getContext('2d');
  const labels = which === 'cat' || which === 'dog' ? /** @type {const} */ ([which]) : /** @type {const} */ (['cat', 'dog']);
  // One scale for all that is shown: what is strong in one map and weak in the other looks so.
  const strongest = Math.max(1e-6, ...labels.flatMap((label) => [...heat[label]]));
  const [width, height] = [canvas.width * shareX, canvas.height * shareY];
  for (const label of labels) {
    const small = new OffscreenCanvas(columns, rows);
    const pixels = new ImageData(columns, rows);
    heat[label].forEach((value, place) => pixels.data.set([...colours[label], (255 * Math.max(0, value)) / strongest], place * 4));
    small.getContext('2d')?.putImageData(pixels, 0, 0);
    context?.drawImage(small, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  }
}
