// SPDX-License-Identifier: MIT
// The camera's part of the page: the live picture, its answer, its buttons, and a way on from whatever goes wrong.
import { Camera } from './camera.js';
import { button, element, find, showBars, showIcons } from './dom.js';
import { showHeat } from './heat.js';
import { Live } from './live.js';
import { ruleOf } from './rule.js';
import { Smoother } from './smoothing.js';
import { number, text } from './strings.js';
import { certaintyText, ruleText } from './wording.js';

/** @typedef {import('./protocol.js').FrameAnswer} FrameAnswer */

/** A word that is said aloud must have stood so long: a screen reader is not to chatter. */
const spokenAfterMs = 2000;

export class CameraView {
  #panel = element('#camera');
  #result = element('#live');
  #video = find(document, '#video', HTMLVideoElement);
  #devices = find(document, '#camera-device', HTMLSelectElement);
  #camera = new Camera(this.#video, () => this.#showTrouble('unplugged'));
  #live;
  #client;
  /** @type {Smoother | null} */
  #smoother = null;
  /** @type {import('./camera.js').Wish} */
  #wish = {};
  /** Whether the visitor wants it, also while the page is hidden and the camera given back. */
  #open = false;
  /** When the answers of the last second came. @type {number[]} */
  #times = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #speaking;
  /** The last one. @type {import('./camera.js').CameraTrouble} */
  #trouble = 'absent';
  #onSwitch;
  #reason;

  /**
   * @param {import('./client.js').Client} client
   * @param {(files: File[]) => void} take  Where snapshots go.
   * @param {() => void} onSwitch  It was opened or closed.
   * @param {{on: boolean, which: string}} reason
   */
  constructor(client, take, onSwitch, reason) {
    this.#reason = reason;
    this.#client = client;
    this.#onSwitch = onSwitch;
    this.#live = new Live(client, this.#video, (answer, seenMs) => this.#show(answer, seenMs));
    button('#camera-start').onclick = () => this.start();
    button('#camera-retry').onclick = () => this.start();
    button('#camera-stop').onclick = () => this.stop();
    button('#camera-snap').onclick = async () => {
      const file = await this.#snapshot();
      if (file) take([file]);
    };
    button('#camera-mirror').onclick = () => this.#mirror(this.#panel.dataset.mirror !== 'true');
    button('#camera-flip').onclick = () => {
      this.#wish = { facing: this.#camera.settings().facingMode === 'environment' ? 'user' : 'environment' };
      this.start();
    };
    this.#devices.onchange = () => {
      this.#wish = { deviceId: this.#devices.value };
      this.start();
    };
    document.addEventListener('visibilitychange', () => {
      if (!this.#open) return;
      if (document.hidden) this.#pause();
      else if (element('#camera-notice').hidden) this.start();
    });
  }

  get open() {
    return this.#open;
  }

  /** Words changed: those of the answer are written with the next frame. */
  refresh() {
    delete this.#result.dataset.decision;
    if (!element('#camera-notice').hidden) this.#showTrouble(this.#trouble);
    this.#listDevices();
  }

  /** The switch of the reason was pressed. */
  showReason() {
    this.#live.heat = this.#reason.on;
  }

