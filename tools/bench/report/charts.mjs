// SPDX-License-Identifier: MIT
// SVG as text. Colours are classes of the page's style sheet, so that charts follow its light and dark scheme.
import { figure } from './tables.mjs';

/** @param {string} text */
export const escaped = (text) =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const barHeight = 22, labelWidth = 170, plotWidth = 420, valueWidth = 130;

/**
 * One bar a row, a thin line over it from p10 to p90.
 * @param {{label: string, mark: string, median: number, p10: number, p90: number}[]} bars  `mark`: a class, 'ours' or 'theirs'.
 * @param {string} unit
 */
export function barChart(bars, unit) {
  const largest = Math.max(...bars.map(({ median, p90 }) => Math.max(median, p90)));
  const scale = largest > 0 ? plotWidth / largest : 0;
  const lines = bars.map(({ label, mark, median, p10, p90 }, i) => {
    const y = i * barHeight, middle = y + barHeight / 2;
    const from = labelWidth + p10 * scale, to = labelWidth + p90 * scale;
    return (
      `<text x="${labelWidth - 8}" y="${middle}" class="label">${escaped(label)}</text>` +
      `<rect x="${labelWidth}" y="${y + 3}" width="${(median * scale).toFixed(1)}" height="${barHeight - 6}" class="${mark}"/>` +
      `<line x1="${from.toFixed(1)}" x2="${to.toFixed(1)}" y1="${middle}" y2="${middle}" class="spread"/>` +
      `<text x="${(Math.max(to, labelWidth + median * scale) + 6).toFixed(1)}" y="${middle}" class="value">${figure(median)} ${escaped(unit)}</text>`
    );
  });
  const height = bars.length * barHeight;
  return `<svg viewBox="0 0 ${labelWidth + plotWidth + valueWidth} ${height}" role="img" aria-label="${escaped(bars.map(({ label, median }) => `${label} ${figure(median)} ${unit}`).join(', '))}">${lines.join('')}</svg>`;
}

/**
 * Points joined by lines, both axes from zero.
 * @param {{label: string, mark: string, points: {x: number, y: number}[]}[]} series
 * @param {{x: string, y: string}} axes
 */
export function lineChart(series, axes) {
  const width = 640, height = 360, left = 60, bottom = 44, top = 12, right = 150;
  const points = series.flatMap((each) => each.points);
  const maxX = Math.max(...points.map(({ x }) => x)), maxY = Math.max(...points.map(({ y }) => y));
  const px = (/** @type {number} */ x) => left + (x / maxX) * (width - left - right);
  const py = (/** @type {number} */ y) => height - bottom - (y / maxY) * (height - bottom - top);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line x1="${left}" x2="${width - right}" y1="${py(maxY * share)}" y2="${py(maxY * share)}" class="grid"/>` +
      `<text x="${left - 6}" y="${py(maxY * share)}" class="label">${figure(maxY * share)}</text>` +
      `<text x="${px(maxX * share)}" y="${height - bottom + 16}" class="tick">${figure(maxX * share)}</text>`,
  );
  const lines = series.map(({ label, mark, points: own }, i) => {
    const sorted = [...own].sort((a, b) => a.x - b.x);
    const path = sorted.map(({ x, y }) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(' ');
    const dots = sorted.map(({ x, y }) => `<circle cx="${px(x).toFixed(1)}" cy="${py(y).toFixed(1)}" r="3"/>`).join('');
    const legend = `<text x="${width - right + 12}" y="${top + 14 + i * 20}" class="value">${escaped(label)}</text>`;
    return `<g class="${mark} series${i}"><polyline points="${path}"/>${dots}${legend}</g>`;
  });
  return (
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`${axes.y} against ${axes.x}`)}">${ticks.join('')}${lines.join('')}` +
    `<text x="${(left + width - right) / 2}" y="${height - 6}" class="tick">${escaped(axes.x)}</text><text x="4" y="10" class="value">${escaped(axes.y)}</text></svg>`
  );
}
