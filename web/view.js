// SPDX-License-Identifier: MIT
// Draws. Knows the document and nothing of workers; main.js tells it what happened.
import { find, showBars, showIcons } from './dom.js';
import { kilobytes, number, text } from './strings.js';
import { certaintyText, totalsText, verdictOf } from './wording.js';

/** @typedef {import('./client.js').EngineState} EngineState */
/** @typedef {import('./protocol.js').Answer} Answer */
/** @typedef {import('./protocol.js').FailureCode} FailureCode */

/**
 * One picture and what is known of it.
 * @typedef {object} Item
 * @property {File} file
 * @property {'waiting' | 'looking' | 'done'} status
 * @property {Answer | null} answer  There when done.
 */

/** Failures after which the same picture may succeed. @type {FailureCode[]} */
const passing = ['crashed', 'timeout', 'out-of-memory', 'io'];

export class View {
  /** @type {Map<Item, HTMLElement>} */
  #cards = new Map();
  #engineReady = false;
  #onAgain;

  /** @param {(item: Item) => void} onAgain  A picture is to be tried again. */
  constructor(onAgain) {
    this.#onAgain = onAgain;
  }

  /** @param {EngineState} state */
  showEngine(state) {
    const notice = find(document, '#notice', HTMLElement);
    const engine = find(document, '#engine', HTMLElement);
    const line = find(document, '#engine-text', HTMLElement);
    const progress = find(document, '#engine-progress', HTMLProgressElement);
    this.#engineReady = state.phase === 'ready';
    document.body.toggleAttribute('data-failed', state.phase === 'failed');
    notice.hidden = state.phase !== 'failed';
    progress.hidden = state.phase !== 'loading';
    if (state.phase === 'ready') {
      line.textContent = text('ready');
      document.body.dataset.engine = state.engine;
      document.body.dataset.ready = 'true';
    } else {
      delete document.body.dataset.ready;
    }
    if (state.phase === 'failed') {
      line.textContent = '';
      find(document, '#notice-text', HTMLElement).textContent = text(`fail.${state.failure.code || 'internal'}`);
      find(document, '#retry', HTMLElement).hidden = state.failure.code === 'no-simd';
    }
    if (state.phase === 'loading') {
      const { loadedBytes, totalBytes } = state;
      const loaded = kilobytes(loadedBytes);
      if (totalBytes > 0) {
        progress.value = loadedBytes / totalBytes;
        line.textContent =
          loadedBytes < totalBytes ? text('loadingOf', { loaded, total: kilobytes(totalBytes) }) : text('starting');
      } else {
        progress.removeAttribute('value');
        line.textContent = text('loading', { loaded });
      }
    }
    engine.dataset.phase = state.phase;
  }

  /** @param {Item[]} items  All of them, in order; those not shown before are added behind. @param {boolean} [cameraOpen] */
  showItems(items, cameraOpen = false) {
    const results = find(document, '#results', HTMLElement);
    const template = find(document, '#card', HTMLTemplateElement);
    for (const item of items) {
      if (this.#cards.has(item)) continue;
      const fragment = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
      const card = find(fragment, '.card', HTMLElement);
      card.dataset.name = item.file.name;
      find(card, '.name', HTMLElement).textContent = item.file.name;
      const image = find(card, 'img', HTMLImageElement);
      image.addEventListener('error', () => {
        image.hidden = true;
        find(card, '.photo .icon', SVGElement).toggleAttribute('hidden', false);
      });
      image.src = URL.createObjectURL(item.file);
      find(card, '.again', HTMLElement).addEventListener('click', () => this.#onAgain(item));
      this.#cards.set(item, card);
      results.append(card);
    }
    document.body.dataset.view = items.length > 0 || cameraOpen ? 'results' : 'empty';
    results.dataset.count = items.length > 1 ? 'many' : 'one';
    this.showTotals(items);
  }

  /** @param {Item} item */
  showItem(item) {
    const card = this.#cards.get(item);
    if (!card) return;
    const word = find(card, '.word span', HTMLElement);
    const certainty = find(card, '.certainty', HTMLElement);
    const { answer } = item;
    find(card, '.again', HTMLElement).hidden = !(answer && !answer.ok && passing.includes(answer.code));
    const verdict = answer && verdictOf(answer);
    showIcons(card, verdict || '');
    if (!answer || !verdict) {
      for (const name of ['decision', 'pCat', 'pDog']) delete card.dataset[name];
      word.textContent = '';
      certainty.textContent = text(item.status === 'looking' ? 'looking' : this.#engineReady ? 'waiting' : 'waitingForEngine');
      return;
    }
    word.textContent = text(verdict);
    if (answer.ok) {
      certainty.textContent = certaintyText(answer);
      showBars(card, answer);
      const { decodeMs, preprocessMs, inferMs } = answer;
      const time = find(card, '.time', HTMLElement);
      time.textContent = text('time', { ms: number(decodeMs + preprocessMs + inferMs) });
      time.title = text('timeDetails', { decode: number(decodeMs), prepare: number(preprocessMs), infer: number(inferMs) });
    } else {
      certainty.textContent = text(`fail.${answer.code || 'internal'}`);
      certainty.title = answer.message;
    }
    card.dataset.decision = verdict; // Last: whoever waits for it finds the rest in place.
  }

  /** @param {Item[]} items */
  showTotals(items) {
    const totals = find(document, '#totals', HTMLElement);
    const answers = items.flatMap((item) => item.answer ?? []);
    totals.hidden = items.length < 2;
    const done = answers.length === items.length;
    const progress = text('progress', { done: String(answers.length), total: String(items.length) });
    totals.textContent = done ? totalsText(answers) : [progress, totalsText(answers)].filter(Boolean).join(': ');
    if (done && items.length > 0) find(document, '#spoken', HTMLElement).textContent = spoken(items);
  }

  /** @param {import('./about.js').Facts} facts */
  showFacts({ measured, engine }) {
    for (const [id, words] of [['#measured', measured], ['#engine-line', engine]]) {
      const line = find(document, id, HTMLElement);
      line.hidden = words === '';
      line.textContent = words;
    }
  }
}

/** One sentence for screen readers when everything is answered. @param {Item[]} items */
function spoken(items) {
  const [{ file, answer }] = items;
  if (items.length > 1 || !answer) return totalsText(items.flatMap((item) => item.answer ?? []));
  if (!answer.ok) return text('failureSpoken', { name: file.name, reason: text(`fail.${answer.code || 'internal'}`) });
  const decision = text(verdictOf(answer));
  return text('answerSpoken', { name: file.name, decision, certainty: certaintyText(answer) });
}
