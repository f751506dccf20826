// SPDX-License-Identifier: MIT
// Photos of any size, drawn by Chromium from others: enlarged smoothly and with a camera's noise, since a smooth picture would be
// quicker to decode than a photo is.
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { launchBrowser } from '../../../tests/web/lib/browser.mjs';

/** @typedef {{type: string, quality: number}} Format */

/** @type {Record<string, Format>} */
export const formats = {
  jpg: { type: 'image/jpeg', quality: 0.9 },
  webp: { type: 'image/webp', quality: 0.85 },
  png: { type: 'image/png', quality: 1 },
};

/**
 * @template T
 * @param {(draw: (path: string, sizeOf: number | [number, number], format: Format, noise?: number) => Promise<Buffer>) => Promise<T>} use
 *   `sizeOf`: width and height, or the pixels of the shorter side; `noise`: of 255 grey levels.
 */
export async function withPainter(use) {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    return await use(async (path, sizeOf, { type, quality }, noise = 6) => {
      const source = `data:image/${extname(path).slice(1)};base64,${readFileSync(path).toString('base64')}`;
      return Buffer.from(await page.evaluate(paint, /** @type {const} */ ([source, sizeOf, type, quality, noise])), 'base64');
    });
  } finally {
    await browser.close();
  }
}

/** Runs in the page. @param {readonly [string, number | [number, number], string, number, number]} given */
async function paint([source, sizeOf, type, quality, noise]) {
  const bitmap = await createImageBitmap(await (await fetch(source)).blob());
  const scale = typeof sizeOf === 'number' ? sizeOf / Math.min(bitmap.width, bitmap.height) : 1;
  const [width, height] = typeof sizeOf === 'number' ? [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)] : sizeOf;
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const tile = new ImageData(256, 256);
  let state = 1; // A generator of Park and Miller: the same noise in every run.
  for (let at = 0; at < tile.data.length; at += 4) {
    state = (state * 48271) % 2147483647;
    tile.data.set([state & 255, (state >> 8) & 255, (state >> 16) & 255, noise], at);
  }
  const grain = new OffscreenCanvas(256, 256);
  grain.getContext('2d')?.putImageData(tile, 0, 0);
  context.fillStyle = /** @type {CanvasPattern} */ (context.createPattern(grain, 'repeat'));
  if (noise > 0) context.fillRect(0, 0, width, height);
  const reader = new FileReader();
  const blob = await canvas.convertToBlob({ type, quality });
  return new Promise((/** @type {(base64: string) => void} */ resolve) => {
    reader.onload = () => resolve(String(reader.result).split(',')[1]);
    reader.readAsDataURL(blob);
  });
}
