// SPDX-License-Identifier: MIT
// One camera: asked for, shown in a <video>, given back. Every way in which that fails has its name.

/** @typedef {'denied' | 'absent' | 'busy' | 'insecure' | 'unsupported' | 'unplugged'} CameraTrouble */
/** @typedef {{deviceId?: string, facing?: 'user' | 'environment', perSecond?: number}} Wish */

/** @type {Record<string, CameraTrouble>} */
const troubles = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'absent',
  OverconstrainedError: 'absent',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

export class Camera {
  /** @type {MediaStream | null} */
  #stream = null;
  /** Counts starts and stops: a camera that arrives after its stop is given back at once. */
  #turn = 0;
  #video;
  #onUnplugged;

  /** @param {HTMLVideoElement} video @param {() => void} onUnplugged  It went away by itself. */
  constructor(video, onUnplugged) {
    this.#video = video;
    this.#onUnplugged = onUnplugged;
  }

  /** @param {Wish} wish @returns {Promise<CameraTrouble | null>} null: it runs, or was stopped meanwhile */
  async start(wish) {
    this.stop();
    const turn = this.#turn;
    if (!isSecureContext) return 'insecure';
    if (!navigator.mediaDevices?.getUserMedia) return 'unsupported';
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: {
          ...(wish.deviceId ? { deviceId: { exact: wish.deviceId } } : { facingMode: { ideal: wish.facing ?? 'environment' } }),
          width: { ideal: 1280 },
          height: { ideal: 720 },
          frameRate: { ideal: wish.perSecond ?? 30 },
        },
      });
    } catch (error) {
      if (turn !== this.#turn) return null;
      const name = error instanceof Error ? error.name : '';
      // A camera that was chosen and is gone: any other will do.
      if (wish.deviceId && troubles[name] === 'absent') return this.start({});
      return troubles[name] ?? 'busy';
    }
    if (turn !== this.#turn) {
      for (const track of stream.getTracks()) track.stop();
      return null;
    }
    this.#stream = stream;
    stream.getVideoTracks()[0].addEventListener('ended', () => {
      if (this.#stream !== stream) return;
      this.stop();
      this.#onUnplugged();
    });
    this.#video.srcObject = stream;
    await this.#video.play().catch(() => {}); // Refused only where it was stopped meanwhile.
    return null;
  }

  stop() {
    ++this.#turn;
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
  }

  get running() {
    return this.#stream !== null;
  }

  /** Of the camera that runs. `facingMode` is missing where the browser cannot tell, as with most computers' cameras. */
  settings() {
    return this.#stream?.getVideoTracks()[0].getSettings() ?? {};
  }

  /** Names are there only while a camera runs. @returns {Promise<MediaDeviceInfo[]>} */
  async list() {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    return all.filter(({ kind }) => kind === 'videoinput');
  }
}
