// SPDX-License-Identifier: MIT
// The switch that shows the reason: whether, of what, how strong. Maps of photos are computed when their card is looked at.
import { find } from './dom.js';
import { showHeat } from './heat.js';

/** @typedef {import('./album.js').Item} Item */

export class Reason {
  #toggle = find(document, '#heat', HTMLInputElement);
  #which = find(document, '#heat-which', HTMLSelectElement);
  #client;
  #itemAt;
  /** Cards in sight. @type {Set<Element>} */
  #seen = new Set();
  #watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#seen.add(target);
      else this.#seen.delete(target);
      this.update(target);
    }
  });

  /**
   * @param {import('./client.js').Client} client
   * @param {(card: Element) => Item | undefined} itemAt
   * @param {(on: boolean) => void} onSwitch
   */
  constructor(client, itemAt, onSwitch) {
    this.#client = client;
    this.#itemAt = itemAt;
    const opacity = find(document, '#heat-opacity', HTMLInputElement);
    const draw = () => this.#seen.forEach((card) => this.update(card));
    this.#toggle.onchange = () => {
      document.body.toggleAttribute('data-heat', this.on);
      onSwitch(this.on);
      draw();
    };
    this.#which.onchange = draw;
    opacity.oninput = () => document.body.style.setProperty('--heat', opacity.value);
  }

  get on() {
    return this.#toggle.checked;
  }

  get which() {
    return this.#which.value;
  }

  /** @param {Element} card */
  watch(card) {
    this.#watcher.observe(card);
  }

  /** A card came into sight, or its answer did. @param {Element} card */
  async update(card) {
    const photo = card.querySelector('.photo');
    const item = this.#itemAt(card);
    if (photo && item && this.#seen.has(card)) await this.draw(photo, item);
  }

  /** @param {Element} photo  Shows the item's picture. @param {Item} item */
  async draw(photo, item) {
    if (!this.on || !item.answer?.ok) return;
    item.heat ??= this.#client.explain(item.file).then((reply) => (reply.ok ? reply.heat : null)); // Once is enough.
    showHeat(photo, await item.heat, this.which);
  }
}
