// SPDX-License-Identifier: MIT
// One page without scripts: charts first, all figures below.
import { megaMacsOf } from '../cases/growth_axis.mjs';
import { columns, titleOf } from '../lib/columns.mjs';
import { columnName, ratioUnit } from '../lib/rows.mjs';
import { barChart, escaped, lineChart } from './charts.mjs';
import { howToRead, machineText } from './markdown.mjs';
import { explanations, groupBy, tablesOf } from './tables.mjs';

/** @typedef {import('../lib/rows.mjs').Row} Row */

const style = `
:root { color-scheme: light dark; --ink: #1c1b1a; --paper: #fdfcfa; --soft: #6b6862; --rule: #ddd8cf; --ours: #b3541e; --theirs: #8a9aa8; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece9e4; --paper: #191817; --soft: #a5a099; --rule: #3b3835; --ours: #e08a4f; --theirs: #6f8091; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: 1rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .3rem; }
p, li { color: var(--soft); } svg { width: 100%; max-width: 46rem; height: auto; display: block; }
text { font: 12px system-ui, sans-serif; fill: var(--ink); dominant-baseline: middle; } .label { text-anchor: end; } .tick { text-anchor: middle; }
rect.ours { fill: var(--ours); } rect.theirs { fill: var(--theirs); } line.spread { stroke: var(--ink); stroke-width: 1.5; } line.grid { stroke: var(--rule); }
polyline { fill: none; stroke: currentColor; stroke-width: 2; } circle { fill: currentColor; } g text { fill: currentColor; }
.series0 { color: var(--ours); } .series1 { color: #c9a227; } .series2 { color: #4f7ca6; } .series3 { color: #7a8f5a; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; margin: .5rem 0; } td, th { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid var(--rule); }
td:first-child, th:first-child { text-align: left; } summary { cursor: pointer; color: var(--soft); }
`;

/** @param {{engine: string}} column */
const markOf = ({ engine }) => (engine === 'pawlens' ? 'ours' : 'theirs');

/** A bar chart for each metric that is not a ratio. @param {Row[]} ofCase */
function chartsOf(ofCase) {
  const metrics = groupBy(ofCase.filter(({ unit }) => unit !== ratioUnit && unit !== ''), ({ metric }) => metric);
  return [...metrics].map(([metric, rows]) => {
    const bars = rows.map((row) => ({ label: titleOf(row), mark: markOf(row), median: row.median, p10: row.p10, p90: row.p90 }));
    return `<h3>${escaped(`${ofCase[0].case}: ${metric}`)}</h3>${barChart(bars, rows[0].unit)}`;
  });
}

/** @param {Row[]} rows of the case growth */
function growthChart(rows) {
  const times = rows.filter(({ case: name, metric, unit }) => name.includes('/') && metric === 'wall time' && unit === 'ms');
  if (times.length === 0) return '';
  const series = [...groupBy(times, columnName).values()].map((own) => ({
    label: titleOf(own[0]),
    mark: markOf(own[0]),
    points: own.map((row) => ({ x: megaMacsOf(row.case), y: row.median })),
  }));
  return lineChart(series, { x: 'million multiply-adds', y: 'ms' });
}

/** @param {import('./tables.mjs').Table} table */
const tableText = ({ title, head, body }) =>
  `<h3>${escaped(title)}</h3><div class="wide"><table><tr>${head.map((text) => `<th>${escaped(text)}</th>`).join('')}</tr>${body
    .map((row) => `<tr>${row.map((text) => `<td>${escaped(text)}</td>`).join('')}</tr>`)
    .join('')}</table></div>`;

/** @param {import('../lib/rows.mjs').Result} result @returns {string} */
export function htmlReport({ rows, skips, machine }) {
  const sections = [...groupBy(rows, (row) => row.case.split('/')[0])].map(([kind, own]) => {
    const charts = kind === 'growth' ? growthChart(own) : [...groupBy(own, (row) => row.case).values()].flatMap(chartsOf).join('');
    const about = escaped(explanations.get(kind) ?? '').replace(/`([^`]*)`/g, '<code>$1</code>');
    return `<h2>${escaped(kind)}</h2><p>${about}</p>${charts}<details><summary>Figures</summary>${tablesOf(own).map(tableText).join('')}</details>`;
  });
  const skipped = skips.map((skip) => `<li>${escaped(`${skip.case}, ${titleOf(skip)}: ${skip.reason}`)}</li>`);
  if (skipped.length > 0) sections.push(`<h2>Skipped</h2><ul>${skipped.join('')}</ul>`);
  const who = columns.map(({ title, note }) => `<li>${escaped(`${title}: ${note}`)}</li>`);
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>PawLens beside other engines</title><style>${style}</style></head>` +
    `<body><h1>PawLens beside other engines</h1><p>${escaped(machineText(machine))}</p><p>${escaped(howToRead)}</p>${sections.join('\n')}<h2>Who is compared</h2><ul>${who.join('')}</ul></body></html>\n`
  );
}