  async start() {
    this.#open = true;
    this.#panel.hidden = false;
    this.#panel.dataset.state = 'asking';
    element('#camera-notice').hidden = true;
    this.#onSwitch();
    this.#clear(text('cameraAsking'));
    const trouble = await this.#camera.start(this.#wish);
    if (trouble) return this.#showTrouble(trouble);
    if (!this.#camera.running) return;
    this.#panel.dataset.state = 'running';
    if (!this.#client.info) this.#clear(text('waitingForEngine'));
    // A camera that shows who sits before it is a mirror; one that looks away is not.
    this.#mirror(this.#camera.settings().facingMode !== 'environment');
    this.#live.start();
    button('#camera-snap').focus({ preventScroll: true });
    await this.#listDevices();
  }

  stop() {
    this.#open = false;
    this.#pause();
    this.#panel.hidden = true;
    this.#onSwitch();
    button('#camera-start').focus({ preventScroll: true });
  }

  /** Gives the camera back. */
  #pause() {
    this.#live.stop();
    this.#camera.stop();
    this.#panel.dataset.state = 'paused';
    this.#clear('');
  }

  /** @param {string} words */
  #clear(words) {
    this.#smoother = null;
    this.#times = [];
    clearTimeout(this.#speaking);
    for (const name of ['decision', 'pCat', 'pDog']) delete this.#result.dataset[name];
    showIcons(this.#result, '');
    find(this.#result, '.word span', HTMLElement).textContent = '';
    find(this.#result, '.certainty', HTMLElement).textContent = words;
    for (const name of ['.name', '.time']) find(this.#result, name, HTMLElement).textContent = '';
  }

  /** @param {import('./camera.js').CameraTrouble} trouble */
  #showTrouble(trouble) {
    this.#trouble = trouble;
    this.#pause();
    this.#panel.dataset.state = 'trouble';
    element('#camera-notice-text').textContent = text(`camera.${trouble}`);
    element('#camera-notice').hidden = false;
    button('#camera-retry').hidden = trouble === 'insecure' || trouble === 'unsupported';
  }

  /** @param {FrameAnswer} answer @param {number} seenMs */
  #show(answer, seenMs) {
    const certainty = find(this.#result, '.certainty', HTMLElement);
    if (answer.ok && answer.own) {
      answer.own.showLive(this.#result, answer, seenMs);
      return this.#showSpeed(answer.decodeMs + answer.preprocessMs + answer.inferMs);
    }
    const rule = ruleOf(this.#client.info);
    if (!answer.ok || !rule) {
      certainty.textContent = text(answer.ok || answer.code === 'worker' ? 'waitingForEngine' : `fail.${answer.code || 'internal'}`);
      return;
    }
    this.#smoother ??= new Smoother(rule);
    const shown = this.#smoother.add(answer.pCat, answer.pDog, seenMs);
    showBars(this.#result, shown);
    certainty.textContent = certaintyText(shown);
    find(this.#result, '.rule', HTMLElement).textContent = ruleText(shown, rule);
    showHeat(find(this.#result, '.photo', HTMLElement), answer.heat, this.#reason.which);
    if (shown.decision !== this.#result.dataset.decision) {
      const word = text(shown.decision);
      find(this.#result, '.word span', HTMLElement).textContent = word;
      showIcons(this.#result, shown.decision);
      this.#result.dataset.decision = shown.decision;
      clearTimeout(this.#speaking);
      this.#speaking = setTimeout(() => (element('#spoken').textContent = word), spokenAfterMs);
    }
    this.#showSpeed(answer.decodeMs + answer.preprocessMs + answer.inferMs);
  }

  /** @param {number} ms */
  #showSpeed(ms) {
    const now = performance.now();
    this.#times = [...this.#times.filter((time) => time > now - 1000), now];
    const span = now - this.#times[0];
    const perSecond = span > 0 ? ((this.#times.length - 1) * 1000) / span : 0;
    find(this.#result, '.name', HTMLElement).textContent = text('fps', { n: number(Math.round(perSecond)) });
    find(this.#result, '.time', HTMLElement).textContent = text('time', { ms: number(ms) });
  }

  /** @param {boolean} on */
  #mirror(on) {
    this.#panel.dataset.mirror = String(on);
    button('#camera-mirror').setAttribute('aria-pressed', String(on));
  }

  async #listDevices() {
    if (!this.#camera.running) return;
    const all = await this.#camera.list();
    const { deviceId, facingMode } = this.#camera.settings();
    this.#devices.replaceChildren(
      ...all.map((device, index) => {
        const name = device.label || text('cameraNumber', { n: number(index + 1) });
        return new Option(name, device.deviceId, false, device.deviceId === deviceId);
      }),
    );
    this.#devices.hidden = all.length < 2;
    button('#camera-flip').hidden = all.length < 2 || !facingMode;
  }

  /** As the camera sees it, not as the mirror shows it. @returns {Promise<File | null>} */
  async #snapshot() {
    const canvas = document.createElement('canvas');
    canvas.width = this.#video.videoWidth;
    canvas.height = this.#video.videoHeight;
    canvas.getContext('2d')?.drawImage(this.#video, 0, 0);
    const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92));
    const name = `camera-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.jpg`;
    return blob && new File([blob], name, { type: blob.type });
  }
}
