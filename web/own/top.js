// SPDX-License-Identifier: MIT
// Which of many classes are worth showing.

/** @typedef {import('../protocol.js').Top} Top */

export const shown = 5;

/** The likeliest, of equal ones the earlier first. @param {ArrayLike<number>} probabilities @param {(index: number) => string} labelOf @returns {Top[]} */
export function topOf(probabilities, labelOf) {
  const order = Array.from(probabilities, (probability, index) => ({ index, probability }));
  order.sort((a, b) => b.probability - a.probability || a.index - b.index);
  return order.slice(0, shown).map((each) => ({ ...each, label: labelOf(each.index) }));
}
