// SPDX-License-Identifier: MIT
// Frames of a playing video at a steady pace, one at a time: the next is taken when the one before has been dealt with.

export class Frames {
  #video;
  #take;
  /** Counts starts and stops. */
  #turn = 0;
  /** At most. */
  perSecond = 5;

  /** @param {HTMLVideoElement} video @param {(frame: VideoFrame | ImageBitmap) => Promise<void>} take  Has to close the frame. */
  constructor(video, take) {
    this.#video = video;
    this.#take = take;
  }

  async start() {
    const turn = ++this.#turn;
    while (turn === this.#turn) {
      const begin = performance.now();
      const frame = await this.#grab();
      if (turn !== this.#turn) return frame?.close();
      if (frame) await this.#take(frame);
      const restMs = 1000 / this.perSecond - (performance.now() - begin);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, restMs)));
    }
  }

  stop() {
    ++this.#turn;
  }

  /** @returns {Promise<VideoFrame | ImageBitmap | null>} null where there is none yet */
  async #grab() {
    if (this.#video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || this.#video.videoWidth === 0) return null;
    try {
      // Handed over as it is, no pixel is touched on this thread.
      if (typeof VideoFrame === 'function') return new VideoFrame(this.#video);
    } catch {
      // A browser that has the name only.
    }
    return createImageBitmap(this.#video).catch(() => null);
  }
}
