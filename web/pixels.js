// SPDX-License-Identifier: MIT
// From a picture file to upright RGBA pixels by the browser's own decoders, in the worker. Large pictures are shrunk here,
// where the browser is fast; the last, antialiased step to the network's size is the engine's, the same as everywhere.

/** @typedef {import('./protocol.js').EngineInfo} EngineInfo */

/**
 * Large pictures are shrunk to this many times the network's input. Against the engine's filter alone, on photographs of
 * 300 to 1400 pixels, Chromium's shrinking costs 1.4 of 255 grey levels on average at 2 times, 0.5 at 4 times.
 */
const oversampling = 4;
/** Pixels of a small copy's shorter side: enough for a card. */
const thumbnailSide = 240;
/** Smaller steps than this are not worth the blur. */
const leastShrinking = 1.25;

/**
 * What part of a picture to draw, and at what size.
 * @param {number} width  Pixels of the upright picture.
 * @param {number} height
 * @param {EngineInfo} info
 * @returns {{x: number, y: number, width: number, height: number, drawnWidth: number, drawnHeight: number}}
 */
export function planShrinking(width, height, info) {
  const cropWidth = Math.min(width, Math.max(1, Math.floor(height * info.maxAspect)));
  const cropHeight = Math.min(height, Math.max(1, Math.floor(width * info.maxAspect)));
  const scale = Math.min(cropWidth / info.inputWidth, cropHeight / info.inputHeight) / oversampling;
  // Every pixel goes to the engine, which crops by its own rule.
  if (scale < leastShrinking) return { x: 0, y: 0, width, height, drawnWidth: width, drawnHeight: height };
  return {
    x: Math.floor((width - cropWidth) / 2),
    y: Math.floor((height - cropHeight) / 2),
    width: cropWidth,
    height: cropHeight,
    drawnWidth: Math.round(cropWidth / scale),
    drawnHeight: Math.round(cropHeight / scale),
  };
}

/**
 * Rejects where the browser cannot decode the file.
 * @param {Blob} picture
 * @param {EngineInfo} info
 * @returns {Promise<{pixels: ImageData, size: {width: number, height: number}, thumbnail: Promise<Blob>}>}
 */
export async function decodePixels(picture, info) {
  // Colours as stored, without the file's colour profile: that is what the network was trained on.
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image', colorSpaceConversion: 'none' });
  const thumbnail = thumbnailOf(bitmap); // Drawn now, encoded while the engine works.
  const { width, height } = bitmap;
  return { pixels: takePixels(bitmap, info), size: { width, height }, thumbnail };
}

/** @param {ImageBitmap} bitmap @returns {Promise<Blob>} */
function thumbnailOf(bitmap) {
  const scale = Math.min(1, thumbnailSide / Math.min(bitmap.width, bitmap.height), (2 * thumbnailSide) / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
  const context = canvas.getContext('2d');
  if (context) {
    context.imageSmoothingQuality = 'medium';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  }
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
}

/** Closes the bitmap. @param {ImageBitmap} bitmap @param {EngineInfo} info @returns {ImageData} */
export function takePixels(bitmap, info) {
  try {
    const plan = planShrinking(bitmap.width, bitmap.height, info);
    const canvas = new OffscreenCanvas(plan.drawnWidth, plan.drawnHeight);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no canvas');
    context.imageSmoothingQuality = 'high';
    // Transparent pixels are laid over white.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, plan.x, plan.y, plan.width, plan.height, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  } finally {
    bitmap.close();
  }
}
