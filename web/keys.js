// SPDX-License-Identifier: MIT
// Everything by keyboard. Shortcuts are listed under `?`.
import { find } from './dom.js';

/** @type {Record<string, string>} */
const labels = { c: 'cat', d: 'dog', b: 'both', n: 'neither' };

/**
 * @param {import('./grid.js').Grid} grid
 * @param {{remove: (item: import('./album.js').Item) => void, escape: () => void,
 *   correct: (item: import('./album.js').Item, label: string) => void, open: (card: HTMLElement) => void}} actions
 */
export function listenToKeys(grid, { remove, escape, correct, open }) {
  const help = find(document, '#keys', HTMLDialogElement);
  find(document, '#keys-open', HTMLElement).onclick = () => help.showModal();
  addEventListener('keydown', (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (document.querySelector('dialog[open]') || event.ctrlKey || event.metaKey || event.altKey || target.matches('input:not([type=file], [type=checkbox]), select, textarea')) return;
    if (event.key === '?') return help.showModal();
    if (event.key === 'Escape') return escape();
    const card = target.closest('#results > .card');
    if (card !== target && target !== document.body) return;
    const cards = grid.visible();
    const at = cards.findIndex((each) => each === card);
    const item = grid.itemAt(card);
    const label = labels[event.key.toLowerCase()];
    const removes = event.key === 'Delete' || event.key === 'Backspace';
    if (item && (removes || label)) {
      if (removes) remove(item);
      else correct(item, label);
      // Gone, or no longer among those that are filtered.
      if (!cards[at]?.offsetParent) grid.focus(cards[at + 1] ?? cards[at - 1]);
      return event.preventDefault();
    }
    if (event.key === 'Enter' && card instanceof HTMLElement) return open(card);
    const to = destination(event.key, at, cards);
    if (to === null || cards.length === 0) return;
    event.preventDefault();
    grid.focus(cards[Math.min(cards.length - 1, Math.max(0, to))]);
  });
}

/** Which card a key leads to; null for other keys. @param {string} key @param {number} at @param {HTMLElement[]} cards */
function destination(key, at, cards) {
  const columns = cards.findIndex((card) => card.offsetTop > cards[0].offsetTop);
  const row = columns < 1 ? cards.length : columns;
  switch (key) {
    case 'ArrowRight': return at + 1;
    case 'ArrowLeft': return at - 1;
    case 'ArrowDown': return at < 0 ? 0 : at + row < cards.length ? at + row : at;
    case 'ArrowUp': return at - row < 0 ? at : at - row;
    case 'Home': return at < 0 ? null : 0;
    case 'End': return at < 0 ? null : cards.length - 1;
  }
  return null;
}
