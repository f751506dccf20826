// SPDX-License-Identifier: MIT
// A histogram of milliseconds, in SVG, as wide as there is room. Colours are bench.css's.

const height = 224;
const top = 48; // Two rows of words.
const bottom = 24; // The axis.
const bins = 40;
const roomForWords = 120;

/** Nearest rank: the smallest value that `share` of all do not exceed. @param {number[]} values @param {number} share */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1];
}

/** 1, 2 or 5 times a power of ten, so that about four fit. @param {number} range */
function niceStep(range) {
  const power = 10 ** Math.floor(Math.log10(range / 4));
  return power * ([1, 2, 5].find((each) => each * power >= range / 4) ?? 10);
}

/**
 * From nought to what nearly all took; what took longer is in the last bar.
 * @param {number[]} values
 * @returns {{counts: number[], limit: number}}
 */
export function histogram(values) {
  const limit = Math.max(2 * quantile(values, 0.5), 1.25 * quantile(values, 0.9));
  const counts = new Array(bins).fill(0);
  for (const value of values) ++counts[Math.min(bins - 1, Math.floor((value / limit) * bins))];
  return { counts, limit };
}

/**
 * @param {SVGSVGElement} svg
 * @param {number[]} values
 * @param {(value: number) => string} inWords
 */
export function drawHistogram(svg, values, inWords) {
  const width = svg.clientWidth;
  const { counts, limit } = histogram(values);
  const most = Math.max(...counts);
  const floor = height - bottom;
  /** @param {number} value */
  const x = (value) => Math.min(1, value / limit) * width;
  /** @param {string} name @param {Record<string, string | number>} attributes @param {string} [words] */
  const add = (name, attributes, words = '') => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = words;
    svg.append(element);
  };

  svg.replaceChildren();
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  counts.forEach((count, index) => {
    const tall = (count / most) * (floor - top);
    if (count) add('rect', { class: 'bar', x: (index / bins) * width + 1, y: floor - tall, width: Math.max(1, width / bins - 2), height: tall });
  });
  add('line', { x1: 0, x2: width, y1: floor, y2: floor });
  const step = niceStep(limit);
  for (let value = 0; value <= limit * 0.96; value += step) {
    add('text', { x: x(value), y: height - 4, 'text-anchor': value === 0 ? 'start' : 'middle' }, inWords(value));
  }
  const marks = /** @type {const} */ ([['median', 0.5, 14], ['p90', 0.9, 34]]);
  for (const [name, share, row] of marks) {
    const value = quantile(values, share);
    const end = width - x(value) < roomForWords;
    add('line', { class: `mark ${name}`, x1: x(value), x2: x(value), y1: row + 6, y2: floor });
    add('text', { x: x(value), y: row, 'text-anchor': end ? 'end' : 'start' }, `${name} ${inWords(value)}`);
  }
  svg.setAttribute('aria-label', `Histogram of ${values.length} samples: median ${inWords(quantile(values, 0.5))}, p90 ${inWords(quantile(values, 0.9))}`);
}
