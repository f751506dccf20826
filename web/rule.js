// SPDX-License-Identifier: MIT
// The decision rule of src/classify/decision.h, with the numbers of the model itself: for probabilities that the page smoothed,
// and to say it in words.

/** @typedef {import('./protocol.js').EngineInfo} EngineInfo */
/** @typedef {'cat' | 'dog' | 'both' | 'neither'} Decision */
/** @typedef {{cat: number, dog: number, both: number}} Rule  Thresholds, 0 to 1. */

/** Null for a model that is not about cats and dogs. @param {EngineInfo | null} info @returns {Rule | null} */
export function ruleOf(info) {
  if (!info?.catDog) return null;
  const of = (/** @type {string} */ label) => info.thresholds[info.labels.indexOf(label)];
  return { cat: of('cat'), dog: of('dog'), both: info.bothThreshold };
}

/**
 * @param {number} pCat
 * @param {number} pDog
 * @param {Rule} rule
 * @param {Decision | ''} [current]  What is decided so far: it stays until another has `margin` more reason.
 * @param {number} [margin]
 * @returns {Decision}
 */
export function decide(pCat, pDog, rule, current = '', margin = 0) {
  const had = (/** @type {string} */ label) => current === label || current === 'both';
  /** @param {number} threshold @param {boolean} holds */
  const bar = (threshold, holds) => threshold + (current === '' ? 0 : holds ? -margin : margin);
  const lead = current === 'cat' ? margin : current === 'dog' ? -margin : 0;
  const catLeads = pCat + lead >= pDog;
  const [first, second] = catLeads ? [pCat, pDog] : [pDog, pCat];
  const leader = catLeads ? 'cat' : 'dog';
  if (!(first >= bar(rule[leader], had(leader)))) return 'neither';
  return second >= bar(rule.both, current === 'both') ? 'both' : leader;
}
