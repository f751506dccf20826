// SPDX-License-Identifier: MIT
// The cards. Hundreds are made a few at a time, so that the page never stands still; only small copies of the pictures are kept.
import { find, showBars, showIcons } from './dom.js';
import { number, text } from './strings.js';
import { certaintyText, confidenceOf, reasonText, ruleText, verdictOf, verdicts, wordOf } from './wording.js';

/** @typedef {import('./album.js').Item} Item */
/** @typedef {import('./protocol.js').FailureCode} FailureCode */

/** Cards made before the page is let breathe. */
const atOnce = 20;
/** Failures after which the same picture may succeed. @type {FailureCode[]} */
const passing = ['crashed', 'timeout', 'out-of-memory', 'io'];

const tellsWhatIsInView = 'ContentVisibilityAutoStateChangeEvent' in self;

export class Grid {
  /** @type {Map<Item, HTMLElement>} */
  #cards = new Map();
  /** @type {Item[]} */
  #toMake = [];
  #list = find(document, '#results', HTMLElement);
  #template = find(document, '#card', HTMLTemplateElement);
  #choice = find(document, '#choice', HTMLTemplateElement);
  #onAgain;
  #onCorrect;
  #onCard;
  /** In words with every answer, once it is known. @type {import('./rule.js').Rule | null} */
  rule = null;
  /** Set once the engine answers. */
  engineReady = false;

  /**
   * @param {(item: Item) => void} onAgain  A picture is to be tried again.
   * @param {(item: Item, label: string) => void} onCorrect  A visitor knows better; '' takes that back.
   * @param {{watch: (card: Element) => void, update: (card: Element) => void}} reason
   */
  constructor(onAgain, onCorrect, reason) {
    this.#onAgain = onAgain;
    this.#onCorrect = onCorrect;
    this.#onCard = reason;
  }

  /** @param {Item[]} items */
  add(items) {
    const idle = this.#toMake.length === 0;
    this.#toMake.push(...items);
    if (idle) this.#makeSome();
  }

  #makeSome() {
    for (const item of this.#toMake.splice(0, atOnce)) {
      const card = this.#make(item);
      this.#cards.set(item, card);
      this.#list.append(card);
      this.#onCard.watch(card);
      this.show(item);
    }
    if (this.#toMake.length > 0) setTimeout(() => this.#makeSome());
    this.#keepReachable();
  }

