// SPDX-License-Identifier: MIT
// What every part of the page draws alike.
import { percent } from './strings.js';

/** @template {Element} T @param {ParentNode} parent @param {string} selector @param {new () => T} type @returns {T} */
export function find(parent, selector, type) {
  const found = parent.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`no ${selector}`);
  return found;
}

/** @param {string} selector */
export const button = (selector) => find(document, selector, HTMLButtonElement);
/** @param {string} selector */
export const element = (selector) => find(document, selector, HTMLElement);

/** The icons beside the word; the last one for 'error'. @param {Element} card @param {string} verdict  '' for none. */
export function showIcons(card, verdict) {
  const names = verdict === 'both' ? ['cat', 'dog'] : [verdict];
  [...card.querySelectorAll('.word .icon')].forEach((icon, index) => {
    const name = names[index] ?? '';
    icon.toggleAttribute('hidden', name === '');
    icon.setAttribute('data-icon', name);
    icon.querySelector('use')?.setAttribute('href', name && `#icon-${name}`);
  });
}

/** Bars, and the numbers as data for whoever reads the page by program. @param {HTMLElement} card @param {{pCat: number, pDog: number}} answer */
export function showBars(card, { pCat, pDog }) {
  for (const [label, probability] of /** @type {const} */ ([['cat', pCat], ['dog', pDog]])) {
    find(card, `.${label} .fill`, HTMLElement).style.setProperty('--share', String(probability));
    find(card, `.${label} .percent`, HTMLElement).textContent = percent(probability);
  }
  card.dataset.pCat = String(pCat);
  card.dataset.pDog = String(pDog);
}
