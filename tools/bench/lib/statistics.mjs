// SPDX-License-Identifier: MIT
// What a list of measurements says.

/** @typedef {{median: number, p10: number, p90: number, n: number}} Summary */

/**
 * Nearest rank: the smallest value that `share` of the values do not exceed.
 * @param {number[]} values at least one
 * @param {number} share 0 to 1
 */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  const rank = Math.ceil(share * sorted.length - 1e-9);
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1];
}

/** @param {number[]} values at least one @returns {Summary} */
export function summarize(values) {
  return { median: quantile(values, 0.5), p10: quantile(values, 0.1), p90: quantile(values, 0.9), n: values.length };
}

/**
 * Ratios of what was measured in the same round: whatever slowed that round slowed both.
 * @param {number[]} theirs one value a round
 * @param {number[]} ours as many
 */
export function pairedRatios(theirs, ours) {
  if (theirs.length !== ours.length) throw new Error(`${theirs.length} rounds beside ${ours.length}`);
  return theirs.map((value, round) => value / ours[round]);
}

/**
 * Least squares. `r2` is the share of the values' variance that the line explains.
 * @param {{x: number, y: number}[]} points at least two different x
 */
export function fitLine(points) {
  const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const sxx = mean(points.map(({ x }) => (x - meanX) ** 2));
  const sxy = mean(points.map(({ x, y }) => (x - meanX) * (y - meanY)));
  const syy = mean(points.map(({ y }) => (y - meanY) ** 2));
  const slope = sxy / sxx;
  return { slope, intercept: meanY - slope * meanX, r2: syy === 0 ? 1 : (sxy * sxy) / (sxx * syy) };
}
