// SPDX-License-Identifier: MIT
// One model of a visitor's: what starts it, what its answers say, and how a card shows them.
import { find } from '../dom.js';
import { download } from '../download.js';
import { percent } from '../strings.js';
import { OwnLive } from './live.js';
import { say } from './strings.js';
import { topOf } from './top.js';

/** @typedef {import('../protocol.js').Success} Success */
/** @typedef {import('../protocol.js').StartRequest} StartRequest */
/** @typedef {'simd' | 'relaxed' | 'float'} Engine  The last one knows float32 and TFLite's metadata as well. */
/** @typedef {import('../protocol.js').Top} Top */

/** @param {Engine} engine @param {ArrayBuffer} model @returns {Promise<StartRequest>} */
export async function startRequest(engine, model) {
  const base = new URL(`../engine/pawlens-${engine}`, import.meta.url).href;
  return { type: 'start', glueUrl: `${base}.js`, wasm: await download(new URL(`${base}.wasm`), () => {}), model };
}

export class OwnModel {
  /** Names of the classes; empty until known. @type {string[]} */
  labels = [];
  /** How many classes it has. */
  classes = 0;
  #live = new OwnLive(this);

  /** @param {string} name @param {ArrayBuffer} bytes @param {Engine} engine */
  constructor(name, bytes, engine) {
    this.name = name;
    this.bytes = bytes;
    this.engine = engine;
  }

  /** For a new worker, after the one before has come to grief. */
  request() {
    return startRequest(this.engine, this.bytes);
  }

  /** @param {number} index */
  labelOf(index) {
    return this.labels[index] ?? `#${index}`;
  }

  /** Adds to an answer what its numbers say. @param {Success} answer */
  read(answer) {
    answer.own = this;
    answer.top = this.topOf(answer.probabilities ?? []);
  }

  /** @param {ArrayLike<number>} probabilities */
  topOf(probabilities) {
    return topOf(probabilities, (index) => this.labelOf(index));
  }

  /** A camera's answer. @param {HTMLElement} card @param {Success} answer @param {number} seenMs  When the frame was seen. */
  showLive(card, answer, seenMs) {
    this.#live.show(card, answer, seenMs);
  }

  /** Bars for the likeliest classes. @param {HTMLElement} card @param {Top[]} top */
  draw(card, top) {
    let list = card.querySelector('.own-labels');
    if (!list) {
      list = document.createElement('dl');
      list.className = 'own-labels';
      find(card, '.bars', HTMLElement).after(list);
    }
    list.setAttribute('aria-label', say('top'));
    while (list.children.length > top.length) list.lastElementChild?.remove();
    while (list.children.length < top.length) list.append(newBar());
    top.forEach(({ label, probability }, index) => {
      const bar = /** @type {HTMLElement} */ (list.children[index]);
      const name = find(bar, 'dt', HTMLElement);
      name.textContent = name.title = label;
      find(bar, '.fill', HTMLElement).style.setProperty('--share', String(probability));
      find(bar, '.percent', HTMLElement).textContent = share(probability);
    });
    card.dataset.topLabel = top[0]?.label ?? '';
    card.dataset.probability = String(top[0]?.probability ?? 0);
  }
}

/** Of a thousand classes most have next to nothing, and "1 %" would be too much. @param {number} probability */
const share = (probability) => (probability < 0.005 ? say('less', { percent: percent(0.01) }) : percent(probability));

function newBar() {
  const bar = document.createElement('div');
  bar.className = 'bar';
  bar.innerHTML = '<dt></dt><dd class="track" aria-hidden="true"><span class="fill"></span></dd><dd class="percent"></dd>';
  return bar;
}

/** Takes away what `draw` left. */
export function undraw() {
  for (const list of document.querySelectorAll('.own-labels')) list.remove();
  for (const card of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-top-label]'))) {
    delete card.dataset.topLabel;
    delete card.dataset.probability;
  }
}
