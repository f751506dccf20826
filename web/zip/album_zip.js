// SPDX-License-Identifier: MIT
// All photos of the visit as one ZIP, in folders by decision: corrected ones where the visitor put them.
import { save } from '../export.js';
import { verdictOf } from '../wording.js';
import { zipOf, zipStream } from './zip.js';

/** @typedef {import('../album.js').Item} Item */
/** Not in every browser, nor in TypeScript's declarations. @typedef {(options: {suggestedName: string}) => Promise<FileSystemFileHandle>} Picker */

/** A file's name is a stranger's text: no folders, no control characters, nothing that Windows refuses. @param {string} name */
const harmless = (name) => name.replace(/[\\/:*?"<>|\0-\x1f\x7f]/g, '_').replace(/[. ]+$/, '') || '_';

/** As `pawlens sort` does: a name that is taken gets a number. Case counts for nothing: it does not on every disk. @param {string} path @param {Set<string>} taken */
function unique(path, taken) {
  const dot = path.lastIndexOf('.') > path.indexOf('/') + 1 ? path.lastIndexOf('.') : path.length;
  let free = path;
  const key = () => free.normalize().toLowerCase();
  for (let number = 2; taken.has(key()); ++number) free = `${path.slice(0, dot)}-${number}${path.slice(dot)}`;
  taken.add(key());
  return free;
}

/** @param {Item[]} items @param {() => void} onLeftOut */
export async function* filesOf(items, onLeftOut) {
  /** @type {Set<string>} */
  const taken = new Set();
  for (const { file, answer } of items) {
    const verdict = answer ? verdictOf(answer) : 'error';
    // A visitor's own model knows other labels than the four.
    const folder = answer?.ok && verdict === 'own' ? harmless(answer.top?.[0]?.label ?? '') : verdict;
    // A file may have been moved since: better to know before its name is in the ZIP.
    const there = verdict !== 'error' && (await file.slice(0, 1).arrayBuffer().catch(() => null));
    if (there) yield { name: unique(`${folder}/${harmless(file.name)}`, taken), input: file, lastModified: file.lastModified };
    else onLeftOut();
  }
}

/**
 * Straight to a file of the visitor's choice where the browser can, else by way of a download.
 * @param {string} name
 * @param {Item[]} items
 * @returns {Promise<number | null>} how many were left out: without answer, or gone; null: the visitor thought better of it
 */
export async function saveAlbum(name, items) {
  let leftOut = 0;
  const files = filesOf(items, () => ++leftOut);
  const { showSaveFilePicker: pick } = /** @type {{showSaveFilePicker?: Picker}} */ (/** @type {unknown} */ (globalThis));
  if (pick) {
    const handle = await pick({ suggestedName: name }).catch((error) => {
      if (error.name === 'AbortError') return null;
      throw error;
    });
    if (!handle) return null;
    await (await zipStream(files)).pipeTo(await handle.createWritable());
  } else {
    save(name, await zipOf(files), 'application/zip');
  }
  return leftOut;
}
