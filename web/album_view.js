// SPDX-License-Identifier: MIT
// What stands around the cards: totals that filter, progress, order, export, and the way back after a removal.
import { Album } from './album.js';
import { button, element, find } from './dom.js';
import { Grid } from './grid.js';
import { listenToKeys } from './keys.js';
import { count, duration, text } from './strings.js';
import { certaintyText, reasonText, totalsOf, totalsText, wordOf } from './wording.js';

/** @typedef {import('./album.js').Item} Item */

const undoMs = 10_000;
/** How often totals are drawn while many pictures are answered. */
const drawEveryMs = 100;
/** Before so many answers and so long, nobody knows how long it will take. */
const estimateFrom = { answers: 3, ms: 1500 };

export class AlbumView {
  #grid;
  #order = find(document, '#order', HTMLSelectElement);
  #results = element('#results');
  #drawnMs = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #toastTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #drawTimer;
  #onCount;
  /** Whether something was corrected since answers were saved. */
  #unsaved = false;
  /** @type {Promise<import('./large_view.js').LargeView> | null} */
  #large = null;

  /** @type {import('./client.js').Client} */
  #client;

  /**
   * @param {import('./client.js').Client} client
   * @param {() => void} onCount  The number of pictures changed.
   * @param {import('./reason.js').Reason} reason
   */
  constructor(client, onCount, reason) {
    this.#onCount = onCount;
    this.#grid = new Grid((item) => this.album.look([item]), (item, label) => this.#correct(item, label), reason);
    this.#client = client;
    this.album = new Album(client, {
      added: (items) => {
        this.#counted();
        this.#grid.add(items);
      },
      changed: (item) => {
        this.#grid.show(item);
        this.#draw();
      },
      hidden: (items) => {
        this.#grid.hide(items);
        this.#counted();
      },
      returned: (items) => {
        this.#counted();
        this.#grid.arrange(this.album.items, this.#order.value);
        items.forEach((item) => this.#grid.show(item));
      },
      forgotten: (items) => this.#grid.forget(items),
    });
    for (const filter of this.#filters()) filter.onclick = () => this.#filter(filter.dataset.verdict ?? '');
    this.#order.onchange = () => this.#grid.arrange(this.album.items, this.#order.value);
    button('#cancel').onclick = () => this.album.cancel();
    button('#clear').onclick = () => this.#remove(this.album.items, text('cleared'));
    button('#undo').onclick = () => {
      this.#hideToast();
      this.album.undo();
    };
    const name = () => `pawlens-${new Date().toISOString().slice(0, 10)}`;
    button('#export-csv').onclick = () => this.#save('saveCsv', name());
    button('#export-json').onclick = () => this.#save('saveJson', name());
    button('#export-zip').onclick = () => this.#saveZip(`${name()}.zip`);
    listenToKeys(this.#grid, {
      remove: (item) => this.#remove([item], text('removed', { name: item.file.name })),
      escape: () => this.#filter(''),
      correct: (item, label) => this.#correct(item, label),
      open: (card) => this.#enlarge(card, reason),
    });
    this.#results.onclick = ({ target }) => {
      const card = target instanceof Element && target.closest('.photo')?.closest('.card');
      if (card instanceof HTMLElement) this.#enlarge(card, reason);
    };
  }

  /** Of many only: one alone is large already. @param {HTMLElement} card @param {import('./reason.js').Reason} reason */
  async #enlarge(card, reason) {
    if (this.album.items.length < 2) return;
    this.#large ??= import('./large_view.js').then(({ LargeView }) => new LargeView(this.#grid, reason));
    try {
      (await this.#large).open(card);
    } catch {
      this.#large = null; // Not to be had now, perhaps later.
      this.say(text('fail.part'));
    }
  }

  /** @param {EventTarget} card */
  itemAt(card) {
    return this.#grid.itemAt(card);
  }

  /** @param {boolean} ready @param {import('./rule.js').Rule | null} rule */
  setEngineReady(ready, rule) {
    this.#grid.engineReady = ready;
    this.#grid.rule = rule;
    for (const item of this.album.items) if (item.status === 'waiting') this.#grid.show(item);
  }

  /** Words may have changed. */
  refresh() {
    this.#grid.refresh();
    this.#drawNow();
  }

