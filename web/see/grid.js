// SPDX-License-Identifier: MIT
// One layer on the page: its sentence and its maps, of which one at a time may be pointed at, by mouse, finger or arrow keys.
import { find } from '../dom.js';
import { count } from '../strings.js';
import { drawMap } from './canvas.js';
import { sentence, signed } from './sentences.js';
import { say } from './words.js';

/** @typedef {import('./viewer.d.ts').ViewerInfo} ViewerInfo */
/** @typedef {import('./worker.js').Grid} Shown */
/** @typedef {import('./worker.js').Seen} Seen */

/** Fits on a phone's width four times; four lines of it, or two on a large screen. */
export const mapsShown = 16;

/** @param {string} id */
const template = (id) => /** @type {HTMLElement} */ (find(document, `#${id}`, HTMLTemplateElement).content.firstElementChild?.cloneNode(true));

export class Grid {
  element = template('layer');
  index;
  #info;
  #layer;
  #maps = find(this.element, '.maps', HTMLElement);
  /** @type {HTMLElement[]} */
  #tiles = [];
  /** @type {Shown | null} */
  #shown = null;
  #onPoint;

  /**
   * @param {number} index  Of the layer.
   * @param {ViewerInfo} info
   * @param {number} tiles  How many maps it shows.
   * @param {(grid: Grid, tile: number | null) => void} onPoint  A map is pointed at, or no longer.
   */
  constructor(index, info, tiles, onPoint) {
    this.index = index;
    this.#info = info;
    this.#layer = info.layers[index];
    this.#onPoint = onPoint;
    this.element.dataset.layer = String(this.#layer.number);
    for (let tile = 0; tile < Math.min(tiles, this.#layer.maps); ++tile) this.#addTile(tile);
    this.#maps.onkeydown = (event) => this.#onKey(event);
    this.write();
  }

  get size() {
    return this.#tiles.length;
  }

  /** Numbers of the maps that it shows. */
  get maps() {
    return this.#shown?.maps ?? null;
  }

  /** Its words, in the language of now. */
  write() {
    const { number } = this.#layer;
    find(this.element, 'h2', HTMLElement).textContent = say('seeLayer', { n: count(number), total: count(this.#info.layers.length) });
    find(this.element, '.sentence', HTMLElement).textContent = sentence(this.#layer, this.#info);
    this.#maps.setAttribute('aria-label', say('seeLayer', { n: count(number), total: count(this.#info.layers.length) }));
  }

  /** @param {Shown} shown @param {Seen['means']} means */
  show(shown, means) {
    this.#shown = shown;
    const { rows, columns } = this.#layer;
    this.#tiles.forEach((tile, at) => {
      drawMap(find(tile, 'canvas', HTMLCanvasElement), this.#greyOf(at), columns, rows);
      this.#label(tile, shown.maps[at]);
    });
    const joins = this.#info.joining?.layer === this.index && means;
    if (joins) this.#showSum(means);
  }

  /** Of the map in a tile. @param {number} tile @returns {{number: number, map: number, grey: Uint8Array, rows: number, columns: number}} */
  at(tile) {
    const { number, rows, columns } = this.#layer;
    return { number, map: this.#shown?.maps[tile] ?? 0, grey: this.#greyOf(tile), rows, columns };
  }

  /** @param {number} tile */
  #greyOf(tile) {
    const cells = this.#layer.rows * this.#layer.columns;
    return this.#shown?.grey.subarray(tile * cells, (tile + 1) * cells) ?? new Uint8Array(cells);
  }

  /** @param {number} at */
  #addTile(at) {
    const tile = template('map');
    const button = find(tile, 'button', HTMLButtonElement);
    button.tabIndex = at === 0 ? 0 : -1; // One stop a layer; arrows go on from there.
    button.onpointerenter = () => this.#onPoint(this, at);
    button.onpointerleave = () => this.#onPoint(this, null);
    button.onfocus = button.onclick = () => this.#onPoint(this, at);
    button.onblur = () => this.#onPoint(this, null);
    find(tile, 'canvas', HTMLCanvasElement).style.aspectRatio = `${this.#layer.columns} / ${this.#layer.rows}`;
    this.#tiles.push(tile);
    this.#maps.append(tile);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const buttons = this.#tiles.map((tile) => find(tile, 'button', HTMLButtonElement));
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const tops = this.#tiles.map((tile) => tile.offsetTop);
    const columns = Math.max(1, tops.findIndex((top) => top > tops[0]));
    const across = tops.at(-1) === tops[0] ? tops.length : columns;
    /** @type {Record<string, number>} */
    const moves = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + across, ArrowUp: at - across, Home: 0, End: buttons.length - 1 };
    const target = buttons[moves[event.key] ?? -1];
    if (at < 0 || !target) return;
    event.preventDefault();
    buttons[at].tabIndex = -1;
    target.tabIndex = 0;
    target.focus();
  }

  /** Its number, and its weights where it is joined into the answer. @param {HTMLElement} tile @param {number} map */
  #label(tile, map) {
    const button = find(tile, 'button', HTMLButtonElement);
    const { joining, labels } = this.#info;
    const n = count(map + 1);
    if (joining?.layer !== this.index) {
      button.setAttribute('aria-label', say('seeMap', { n }));
      return;
    }
    const weights = labels.map((label, k) => say('seeWeight', { label: say(/** @type {'cat'} */ (label)), weight: signed(joining.weights[k * this.#layer.maps + map]) }));
    button.setAttribute('aria-label', say('seeMapWeighted', { n, weights: weights.join(', ') }));
    const line = find(tile, '.weights', HTMLElement);
    line.hidden = false;
    line.replaceChildren(...weights.map((weight, k) => Object.assign(document.createElement('span'), { textContent: weight, className: labels[k] })));
  }

  /** @param {Float32Array} means */
  #showSum(means) {
    const joining = this.#info.joining;
    if (!joining) return;
    const sum = (/** @type {string} */ label) => {
      const k = this.#info.labels.indexOf(label);
      return signed(means.reduce((total, mean, map) => total + mean * joining.weights[k * means.length + map], joining.bias[k]));
    };
    const line = find(this.element, '.joined', HTMLElement);
    line.hidden = false;
    line.textContent = say('seeJoin', { maps: count(means.length), cat: sum('cat'), dog: sum('dog') });
  }
}
