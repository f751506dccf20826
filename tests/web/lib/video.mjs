// SPDX-License-Identifier: MIT
// A film for Chromium's fake camera: photos, each for a while, again and again.
import { closeSync, openSync, writeSync } from 'node:fs';

export const [width, height] = [320, 240];
const framesPerSecond = 30;

/** @typedef {readonly [number, number]} Size  Width and height, even. */

/**
 * The middle of a photo as RGBA bytes of the film's size. The browser decodes it.
 * @param {import('playwright-core').Page} page
 * @param {Buffer} photo
 * @param {Size} [size]
 * @returns {Promise<Buffer>}
 */
export async function pixelsOf(page, photo, size = [width, height]) {
  const base64 = await page.evaluate(
    async ([file, w, h]) => {
      const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const scale = Math.max(w / bitmap.width, h / bitmap.height);
      const canvas = new OffscreenCanvas(w, h);
      const context = canvas.getContext('2d');
      const [drawnW, drawnH] = [bitmap.width * scale, bitmap.height * scale];
      context.drawImage(bitmap, (w - drawnW) / 2, (h - drawnH) / 2, drawnW, drawnH);
      const { data } = context.getImageData(0, 0, w, h);
      let text = '';
      for (let i = 0; i < data.length; i += 30_000) text += String.fromCharCode(...data.subarray(i, i + 30_000));
      return btoa(text);
    },
    /** @type {const} */ ([photo.toString('base64'), ...size]),
  );
  return Buffer.from(base64, 'base64');
}

/** One frame as y4m has it: planes Y, U, V of BT.601 in limited range, colours at half the size. @param {Buffer} rgba @param {Size} size */
function frameOf(rgba, [width, height]) {
  const luma = Buffer.alloc(width * height);
  const [blue, red] = [Buffer.alloc(luma.length / 4), Buffer.alloc(luma.length / 4)];
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      const [r, g, b] = rgba.subarray((y * width + x) * 4);
      luma[y * width + x] = 16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255;
      if (x % 2 || y % 2) continue;
      const at = ((y / 2) * width) / 2 + x / 2;
      blue[at] = 128 + (-37.797 * r - 74.203 * g + 112 * b) / 255;
      red[at] = 128 + (112 * r - 93.786 * g - 18.214 * b) / 255;
    }
  }
  return Buffer.concat([Buffer.from('FRAME\n'), luma, blue, red]);
}

/**
 * @param {import('playwright-core').Page} page
 * @param {Buffer[]} photos
 * @param {number} seconds  For each photo.
 * @param {string} path  Of the .y4m file to write.
 * @param {Size} [size]
 */
export async function writeFilm(page, photos, seconds, path, size) {
  const scenes = [];
  for (const photo of photos) scenes.push({ rgba: await pixelsOf(page, photo, size), seconds });
  writeScenes(scenes, path, framesPerSecond, size);
}

/**
 * @param {{rgba: Buffer, seconds: number}[]} scenes  Pixels of the film's size.
 * @param {string} path
 * @param {number} [rate]  Frames a second.
 * @param {Size} [size]
 */
export function writeScenes(scenes, path, rate = framesPerSecond, size = [width, height]) {
  const file = openSync(path, 'w');
  writeSync(file, `YUV4MPEG2 W${size[0]} H${size[1]} F${rate}:1 Ip A1:1 C420\n`);
  for (const { rgba, seconds } of scenes) {
    const frame = frameOf(rgba, size);
    for (let i = 0; i < seconds * rate; ++i) writeSync(file, frame);
  }
  closeSync(file);
}
