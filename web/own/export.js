// SPDX-License-Identifier: MIT
// Answers of a visitor's model as a file: the likeliest labels in columns, or as a list like that of `pawlens classify --json`.
import { csvOf, jsonOf, rounded, save } from '../export.js';
import { shown } from './top.js';

/** @typedef {import('../album.js').Item} Item */

const places = Array.from({ length: shown }, (_, index) => index + 1);
const columns = ['path', 'ok', ...places.flatMap((place) => [`label_${place}`, `p_${place}`]), 'ms', 'error'];

/** Pictures without answer are left out, failures are not. @param {Item[]} items */
function rowsOf(items) {
  return items.flatMap(({ path, answer }) => {
    if (!answer) return [];
    if (!answer.ok) return { path, ok: false, top: [], ms: null, error: answer.code };
    const { top = [], decodeMs, preprocessMs, inferMs } = answer;
    const labels = top.map(({ label, probability }) => ({ label, probability: rounded(probability) }));
    return { path, ok: true, top: labels, ms: rounded(decodeMs + preprocessMs + inferMs), error: null };
  });
}

/** @param {Item[]} items */
function csv(items) {
  const flat = rowsOf(items).map(({ top, ...row }) => {
    const labels = top.flatMap(({ label, probability }, index) => [[`label_${index + 1}`, label], [`p_${index + 1}`, probability]]);
    return { ...row, ...Object.fromEntries(labels) };
  });
  return csvOf(columns, flat);
}

/** @param {string} name @param {Item[]} items */
export const saveCsv = (name, items) => save(`${name}.csv`, csv(items), 'text/csv');
/** @param {string} name @param {Item[]} items */
export const saveJson = (name, items) => save(`${name}.json`, jsonOf(rowsOf(items)), 'application/json');
