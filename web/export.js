// SPDX-License-Identifier: MIT
// All answers as a file, with the column names of `pawlens classify --json`.
import { confidenceOf } from './wording.js';

/** @typedef {import('./album.js').Item} Item */

const columns = /** @type {const} */ (['path', 'ok', 'decision', 'confidence', 'p_cat', 'p_dog', 'ms', 'error', 'corrected']);
/** @typedef {Record<(typeof columns)[number], string | number | boolean | null>} Row */

/** @param {number} value */
export const rounded = (value) => Number(value.toFixed(4));

/** Pictures without answer are left out, failures are not. @param {Item[]} items @returns {Row[]} */
export function rowsOf(items) {
  return items.flatMap(({ path, answer }) => {
    if (!answer) return [];
    if (!answer.ok) return { path, ok: false, decision: null, confidence: null, p_cat: null, p_dog: null, ms: null, error: answer.code, corrected: null };
    const { decision, pCat, pDog, decodeMs, preprocessMs, inferMs } = answer;
    return {
      path,
      ok: true,
      decision,
      confidence: rounded(confidenceOf(answer)),
      p_cat: rounded(pCat),
      p_dog: rounded(pDog),
      ms: rounded(decodeMs + preprocessMs + inferMs),
      error: null,
      corrected: answer.corrected ?? null,
    };
  });
}

/** @param {unknown} rows */
export const jsonOf = (rows) => `${JSON.stringify(rows, null, 1)}\n`;

/** @param {Item[]} items */
export const toJson = (items) => jsonOf(rowsOf(items));

/** @param {Item[]} items */
export const toCsv = (items) => csvOf(columns, rowsOf(items));

/** @param {string} name @param {Item[]} items */
export const saveCsv = (name, items) => save(`${name}.csv`, toCsv(items), 'text/csv');
/** @param {string} name @param {Item[]} items */
export const saveJson = (name, items) => save(`${name}.json`, toJson(items), 'application/json');

/** Of a CSV. Names are a stranger's text: one that a spreadsheet would take for a formula gets an apostrophe before it. @param {string | number | boolean | null | undefined} value */
export function cell(value) {
  if (typeof value !== 'string') return String(value ?? '');
  const harmless = /^[\s\0]*[=+\-@\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** RFC 4180, with the mark that tells spreadsheets it is UTF-8. @param {readonly string[]} names @param {Record<string, any>[]} rows */
export function csvOf(names, rows) {
  const lines = [names.join(','), ...rows.map((row) => names.map((name) => cell(row[name])).join(','))];
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** Hands a file to the visitor. @param {string} name @param {BlobPart} content @param {string} type */
export function save(name, content, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // The browser reads it after the click.
}