  /** @param {Item} item */
  #make(item) {
    const card = find(/** @type {DocumentFragment} */ (this.#template.content.cloneNode(true)), '.card', HTMLElement);
    card.dataset.name = item.file.name;
    find(card, '.name', HTMLElement).textContent = item.file.name;
    find(card, '.name', HTMLElement).title = item.path;
    const image = find(card, 'img', HTMLImageElement);
    image.onerror = () => this.#showNoPicture(card);
    find(card, '.again', HTMLElement).onclick = () => this.#onAgain(item);
    card.addEventListener('contentvisibilityautostatechange', (event) => {
      const { skipped } = /** @type {ContentVisibilityAutoStateChangeEvent} */ (event);
      if (skipped) card.querySelector('.correct')?.remove();
      else this.#offerChoice(item, card);
    });
    return card;
  }

  /**
   * Only cards in view have a choice of labels, where the browser tells which are: whenever something is chosen on a page, Chromium looks at every choice
   * for what it could fill in, and lays out the card around each.
   * @param {Item} item
   * @param {HTMLElement} card
   */
  #offerChoice(item, card) {
    if (!card.querySelector('.correct')) {
      find(card, '.caption', HTMLElement).before(this.#choice.content.cloneNode(true));
      const made = find(card, '.correct', HTMLSelectElement);
      made.onchange = () => this.#onCorrect(item, made.value);
    }
    const choice = find(card, '.correct', HTMLSelectElement);
    const { answer } = item;
    choice.hidden = !answer?.ok || !!answer.top;
    if (answer?.ok) choice.value = answer.corrected ?? '';
  }

  /** @param {Item} item */
  show(item) {
    const card = this.#cards.get(item);
    if (!card) return;
    const { answer } = item;
    const certainty = find(card, '.certainty', HTMLElement);
    find(card, '.again', HTMLElement).hidden = !(item.status === 'cancelled' || (answer && !answer.ok && passing.includes(answer.code)));
    const verdict = answer && verdictOf(answer);
    if (!tellsWhatIsInView || this.#list.dataset.count === 'one' || card.querySelector('.correct')) this.#offerChoice(item, card);
    showIcons(card, verdict || '');
    find(card, '.word span', HTMLElement).textContent = verdict ? wordOf(answer) : '';
    this.#showPicture(item, card);
    if (!answer || !verdict) {
      for (const name of ['decision', 'pCat', 'pDog']) delete card.dataset[name];
      const { status } = item;
      certainty.textContent = text(status !== 'waiting' ? (status === 'looking' ? 'looking' : 'cancelled') : this.engineReady ? 'waiting' : 'waitingForEngine');
      return;
    }
    if (answer.ok) {
      certainty.textContent = certaintyText(answer);
      if (answer.top) answer.own?.draw(card, answer.top);
      else showBars(card, answer);
      find(card, '.rule', HTMLElement).textContent = this.rule && !answer.corrected ? ruleText(answer, this.rule) : '';
      const { decodeMs, preprocessMs, inferMs } = answer;
      const time = find(card, '.time', HTMLElement);
      time.textContent = text('time', { ms: number(decodeMs + preprocessMs + inferMs) });
      time.title = text('timeDetails', { decode: number(decodeMs), prepare: number(preprocessMs), infer: number(inferMs) });
    } else {
      certainty.textContent = reasonText(answer);
      certainty.title = answer.message;
    }
    card.dataset.decision = verdict; // Last: whoever waits for it finds the rest in place.
    this.#onCard.update(card);
  }

  /** One alone is shown as it is, one of many by its small copy. @param {Item} item @param {HTMLElement} card */
  #showPicture(item, card) {
    const alone = this.#list.dataset.count === 'one';
    const thumbnail = item.answer?.thumbnail;
    const source = alone || (item.answer && !thumbnail && this.#cards.size < atOnce) ? item.file : thumbnail;
    const which = source ? (source === item.file ? 'file' : 'thumbnail') : '';
    const image = find(card, 'img', HTMLImageElement);
    if (card.dataset.shows === which) return;
    card.dataset.shows = which;
    URL.revokeObjectURL(image.src);
    image.hidden = !source;
    find(card, '.photo .icon', SVGElement).toggleAttribute('hidden', true);
    // One address straight after the other: Chromium gives an image that was without one no box again.
    if (source) image.src = URL.createObjectURL(source);
    else if (item.answer) this.#showNoPicture(card);
  }

  /** @param {HTMLElement} card */
  #showNoPicture(card) {
    find(card, 'img', HTMLImageElement).hidden = true;
    find(card, '.photo .icon', SVGElement).toggleAttribute('hidden', false);
  }

  /** Draws everything anew: the number of pictures went from one to many, the engine came, or words changed. */
  refresh() {
    // Those that were removed are shown if they come back: alone on the page, each would open its file.
    for (const [item, card] of this.#cards) if (card.isConnected) this.show(item);
  }

  /** @param {Item[]} items */
  hide(items) {
    const going = new Set(items);
    this.#toMake = this.#toMake.filter((item) => !going.has(item));
    for (const item of items) this.#cards.get(item)?.remove();
    this.#keepReachable();
  }

  /** @param {Item[]} items  They will not come back. */
  forget(items) {
    for (const item of items) {
      const card = this.#cards.get(item);
      if (card) URL.revokeObjectURL(find(card, 'img', HTMLImageElement).src);
      this.#cards.delete(item);
    }
  }

  /** @param {Item[]} items  All, in the order of the visit. @param {string} order 'given', 'decision', 'sure' or 'unsure' */
  arrange(items, order) {
    const missing = items.filter((item) => !this.#cards.has(item) && !this.#toMake.includes(item));
    const sorted = order === 'given' ? items : [...items].sort(comparisons[order]);
    const wanted = sorted.flatMap((item) => this.#cards.get(item) ?? []);
    wanted.forEach((card, index) => {
      if (this.#list.children[index] !== card) this.#list.insertBefore(card, this.#list.children[index] ?? null);
    });
    if (missing.length > 0) this.add(missing);
    this.#keepReachable();
  }

  /** The item of a card or of something in it. @param {EventTarget | null} target @returns {Item | undefined} */
  itemAt(target) {
    const card = target instanceof Element && target.closest('.card');
    return [...this.#cards].find(([, each]) => each === card)?.[0];
  }

  /** Cards that are not filtered away, in order. @returns {HTMLElement[]} */
  visible() {
    return [...this.#list.children].flatMap((card) => (card instanceof HTMLElement && card.offsetParent ? card : []));
  }

  /** One card at a time is reached by Tab, the others by arrows. @param {Element | null} [card] */
  #keepReachable(card = null) {
    const current = this.#list.querySelector(':scope > [tabindex="0"]');
    if (current && !card) return;
    current?.setAttribute('tabindex', '-1');
    (card ?? this.#list.firstElementChild)?.setAttribute('tabindex', '0');
  }

  /** @param {HTMLElement | undefined} card */
  focus(card) {
    if (!card) return;
    this.#keepReachable(card);
    card.focus();
    card.scrollIntoView({ block: 'nearest' });
  }
}

/** @param {Item} item */
const sureness = ({ answer }) => (answer?.ok ? (answer.corrected ? 1 : confidenceOf(answer)) : -1);
/** @param {Item} item */
function place({ answer }) {
  if (!answer) return Infinity;
  const verdict = verdictOf(answer);
  return verdict !== 'own' ? verdicts.indexOf(verdict) : (answer.ok && answer.top?.[0].index) || 0;
}

/** @type {Record<string, (a: Item, b: Item) => number>} */
const comparisons = {
  decision: (a, b) => place(a) - place(b) || sureness(b) - sureness(a),
  sure: (a, b) => sureness(b) - sureness(a),
  unsure: (a, b) => sureness(a) - sureness(b),
};
