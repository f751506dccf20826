// SPDX-License-Identifier: MIT
// The picture of a sighting's surest moment. While a sighting may yet begin its picture is only drawn; it becomes a JPEG when
// it is one.

/** Pixels of the longer side: enough to know an animal by, some 50 kB. */
const longerSide = 800;

export class Snapshots {
  #candidate = new OffscreenCanvas(1, 1);
  #best = new OffscreenCanvas(1, 1);

  /**
   * @param {VideoFrame | ImageBitmap} frame  The whole of it is kept, not only the zone.
   * @param {import('./protocol.js').Step} step
   * @returns {Promise<ArrayBuffer | null>} a JPEG, when the open sighting has a better one than before
   */
  async take(frame, step) {
    if (step.candidate) draw(frame, this.#candidate);
    if (step.best) draw(frame, this.#best);
    if (step.began) [this.#best, this.#candidate] = [this.#candidate, this.#best];
    if (!step.best && !step.began) return null;
    const blob = await this.#best.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
    return blob.arrayBuffer();
  }
}

/** @param {VideoFrame | ImageBitmap} frame @returns {{width: number, height: number}} */
export const sizeOf = (frame) => ('displayWidth' in frame ? { width: frame.displayWidth, height: frame.displayHeight } : frame);

/** @param {VideoFrame | ImageBitmap} frame @param {OffscreenCanvas} canvas */
function draw(frame, canvas) {
  const { width, height } = sizeOf(frame);
  const scale = Math.min(1, longerSide / Math.max(width, height));
  const [drawnWidth, drawnHeight] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  if (canvas.width !== drawnWidth) canvas.width = drawnWidth;
  if (canvas.height !== drawnHeight) canvas.height = drawnHeight;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.imageSmoothingQuality = 'medium';
  context.drawImage(frame, 0, 0, drawnWidth, drawnHeight);
}
