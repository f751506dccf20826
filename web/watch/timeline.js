// SPDX-License-Identifier: MIT
// The list of what was seen, newest first. Of a long one only a part is drawn, and a picture is read from the store when its
// line comes in sight, so that weeks of it take no more memory than a screen.
import { element, find, showIcons } from '../dom.js';
import { duration } from '../strings.js';
import { surenessText } from '../wording.js';
import { clock, say } from './words.js';

/** @typedef {import('./store.js').Entry} Entry */
/** @typedef {import('./store.js').SightingEntry} SightingEntry */

/** Lines that are drawn at first, and that many more when asked for. */
const page = 50;
/** Pixels: enough for a line on a screen of twice as many. Not an image: Chromium keeps what it decoded of each that was ever shown, 0.4 MB a visit. */
const pictureHeight = 192;

export class Timeline {
  #list = element('#entries');
  #store;
  /** Oldest first. @type {Entry[]} */
  #entries = [];
  #shown = page;
  /** @type {WeakMap<Element, Entry>} */
  #entryOf = new WeakMap();
  /** @type {Map<number, HTMLElement>} */
  #lines = new Map();
  /** The id of the sighting that goes on. @type {number | undefined} */
  #open;
  #inSight = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) isIntersecting ? this.#load(target) : unload(target);
  }, { rootMargin: '200px' });

  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.#store = store;
    element('#more').onclick = () => {
      this.#shown += page;
      this.draw();
    };
  }

  /** How many visits there are. */
  get visits() {
    return this.#entries.filter(({ kind }) => kind === 'sighting').length;
  }

  async load() {
    this.#entries = await this.#store.entries();
    this.#shown = page;
    this.draw();
  }

  /** @param {Entry} entry  One that the store has given an id. @param {boolean} [goesOn] */
  add(entry, goesOn = false) {
    this.#open = goesOn ? entry.id : this.#open;
    this.#entries.push(entry);
    this.#list.prepend(this.#line(entry));
    while (this.#list.children.length > this.#shown) this.#drop(/** @type {HTMLElement} */ (this.#list.lastElementChild));
    this.#showMore();
  }

  /** @param {SightingEntry} entry @param {{goesOn: boolean, snapshot: boolean}} how  `snapshot`: there is another one. */
  change(entry, { goesOn, snapshot }) {
    if (!goesOn && this.#open === entry.id) this.#open = undefined;
    const line = this.#lines.get(entry.id ?? -1);
    if (!line) return;
    // Seconds are shown: nothing is to be written with every frame.
    const same = goesOn && !snapshot && entry.to - Number(line.dataset.to) < 1000;
    if (!same) this.#write(line, entry);
    if (snapshot && line.dataset.insight) this.#load(line);
  }

  /** They lost their snapshots, or went. @param {Entry[]} changed */
  async changed(changed) {
    const ids = new Set((await this.#store.entries()).map(({ id }) => id));
    const news = new Map(changed.map((entry) => [entry.id, entry]));
    this.#entries = this.#entries.filter(({ id }) => ids.has(id)).map((entry) => news.get(entry.id) ?? entry);
    for (const entry of changed) {
      const line = this.#lines.get(entry.id ?? -1);
      if (!line) continue;
      if (!ids.has(entry.id)) this.#drop(line);
      else if (entry.kind === 'sighting') this.#write(line, entry);
      if (entry.kind === 'sighting' && entry.gone) unload(line);
    }
    this.#showMore();
  }

  /** All anew, as in another language. */
  draw() {
    for (const line of [...this.#lines.values()]) this.#drop(line);
    this.#list.append(...this.#entries.slice(-this.#shown).reverse().map((entry) => this.#line(entry)));
    this.#showMore();
  }

  #showMore() {
    element('#more').hidden = this.#entries.length <= this.#shown;
    element('#empty').hidden = this.#entries.length > 0;
  }

  /** @param {Entry} entry */
  #line(entry) {
    const template = find(document, entry.kind === 'gap' ? '#gap' : '#entry', HTMLTemplateElement);
    const line = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    this.#entryOf.set(line, entry);
    this.#lines.set(entry.id ?? -1, line);
    if (entry.kind === 'gap') line.textContent = gapText(entry);
    else this.#write(line, entry);
    this.#inSight.observe(line);
    return line;
  }

  /** @param {HTMLElement} line @param {SightingEntry} entry */
  #write(line, entry) {
    this.#entryOf.set(line, entry);
    const goesOn = entry.id === this.#open;
    Object.assign(line.dataset, { decision: entry.who, from: String(entry.from), to: String(entry.to), goesOn: String(goesOn) });
    showIcons(line, entry.who);
    find(line, '.word span', HTMLElement).textContent = say(entry.who);
    const sure = surenessText(entry.confidence);
    const when = goesOn ? say('fromNow', { from: clock(entry.from) }) : say('fromTo', { from: clock(entry.from), to: clock(entry.to) });
    find(line, '.when', HTMLElement).textContent = `${when} (${duration(entry.to - entry.from)})`;
    const certainty = entry.zone ? say('inZone', { zone: entry.zone, certainty: sure }) : sure;
    find(line, '.how', HTMLElement).textContent = entry.gone ? say('snapshotGone', { certainty }) : certainty;
    find(line, 'canvas', HTMLCanvasElement).ariaLabel = say('snapshotOf', { who: say(entry.who), time: clock(entry.from) });
  }

  /** @param {Element} line */
  async #load(line) {
    const entry = this.#entryOf.get(line);
    if (!(line instanceof HTMLElement) || entry?.kind !== 'sighting') return;
    line.dataset.insight = 'true';
    const blob = entry.snapshot > 0 ? await this.#store.snapshot(/** @type {number} */ (entry.id)).catch(() => null) : null;
    const picture = blob && (await createImageBitmap(blob, { resizeHeight: pictureHeight, resizeQuality: 'medium' }).catch(() => null));
    if (!picture || !line.dataset.insight || !line.isConnected) return picture?.close();
    const canvas = find(line, 'canvas', HTMLCanvasElement);
    ({ width: canvas.width, height: canvas.height } = picture);
    canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(picture);
    canvas.hidden = false;
  }

  /** @param {HTMLElement} line */
  #drop(line) {
    this.#inSight.unobserve(line);
    unload(line);
    this.#lines.delete(this.#entryOf.get(line)?.id ?? -1);
    line.remove();
  }
}

/** @param {Element} line */
function unload(line) {
  if (line instanceof HTMLElement) delete line.dataset.insight;
  const canvas = line.querySelector('canvas');
  if (!canvas || canvas.hidden) return;
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(null);
  canvas.hidden = true;
}

/** @param {import('./store.js').GapEntry} entry */
const gapText = ({ from, to, why }) => say(`gap.${why}`, { from: clock(from), to: clock(to), length: duration(to - from) });
