// SPDX-License-Identifier: MIT
// The picture, its answer and the layers chosen; what is pointed at lies over the picture.
import { element, find, showBars } from '../dom.js';
import { count } from '../strings.js';
import { drawPicture, drawShade } from './canvas.js';
import { Grid, mapsShown } from './grid.js';
import { size } from './sentences.js';
import { say } from './words.js';

/** @typedef {import('./viewer.d.ts').ViewerInfo} ViewerInfo */
/** @typedef {import('./worker.js').Seen} Seen */
/** @typedef {import('./worker.js').Wish} Wish */

/** Live maps keep their places for so long: an order that follows every frame cannot be looked at. */
const reorderMs = 3000;

export class View {
  #choice = find(document, '#choice', HTMLSelectElement);
  #input = find(document, '#input', HTMLCanvasElement);
  #over = find(document, '#over', HTMLCanvasElement);
  #stage = element('.stage');
  /** @type {Grid[]} */
  #grids = [];
  /** @type {{grid: Grid, tile: number} | null} */
  #pointed = null;
  /** @type {ViewerInfo | null} */
  #info = null;
  /** @type {Seen | null} */
  #seen = null;
  #orderedMs = -Infinity;

  /** @param {() => void} onChoice  Other layers are wanted. */
  constructor(onChoice) {
    this.#choice.onchange = () => {
      this.#build();
      onChoice();
    };
  }

  /** @param {ViewerInfo} info */
  setInfo(info) {
    this.#info = info;
    this.#fillChoice();
    this.#build();
  }

  /** What to ask for. In a new picture the strongest maps; live, the same ones for a while, and as long as one is pointed at. @param {boolean} live @returns {Wish[]} */
  wishes(live) {
    const now = performance.now();
    const keep = live && (this.#pointed !== null || now - this.#orderedMs < reorderMs);
    if (!keep) this.#orderedMs = now;
    return this.#grids.map((grid) => ({ layer: grid.index, count: grid.size, maps: keep ? grid.maps : null }));
  }

  /** @param {Seen} seen */
  show(seen) {
    if (!this.#info) return;
    this.#seen = seen;
    drawPicture(this.#input, seen.picture, this.#info.inputWidth, this.#info.inputHeight);
    showBars(this.#stage, seen.said);
    this.#writeAnswer();
    // Layers may have been chosen anew while this was on its way: those will come with the next.
    for (const shown of seen.grids) {
      const grid = this.#grids.find((each) => each.index === shown.layer && each.size === shown.maps.length);
      grid?.show(shown, seen.means);
    }
    this.#point();
  }

  /** Words changed. */
  refresh() {
    if (!this.#info) return;
    this.#fillChoice();
    for (const grid of this.#grids) grid.write();
    if (this.#seen) this.show(this.#seen);
    this.#point();
  }

  #fillChoice() {
    const layers = this.#info?.layers ?? [];
    const chosen = this.#choice.value || 'stages';
    this.#choice.replaceChildren(
      new Option(say('seeStages'), 'stages'),
      new Option(say('seeAll', { n: count(layers.length) }), 'all'),
      ...layers.map(({ number }, index) => new Option(say('seeOne', { n: count(number) }), String(index))),
    );
    this.#choice.value = chosen;
  }

  #build() {
    const info = this.#info;
    if (!info) return;
    const { value } = this.#choice;
    const all = info.layers.map((_, index) => index);
    const indices = value === 'stages' ? info.stages : value === 'all' ? all : [Number(value)];
    this.#pointed = null;
    const tiles = indices.length === 1 ? Infinity : mapsShown;
    this.#grids = indices.map((index) => new Grid(index, info, tiles, (grid, tile) => this.#onPoint(grid, tile)));
    element('#layers').replaceChildren(...this.#grids.map((grid) => grid.element));
    this.#point();
  }

  /** @param {Grid} grid @param {number | null} tile */
  #onPoint(grid, tile) {
    this.#pointed = tile === null ? null : { grid, tile };
    this.#point();
  }

  #writeAnswer() {
    const { decision, looks } = this.#seen?.said ?? {};
    element('#doubt').textContent = looks && looks > 1 ? say('seeDoubt', { n: count(looks) }) : '';
    if (!decision) return;
    element('#word').textContent = say(decision);
    this.#stage.dataset.decision = decision;
  }

  /** Lays the map that is pointed at over the picture. */
  #point() {
    this.#over.hidden = !this.#pointed;
    if (!this.#info || !this.#seen) return;
    const { inputWidth, inputHeight } = this.#info;
    if (!this.#pointed) {
      this.#caption(say('seeInput', { size: size(inputWidth, inputHeight) }));
      return;
    }
    const { number, map, grey, rows, columns } = this.#pointed.grid.at(this.#pointed.tile);
    drawShade(this.#over, grey, columns, rows);
    this.#caption(say('seeOver', { layer: count(number), map: count(map + 1) }));
  }

  /** @param {string} words */
  #caption(words) {
    const caption = element('#caption');
    if (caption.textContent !== words) caption.textContent = words; // Live, a screen reader is not to repeat it.
  }
}
