// SPDX-License-Identifier: MIT
// What was seen as a file: rows with the names that `pawlens watch` uses, and the snapshots as a ZIP.
import { cell } from '../export.js';

/** @typedef {import('./store.js').Entry} Entry */
/** @typedef {import('./store.js').SightingEntry} SightingEntry */

const columns = /** @type {const} */ (['what', 'who', 'from', 'to', 'seconds', 'confidence', 'mean_confidence', 'answers', 'zone', 'snapshot']);
/** @typedef {Record<(typeof columns)[number], string | number | null>} Row */

/** @param {number} value */
const rounded = (value) => Number(value.toFixed(4));
/** @param {number} ms */
const iso = (ms) => new Date(ms).toISOString();

/** "20260131T140210.500Z-cat.jpg", as `pawlens watch` names them. @param {SightingEntry} entry */
const nameOf = ({ from, who }) => `${iso(from).replaceAll(/[-:]/g, '')}-${who}.jpg`;

/** Times are UTC. What was not watched is a row too: no visit in it means nothing. @param {Entry[]} entries @returns {Row[]} */
export function rowsOf(entries) {
  return entries.map((entry) => {
    const { kind, from, to } = entry;
    const times = { from: iso(from), to: iso(to), seconds: rounded((to - from) / 1000) };
    if (kind === 'gap') return { what: `not watched: ${entry.why}`, who: null, ...times, confidence: null, mean_confidence: null, answers: null, zone: null, snapshot: null };
    const { who, confidence, meanConfidence, answers, zone, snapshot } = entry;
    return {
      what: 'visit',
      who,
      ...times,
      confidence: rounded(confidence),
      mean_confidence: rounded(meanConfidence),
      answers,
      zone: zone || null,
      snapshot: snapshot > 0 ? nameOf(entry) : null,
    };
  });
}

/** @param {Entry[]} entries */
export const toJson = (entries) => `${JSON.stringify(rowsOf(entries), null, 1)}\n`;

/** @param {Entry[]} entries */
export function toCsv(entries) {
  const lines = [columns.join(','), ...rowsOf(entries).map((row) => columns.map((column) => cell(row[column])).join(','))];
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** One after the other, read from the store when its turn comes. @param {Entry[]} entries @param {import('./store.js').Store} store */
export async function* picturesOf(entries, store) {
  /** @type {Map<string, number>} */
  const taken = new Map();
  for (const entry of entries) {
    if (entry.kind !== 'sighting' || entry.snapshot === 0) continue;
    const input = await store.snapshot(/** @type {number} */ (entry.id));
    if (!input) continue;
    const name = nameOf(entry);
    const number = (taken.get(name) ?? 0) + 1;
    taken.set(name, number);
    yield { name: number === 1 ? name : name.replace('.jpg', `-${number}.jpg`), input, lastModified: entry.from };
  }
}
