// SPDX-License-Identifier: MIT
// The camera's answers by a visitor's model. As with PawLens' own: bars follow at once, the word when it has held for a moment.
import { element, find } from '../dom.js';
import { percent } from '../strings.js';

/** @typedef {import('../protocol.js').Success} Success */

const memoryMs = 50;
const holdMs = 100;
/** A word that is said aloud must have stood so long. */
const spokenAfterMs = 2000;

export class OwnLive {
  /** @type {Float32Array | null} */
  #smooth = null;
  #lastMs = 0;
  #word = '';
  #next = '';
  #nextSinceMs = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #speaking;
  #model;

  /** @param {import('./model.js').OwnModel} model */
  constructor(model) {
    this.#model = model;
  }

  /** @param {HTMLElement} card @param {Success} answer @param {number} seenMs */
  show(card, { probabilities }, seenMs) {
    if (!probabilities) return;
    const share = this.#smooth ? 1 - Math.exp((this.#lastMs - seenMs) / memoryMs) : 1;
    const old = this.#smooth ?? probabilities;
    this.#smooth = old.map((value, index) => value + share * (probabilities[index] - value));
    const top = this.#model.topOf(this.#smooth);
    if (top[0].label !== this.#next) {
      this.#next = top[0].label;
      this.#nextSinceMs = this.#lastMs;
    }
    this.#lastMs = seenMs;
    this.#model.draw(card, top);
    find(card, '.certainty', HTMLElement).textContent = percent(top[0].probability);
    if (card.dataset.decision === 'own' && (this.#next === this.#word || seenMs - this.#nextSinceMs < holdMs)) return;
    const word = (this.#word = this.#next);
    find(card, '.word span', HTMLElement).textContent = word;
    card.dataset.decision = 'own';
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => (element('#spoken').textContent = word), spokenAfterMs);
  }
}
