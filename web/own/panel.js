// SPDX-License-Identifier: MIT
// What stands on the page about a visitor's own model: which one answers, what is wrong with a file, and the ways on.
import { find } from '../dom.js';
import { count } from '../strings.js';
import { say } from './strings.js';

/** @typedef {import('./strings.js').Trouble} Trouble */
/** @typedef {{back: () => void, keep: (on: boolean) => Promise<boolean>, forget: () => void}} Actions */
/** @typedef {{model: import('./model.js').OwnModel, info: import('../protocol.js').EngineInfo, kept: boolean}} Running */

const html = `
  <h2></h2>
  <p class="own-trouble" role="alert" hidden></p>
  <p class="small own-detail" hidden></p>
  <p class="own-line" role="status"></p>
  <p class="small own-hint" hidden></p>
  <div class="own-buttons">
    <label class="own-keep" hidden><input type="checkbox" data-testid="model-keep" /> <span></span></label>
    <button type="button" class="plain" data-testid="model-back" hidden></button>
    <button type="button" class="plain" data-testid="model-forget" hidden></button>
    <button type="button" class="plain" data-testid="model-close" hidden></button>
  </div>`;

export class Panel {
  #box = document.createElement('section');
  /** @type {Running | null} */
  #running = null;
  /** @type {Trouble | null} */
  #trouble = null;
  /** A model that is kept but does not run. */
  #stale = false;
  /** What the line says while nothing of it runs. @type {() => string} */
  #note = () => '';

  /** @param {Actions} actions */
  constructor(actions) {
    this.#box.className = 'own';
    this.#box.dataset.testid = 'model-panel';
    this.#box.hidden = true;
    this.#box.innerHTML = html;
    find(document, 'main .drop', HTMLElement).after(this.#box);
    this.#part('model-back').onclick = () => actions.back();
    this.#part('model-forget').onclick = () => actions.forget();
    this.#part('model-close').onclick = () => this.#close();
    const keep = /** @type {HTMLInputElement} */ (this.#part('model-keep'));
    keep.onchange = async () => {
      const kept = await actions.keep(keep.checked);
      if (this.#running) this.#running.kept = kept;
      this.draw(keep.checked && !kept ? 'notKept' : kept ? 'kept' : 'forgotten');
    };
  }

  /** @param {string} testid */
  #part(testid) {
    return find(this.#box, `[data-testid=${testid}]`, HTMLElement);
  }

  /** @param {string} name  Of a file that is being read. */
  showLoading(name) {
    this.#trouble = null;
    this.#note = () => say('loading', { name });
    this.#running = null;
    this.draw();
  }

  /** @param {Running | null} running  Null: PawLens' own model answers. @param {Trouble | null} [wrong] @param {boolean} [stale] */
  show(running, wrong = null, stale = false) {
    this.#running = running;
    this.#trouble = wrong;
    this.#stale = stale;
    this.#note = () => '';
    this.draw();
  }

  /** @param {Trouble} wrong  What runs goes on. */
  showTrouble(wrong) {
    this.show(this.#running, wrong);
  }

  /** What was wrong has been read. */
  #close() {
    this.show(this.#running);
    find(document, '[data-testid=model-input]', HTMLElement).focus({ preventScroll: true });
  }

  /** @param {import('./strings.js').OwnKey | ''} [hint] */
  draw(hint = '') {
    const [running, wrong] = [this.#running, this.#trouble];
    const line = running ? lineOf(running) : this.#note();
    this.#box.hidden = !running && !wrong && !line;
    this.#box.setAttribute('aria-label', say('title'));
    this.#write('h2', say('title'));
    this.#write('.own-trouble', wrong ? say(wrong.key, wrong.values) : '');
    this.#write('.own-detail', wrong?.detail ?? '');
    this.#write('.own-line', line);
    this.#write('.own-hint', hint ? say(hint) : running && running.model.labels.length === 0 ? say('noLabels') : '');
    this.#write('.own-keep span', say('keep'));
    find(this.#box, '.own-keep', HTMLElement).hidden = !running;
    /** @type {HTMLInputElement} */ (this.#part('model-keep')).checked = running?.kept ?? false;
    for (const [part, words, there] of /** @type {const} */ ([
      ['model-back', say('back'), running !== null],
      ['model-forget', say('forget'), this.#stale],
      ['model-close', say('close'), !running && wrong !== null && !this.#stale],
    ])) {
      this.#part(part).textContent = words;
      this.#part(part).hidden = !there;
    }
  }

  /** @param {string} selector @param {string} words */
  #write(selector, words) {
    const part = find(this.#box, selector, HTMLElement);
    if (part.textContent !== words) part.textContent = words;
    part.hidden = words === '';
  }
}

/** @param {Running} running */
function lineOf({ model, info }) {
  const size = { width: count(info.inputWidth), height: count(info.inputHeight) };
  return say('using', { name: model.name, classes: count(model.classes), ...size });
}
