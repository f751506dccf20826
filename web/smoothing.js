// SPDX-License-Identifier: MIT
// From one answer a frame to an answer that a person can read. The bars follow at once, the word only with good reason; both
// know time, not frames, so that a slow device is no later than a fast one.
import { decide } from './rule.js';

/** @typedef {import('./rule.js').Decision} Decision */
/** @typedef {{decision: Decision, pCat: number, pDog: number}} Smoothed */

/** After so long, two thirds of a change are shown. */
const memoryMs = 50;
/** How much further than its threshold a probability has to go to change the word. */
const margin = 0.05;
/** How long a new word has to hold: that is what a cat turning into a dog passes "both" in. */
const holdMs = 100;

export class Smoother {
  #rule;
  /** @type {Smoothed | null} */
  #shown = null;
  /** @type {Decision | ''} */
  #next = '';
  #nextSinceMs = 0;
  #lastMs = 0;

  /** @param {import('./rule.js').Rule} rule */
  constructor(rule) {
    this.#rule = rule;
  }

  /** @param {number} pCat @param {number} pDog @param {number} nowMs  When the frame was seen. @returns {Smoothed} */
  add(pCat, pDog, nowMs) {
    if (!this.#shown) {
      this.#shown = { decision: decide(pCat, pDog, this.#rule), pCat, pDog };
    } else {
      const share = 1 - Math.exp((this.#lastMs - nowMs) / memoryMs);
      const old = this.#shown;
      const [cat, dog] = [old.pCat + share * (pCat - old.pCat), old.pDog + share * (pDog - old.pDog)];
      const decision = decide(cat, dog, this.#rule, old.decision, margin);
      if (decision !== this.#next) {
        this.#next = decision;
        this.#nextSinceMs = this.#lastMs; // It became true at some moment since the frame before.
      }
      const held = nowMs - this.#nextSinceMs >= holdMs;
      this.#shown = { decision: held ? decision : old.decision, pCat: cat, pDog: dog };
    }
    this.#lastMs = nowMs;
    return this.#shown;
  }
}
