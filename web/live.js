// SPDX-License-Identifier: MIT
// From a playing video to answers: one frame in flight, and when its answer is there the newest frame is next, so nothing queues.

/** @typedef {import('./protocol.js').FrameAnswer} FrameAnswer */

/** Handed to the worker as it is where that can be and it knows of its turn (Chromium): the page need not convert it. @param {HTMLVideoElement} video */
const frameOf = async (video) => ('VideoFrame' in self && 'rotation' in VideoFrame.prototype ? new VideoFrame(video) : createImageBitmap(video));

export class Live {
  #client;
  #video;
  #show;
  #running = false;
  #busy = false;
  #fresh = false;
  /** Whether heat maps are wanted with the answers. */
  heat = false;

  /**
   * @param {import('./client.js').Client} client
   * @param {HTMLVideoElement} video
   * @param {(answer: FrameAnswer, seenMs: number) => void} show  `seenMs`: when the frame was taken from the video.
   */
  constructor(client, video, show) {
    this.#client = client;
    this.#video = video;
    this.#show = show;
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#watch();
  }

  stop() {
    this.#running = false;
    this.#fresh = false;
  }

  /** Calls #onFrame once for the next frame. */
  #watch() {
    const onFrame = () => this.#onFrame();
    if (this.#video.requestVideoFrameCallback) this.#video.requestVideoFrameCallback(onFrame);
    else requestAnimationFrame(onFrame);
  }

  #onFrame() {
    if (!this.#running) return;
    this.#watch();
    this.#fresh = this.#video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    this.#next();
  }

  async #next() {
    if (this.#busy || !this.#fresh) return;
    this.#busy = true;
    this.#fresh = false;
    const seenMs = performance.now();
    const frame = await frameOf(this.#video).catch(() => null);
    const answer = frame && (await this.#client.frame(frame, this.heat));
    this.#busy = false;
    if (!this.#running) return;
    if (answer) this.#show(answer, seenMs);
    this.#next();
  }
}
