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
/** Smaller steps than this are left to the engine, whose filter is the better one. */
const leastShrinking = 2;

/** The part in the middle that the engine looks at. @param {number} width @param {number} height @param {EngineInfo} info */
function cropOf(width, height, { maxAspect }) {
  return { width: Math.min(width, Math.max(1, Math.floor(height * maxAspect))), height: Math.min(height, Math.max(1, Math.floor(width * maxAspect))) };
}

/** How many times too large a picture is. @param {number} width @param {number} height @param {EngineInfo} info */
function excessOf(width, height, info) {
  const crop = cropOf(width, height, info);
  return Math.min(crop.width / info.inputWidth, crop.height / info.inputHeight) / oversampling;
}

/**
 * What part of a picture to draw, and at what size.
 * @param {number} width  Pixels of the upright picture.
 * @param {number} height
 * @param {EngineInfo} info
 * @returns {{x: number, y: number, width: number, height: number, drawnWidth: number, drawnHeight: number}}
 */
export function planShrinking(width, height, info) {
  const scale = excessOf(width, height, info);
  // Every pixel goes to the engine, which crops by its own rule.
  if (scale < leastShrinking) return { x: 0, y: 0, width, height, drawnWidth: width, drawnHeight: height };
  const crop = cropOf(width, height, info);
  return {
    x: Math.floor((width - crop.width) / 2),
    y: Math.floor((height - crop.height) / 2),
    ...crop,
    drawnWidth: Math.round(crop.width / scale),
    drawnHeight: Math.round(crop.height / scale),
  };
}

/** Colours as stored, without the file's colour profile: that is what the network was trained on. @type {ImageBitmapOptions} */
const asStored = { imageOrientation: 'from-image', colorSpaceConversion: 'none' };

/**
 * Rejects where the browser cannot decode the file.
 * @param {Blob} picture
 * @param {EngineInfo} info
 * @returns {Promise<{pixels: ImageData, size: {width: number, height: number}, thumbnail: Promise<Blob>}>}  `size` may be
 *   smaller than the picture's own, in the same proportion.
 */
export async function decodePixels(picture, info) {
  const image = (await decodeSmaller(picture, info).catch(() => null)) ?? (await createImageBitmap(picture, asStored));
  const thumbnail = thumbnailOf(image); // Drawn now, encoded while the engine works.
  const size = sizeOf(image);
  return { pixels: await takePixels(image, info), size, thumbnail };
}

/** Some browsers have no frames. @param {ImageBitmap | VideoFrame} image @returns {image is VideoFrame} */
const isFrame = (image) => 'displayWidth' in image;

/** Upright. @param {ImageBitmap | VideoFrame} image */
export const sizeOf = (image) => (isFrame(image) ? { width: image.displayWidth, height: image.displayHeight } : { width: image.width, height: image.height });

/**
 * A large JPEG at a half, a quarter or an eighth of its size: its blocks are decoded to fewer pixels, each the mean of those
 * that it stands for, in a third of the time and less memory than all of them would take.
 * @param {Blob} picture
 * @param {EngineInfo} info
 * @returns {Promise<ImageBitmap | VideoFrame | null>} null for all others; rejects where that is to be tried as well
 */
async function decodeSmaller(picture, info) {
  const stored = await sizeOfJpeg(picture);
  if (!stored) return null;
  // Which side lies upright is not known yet.
  const excess = Math.min(excessOf(stored.width, stored.height, info), excessOf(stored.height, stored.width, info));
  const parts = Math.min(8, 2 ** Math.floor(Math.log2(excess)));
  if (parts < 2) return null;
  const [width, height] = [stored.width, stored.height].map((pixels) => Math.ceil(pixels / parts));
  // Without `rotation` a frame would not know of EXIF's turn.
  if (!('ImageDecoder' in self && 'rotation' in VideoFrame.prototype)) {
    return 'ImageDecoder' in self ? null : createImageBitmap(picture, { ...asStored, resizeWidth: Math.max(width, height), resizeQuality: 'medium' });
  }
  const data = await picture.arrayBuffer();
  const decoder = new ImageDecoder({ type: 'image/jpeg', data, colorSpaceConversion: 'none', desiredWidth: width, desiredHeight: height });
  try {
    const { image } = await decoder.decode();
    if (image.codedWidth === width && image.codedHeight === height) return image;
    image.close(); // It did something else with the wish.
    return null;
  } finally {
    decoder.close();
  }
}

/** Of the head of a JPEG, ISO 10918-1 B.2: as stored, before EXIF's turn. @param {Blob} picture @returns {Promise<{width: number, height: number} | null>} */
async function sizeOfJpeg(picture) {
  const bytes = new DataView(await picture.slice(0, 1 << 18).arrayBuffer());
  if (bytes.byteLength < 4 || bytes.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < bytes.byteLength && bytes.getUint8(at) === 0xff; at += 2 + bytes.getUint16(at + 2)) {
    const marker = bytes.getUint8(at + 1);
    // Start of frame: of these sixteen, three are tables.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return { height: bytes.getUint16(at + 5), width: bytes.getUint16(at + 7) };
  }
  return null;
}

/** @param {ImageBitmap | VideoFrame} image @returns {Promise<Blob>} */
function thumbnailOf(image) {
  const { width, height } = sizeOf(image);
  const scale = Math.min(1, thumbnailSide / Math.min(width, height), (2 * thumbnailSide) / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const context = canvas.getContext('2d');
  if (context) {
    context.imageSmoothingQuality = 'medium';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
  }
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
}

/** Closes the image. @param {ImageBitmap | VideoFrame} image @param {EngineInfo} info @returns {Promise<ImageData>} */
export async function takePixels(image, info) {
  try {
    const { width, height } = sizeOf(image);
    const plan = planShrinking(width, height, info);
    if (isFrame(image) && plan.drawnWidth === width && liesAsShown(image)) {
      // A third of the time that drawing and reading back takes.
      const pixels = new ImageData(width, height);
      await image.copyTo(pixels.data, { format: 'RGBA' });
      return pixels;
    }
    const canvas = new OffscreenCanvas(plan.drawnWidth, plan.drawnHeight);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no canvas');
    context.imageSmoothingQuality = 'high';
    // Transparent pixels are laid over white.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, plan.x, plan.y, plan.width, plan.height, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  } finally {
    image.close();
  }
}

/** Neither turned nor stretched, which copying would not do. @param {VideoFrame & {rotation?: number, flip?: boolean}} frame */
function liesAsShown({ rotation, flip, visibleRect, displayWidth, displayHeight }) {
  return rotation === 0 && !flip && visibleRect?.width === displayWidth && visibleRect.height === displayHeight;
}
