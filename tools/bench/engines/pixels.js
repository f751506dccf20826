// SPDX-License-Identifier: MIT
// What pages do for engines that take tensors: the browser draws the picture at the network's size.

/**
 * @param {ImageData | Blob} picture
 * @param {number} side
 * @returns {Promise<ImageData>}
 */
export async function shrunk(picture, side) {
  const bitmap = await createImageBitmap(picture);
  const context = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0, side, side);
  bitmap.close();
  return context.getImageData(0, 0, side, side);
}