  #filters() {
    return [...element('#totals').querySelectorAll('button')];
  }

  /** @param {string} verdict  '' shows all, as does the one that is chosen already. */
  #filter(verdict) {
    const now = this.#results.dataset.filter === verdict ? '' : verdict;
    this.#results.dataset.filter = now;
    for (const filter of this.#filters()) filter.setAttribute('aria-pressed', String(filter.dataset.verdict === now));
  }

  /** @param {Item} item @param {string} label  The network's own, or '': nothing to correct. */
  #correct(item, label) {
    if (!item.answer?.ok || item.answer.top) return;
    item.answer.corrected = /** @type {'cat' | undefined} */ (label === item.answer.decision ? undefined : label || undefined);
    this.#unsaved = true;
    // Work of a visitor's hands is not lost by a closed tab.
    onbeforeunload = (event) => this.#unsaved && this.album.items.some(({ answer }) => answer?.ok && answer.corrected) && event.preventDefault();
    this.#grid.show(item);
    this.#drawNow();
    element('#spoken').textContent = spoken([item]);
  }

  /** @param {'saveCsv' | 'saveJson'} how @param {string} name */
  async #save(how, name) {
    try {
      const files = await (this.#client.own ? import('./own/export.js') : import('./export.js'));
      files[how](name, this.album.items);
      this.#unsaved = false;
    } catch {
      this.say(text('fail.save'));
    }
  }

  /** @param {string} name */
  async #saveZip(name) {
    const press = button('#export-zip');
    press.disabled = true;
    const unsaved = this.#unsaved;
    this.#unsaved = false; // What is corrected from here on is not in it.
    let leftOut = null;
    try {
      leftOut = await (await import('./zip/album_zip.js')).saveAlbum(name, [...this.album.items]);
      if (leftOut) this.say(text('zipLeftOut', { n: count(leftOut) }));
    } catch {
      this.say(text('fail.save'));
    }
    if (leftOut === null) this.#unsaved ||= unsaved;
    press.disabled = false;
  }

  /** @param {Item[]} items @param {string} words */
  #remove(items, words) {
    if (items.length === this.album.items.length) this.#filter('');
    this.album.remove(items);
    this.say(words, true);
  }

  /** A line that goes by itself. @param {string} words @param {boolean} [undo]  Whether it can take something back. */
  say(words, undo = false) {
    if (!undo) this.album.forget(); // The line with the way back is gone.
    element('#toast-text').textContent = words;
    button('#undo').hidden = !undo;
    element('#toast').hidden = false;
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => {
      this.#hideToast();
      this.album.forget();
    }, undoMs);
  }

  #hideToast() {
    clearTimeout(this.#toastTimer);
    element('#toast').hidden = true;
  }

  #counted() {
    const { length } = this.album.items;
    const was = this.#results.dataset.count;
    this.#results.dataset.count = length > 1 ? 'many' : 'one';
    if (was !== this.#results.dataset.count) this.#grid.refresh();
    this.#onCount();
    this.#drawNow();
  }

  /** At most so often, but always when all is answered. */
  #draw() {
    const { outstanding } = this.album;
    const soon = this.#drawnMs + drawEveryMs - performance.now();
    clearTimeout(this.#drawTimer);
    if (outstanding === 0 || soon <= 0) this.#drawNow();
    else this.#drawTimer = setTimeout(() => this.#drawNow(), soon);
  }

  #drawNow() {
    this.#drawnMs = performance.now();
    const { items } = this.album;
    const answers = items.flatMap((item) => item.answer ?? []);
    const totals = totalsOf(answers);
    element('#totals').hidden = items.length < 2;
    let first = true;
    for (const filter of this.#filters()) {
      const total = totals.find(({ verdict }) => verdict === filter.dataset.verdict);
      const comma = /** @type {HTMLElement} */ (filter.previousElementSibling);
      filter.hidden = !total;
      filter.textContent = total?.words ?? '';
      comma.hidden = first || !total;
      if (total) first = false;
      else if (filter.getAttribute('aria-pressed') === 'true') this.#filter('');
    }
    element('#tools').hidden = items.length === 0;
    this.#order.hidden = items.length < 2;
    this.#drawProgress(items.length);
    if (items.length > 0 && answers.length === items.length) element('#spoken').textContent = spoken(items);
  }

  /** @param {number} size */
  #drawProgress(size) {
    const { outstanding, batch } = this.album;
    const total = batch.answered + outstanding;
    const row = element('#row');
    const busy = outstanding > 0 && total > 1 && size > 1;
    if (row.hasAttribute('data-busy') && !busy && this.#order.value !== 'given') this.#grid.arrange(this.album.items, this.#order.value);
    row.toggleAttribute('data-busy', busy);
    if (!busy) return;
    const progress = find(document, '#batch-progress', HTMLProgressElement);
    progress.max = total;
    progress.value = batch.answered;
    const spentMs = performance.now() - batch.sinceMs;
    const known = batch.answered >= estimateFrom.answers && spentMs >= estimateFrom.ms;
    const values = { done: count(batch.answered), total: count(total) };
    element('#batch-text').textContent = known
      ? text('progressLeft', { ...values, left: duration((spentMs / batch.answered) * outstanding) })
      : text('progress', values);
  }
}

/** One sentence for screen readers when everything is answered. @param {Item[]} items */
function spoken(items) {
  const [{ file, answer }] = items;
  if (items.length > 1 || !answer) return totalsText(items.flatMap((item) => item.answer ?? []));
  if (!answer.ok) return text('failureSpoken', { name: file.name, reason: reasonText(answer) });
  return text('answerSpoken', { name: file.name, decision: wordOf(answer), certainty: certaintyText(answer) });
}
