// SPDX-License-Identifier: MIT
// One picture of many, large: its card again with the picture itself in it, and the way to the next. Fetched when the first is opened.
import { find } from './dom.js';
import { text } from './strings.js';

/** @typedef {import('./album.js').Item} Item */

export class LargeView {
  #dialog = document.createElement('dialog');
  #grid;
  #reason;
  #toggle = find(document, '#heat', HTMLInputElement);
  /** The card in the grid. @type {HTMLElement | undefined} */
  #card;
  /** An answer may come while it is looked at. */
  #watcher = new MutationObserver(() => this.#draw());

  /** @param {import('./grid.js').Grid} grid @param {import('./reason.js').Reason} reason */
  constructor(grid, reason) {
    this.#grid = grid;
    this.#reason = reason;
    this.#dialog.className = 'large';
    this.#dialog.innerHTML = `<ol data-count="one"></ol><div class="controls">${['previous', 'next', 'reason', 'close'].map((name) => `<button type="button" class="plain" data-go="${name}"></button>`).join('')}</div>`;
    this.#button('previous').onclick = () => this.#step(-1);
    this.#button('next').onclick = () => this.#step(1);
    this.#button('reason').onclick = () => {
      this.#toggle.click();
      this.#draw();
    };
    this.#button('close').onclick = () => this.#dialog.close();
    this.#dialog.onclick = ({ target }) => target === this.#dialog && this.#dialog.close(); // Beside it.
    this.#dialog.onkeydown = (event) => {
      const { length } = this.#grid.visible();
      const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -length, End: length }[event.key];
      if (!by) return;
      event.preventDefault();
      this.#step(by);
    };
    this.#dialog.onclose = () => {
      this.#empty();
      this.#watcher.disconnect();
      this.#grid.focus(this.#card);
    };
    document.body.append(this.#dialog);
  }

  /** @param {HTMLElement} card  Of the grid. */
  open(card) {
    const names = { previous: text('largePrevious'), next: text('largeNext'), reason: text('heat'), close: text('close') };
    for (const [name, words] of Object.entries(names)) this.#button(name).textContent = words;
    this.#card = card;
    this.#draw();
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** @param {string} name */
  #button(name) {
    return find(this.#dialog, `[data-go=${name}]`, HTMLButtonElement);
  }

  /** @param {number} by */
  #step(by) {
    const cards = this.#grid.visible();
    const at = cards.findIndex((card) => card === this.#card);
    this.#card = cards[Math.min(cards.length - 1, Math.max(0, at + by))];
    this.#draw();
  }

  #empty() {
    const image = this.#dialog.querySelector('img');
    if (image?.dataset.own) URL.revokeObjectURL(image.src);
    find(this.#dialog, 'ol', HTMLElement).replaceChildren();
  }

  async #draw() {
    const card = this.#card;
    const item = card && this.#grid.itemAt(card);
    if (!item) return;
    const cards = this.#grid.visible();
    this.#button('previous').disabled = cards[0] === card;
    this.#button('next').disabled = cards.at(-1) === card;
    this.#button('reason').setAttribute('aria-pressed', String(this.#reason.on));
    this.#watcher.disconnect();
    this.#watcher.observe(card, { attributeFilter: ['data-decision'] });

    const copy = /** @type {HTMLElement} */ (card.cloneNode(true));
    for (const name of ['tabindex', 'data-testid']) copy.removeAttribute(name);
    for (const each of copy.querySelectorAll('.again, .correct')) each.remove(); // They answer in the grid.
    copy.querySelector('canvas')?.remove();
    this.#dialog.setAttribute('aria-label', item.file.name);
    this.#empty();
    find(this.#dialog, 'ol', HTMLElement).append(copy);
    const photo = find(copy, '.photo', HTMLElement);
    this.#showPicture(item, find(photo, 'img', HTMLImageElement));
    await this.#reason.draw(photo, item);
  }

  /** The small copy until the large one is decoded, and where it cannot be. @param {Item} item @param {HTMLImageElement} image */
  async #showPicture(item, image) {
    const full = new Image();
    full.draggable = false;
    full.alt = '';
    full.src = URL.createObjectURL(item.file);
    full.dataset.own = 'true';
    try {
      await full.decode();
    } catch {
      return URL.revokeObjectURL(full.src);
    }
    if (image.isConnected) image.replaceWith(full);
    else URL.revokeObjectURL(full.src);
  }
}
