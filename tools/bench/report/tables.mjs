// SPDX-License-Identifier: MIT
// The figures of a run as tables of text, for Markdown and HTML alike.
import { columnName, ratioUnit } from '../lib/rows.mjs';
import { titleOf } from '../lib/columns.mjs';

/**
 * @typedef {import('../lib/rows.mjs').Row} Row
 * @typedef {{title: string, head: string[], body: string[][]}} Table
 */

/** What each case is about; the part of its name before the slash. */
export const explanations = new Map([
  ['same-file', 'One network, pixels of its own size, warm. `net` is made from a seed by `pawlens-bench-model` (37.85 million multiply-adds), `shipped` is the page\'s network.'],
  ['whole-job', 'A 1280 × 720 RGBA frame and a JPEG of 12 megapixels to an answer of the shipped network, resizing (and decoding) included, each engine by its documentation.'],
  ['cold-start', 'From navigation to the first answer, each engine on the same small page: files from this machine, from the HTTP cache, and at 10 Mbit/s with 40 ms. "PawLens site" is the real page with its worker and a sample picture.'],
  ['size', 'A first visit, brotli 11, and the memory that the engine holds after one answer.'],
  ['soak', 'Memory before and after 10,000 runs of the shipped network.'],
  ['growth', 'The generated network with 0.5 to 4 times its channels.'],
]);

/** Three digits that mean something. @param {number} value */
export function figure(value) {
  if (value === 0) return '0';
  const digits = 3 - Math.ceil(Math.log10(Math.abs(value)) + 1e-9);
  return value.toFixed(Math.min(Math.max(digits, 0), 4));
}

/** @param {Row} row */
export const spread = ({ median, p10, p90, n }) =>
  n === 1 || p10 === p90 ? figure(median) : `${figure(median)} (${figure(p10)} to ${figure(p90)})`;

/** Keeps the order of first appearance. @template T @param {T[]} list @param {(each: T) => string} key @returns {Map<string, T[]>} */
export function groupBy(list, key) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const each of list) {
    const group = groups.get(key(each));
    if (group) group.push(each);
    else groups.set(key(each), [each]);
  }
  return groups;
}

/** One table a case: an engine a row, a metric a column, its ratio to PawLens beside it. @param {Row[]} rows @returns {Table[]} */
export function tablesOf(rows) {
  return [...groupBy(rows, (row) => row.case)].map(([title, ofCase]) => {
    const heads = [...groupBy(ofCase, headOf).keys()];
    const body = [...groupBy(ofCase, columnName).values()].map((ofColumn) => [
      titleOf(ofColumn[0]),
      ...heads.map((head) => {
        const row = ofColumn.find((each) => headOf(each) === head);
        return row ? spread(row) : '';
      }),
    ]);
    return { title, head: ['engine', ...heads], body };
  });
}

/** @param {Row} row */
function headOf({ metric, unit }) {
  if (unit === ratioUnit) return `${metric}, ${unit}`;
  return unit ? `${metric}, ${unit}` : metric;
}
