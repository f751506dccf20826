// SPDX-License-Identifier: MIT
// The part of the picture that is looked at: drawn with the pointer, or moved and sized with the keyboard. Also shows what of
// it the network sees: the middle, by the model's own rule.
import { button, element } from '../dom.js';
import { exactPercent } from '../strings.js';
import { wholeFrame } from './protocol.js';
import { leastZone } from './settings.js';
import { say } from './words.js';

/** @typedef {import('./lookout.d.ts').Zone} Zone */

/** Where a zone begins that is chosen by keyboard. */
const first = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };
const keyStep = 0.02;

/** @param {number} value @param {number} least @param {number} most */
const within = (value, least, most) => Math.min(most, Math.max(least, value));

export class ZoneEditor {
  #layer = element('#zone-layer');
  #box = button('#zone-box');
  #draw = button('#zone-draw');
  #onChange;
  /** @type {Zone | null} */
  #zone = null;
  /** What a pointer that is down does. @type {((x: number, y: number) => void) | null} */
  #drag = null;
  /** Width of the picture by its height, and the model's widest. */
  #aspect = 16 / 9;
  #maxAspect = Infinity;

  /** @param {(zone: Zone | null) => void} onChange  When the visitor has chosen. */
  constructor(onChange) {
    this.#onChange = onChange;
    this.#draw.onclick = () => this.#setDrawing(this.#draw.getAttribute('aria-pressed') !== 'true');
    button('#zone-clear').onclick = () => {
      this.#change(null);
      this.#draw.focus();
    };
    this.#layer.onpointerdown = (event) => this.#down(event);
    this.#layer.onpointermove = (event) => this.#drag?.(...this.#place(event));
    this.#layer.onpointerup = this.#layer.onpointercancel = () => this.#up();
    this.#box.onkeydown = (event) => this.#key(event);
  }

  /** @param {Zone | null} zone */
  show(zone) {
    this.#zone = zone;
    this.#box.hidden = button('#zone-clear').hidden = zone === null;
    const { x, y, width, height } = zone ?? wholeFrame;
    place(this.#box, { x, y, width, height });
    const share = (/** @type {number} */ value) => exactPercent(value);
    this.#box.ariaLabel = say('zoneIs', { x: share(x), y: share(y), width: share(width), height: share(height) });
    // As CenterCrop of src/image/preprocess.h.
    const aspect = (this.#aspect * width) / height;
    const [partX, partY] = [Math.min(1, this.#maxAspect / aspect), Math.min(1, this.#maxAspect * aspect)];
    place(element('#zone-seen'), { x: x + ((1 - partX) / 2) * width, y: y + ((1 - partY) / 2) * height, width: partX * width, height: partY * height });
  }

  /** @param {number} aspect  Of the picture. @param {number} maxAspect  The model's. */
  setAspects(aspect, maxAspect) {
    this.#aspect = aspect;
    this.#maxAspect = maxAspect;
    this.show(this.#zone);
  }

  /** @param {boolean} on */
  #setDrawing(on) {
    this.#draw.setAttribute('aria-pressed', String(on));
    this.#layer.toggleAttribute('data-drawing', on);
    if (on) this.#layer.scrollIntoView({ block: 'nearest' });
    if (!on || this.#zone) return this.#zone ? this.#box.focus({ preventScroll: true }) : undefined;
    this.#change(first);
    this.#box.focus({ preventScroll: true });
  }

  /** @param {PointerEvent} event @returns {[number, number]} in shares of the picture */
  #place({ clientX, clientY }) {
    const { left, top, width, height } = this.#layer.getBoundingClientRect();
    return [within((clientX - left) / width, 0, 1), within((clientY - top) / height, 0, 1)];
  }

  /** @param {PointerEvent} event */
  #down(event) {
    const drawing = this.#layer.hasAttribute('data-drawing');
    const onBox = event.target === this.#box && this.#zone;
    if (event.button !== 0 || !(drawing || onBox)) return;
    event.preventDefault();
    this.#layer.setPointerCapture(event.pointerId);
    const [startX, startY] = this.#place(event);
    const old = this.#zone ?? first;
    this.#drag = drawing
      ? (x, y) =>
          this.show({
            x: Math.min(startX, x, 1 - leastZone),
            y: Math.min(startY, y, 1 - leastZone),
            width: Math.max(leastZone, Math.abs(x - startX)),
            height: Math.max(leastZone, Math.abs(y - startY)),
          })
      : (x, y) => this.show({ ...old, x: within(old.x + x - startX, 0, 1 - old.width), y: within(old.y + y - startY, 0, 1 - old.height) });
  }

  #up() {
    if (!this.#drag) return;
    this.#drag = null;
    this.#draw.setAttribute('aria-pressed', 'false');
    this.#layer.removeAttribute('data-drawing');
    this.#change(this.#zone);
    this.#box.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      this.#change(null);
      return this.#draw.focus();
    }
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (!step || !this.#zone) return;
    event.preventDefault();
    const { x, y, width, height } = this.#zone;
    const [right, down] = step.map((each) => each * keyStep);
    if (event.shiftKey) this.#change({ x, y, width: within(width + right, leastZone, 1 - x), height: within(height + down, leastZone, 1 - y) });
    else this.#change({ x: within(x + right, 0, 1 - width), y: within(y + down, 0, 1 - height), width, height });
  }

  /** @param {Zone | null} zone */
  #change(zone) {
    this.show(zone);
    this.#onChange(zone);
  }
}

/** @param {HTMLElement} box @param {Zone} zone */
function place(box, zone) {
  for (const [name, value] of Object.entries(zone)) box.style.setProperty(`--${name}`, String(value));
}
