// SPDX-License-Identifier: MIT
#pragma once

namespace pawlens::cli {

/// The look of a report: colours and rhythm of the page (web/style.css), charts included. One column on a phone.
inline constexpr const char* kReportStyle = R"css(
:root {
  --page: #f6f5f1; --card: #fff; --line: #d5d2c9; --soft: #eceae3; --ink: #1d1e21; --quiet: #5a5c62;
  --first: #a84c00; --second: #1559b7; --right: #1b7a4b; --wrong: #b3261e; --curve: #1559b7; --fill: #1559b722;
  --radius: 16px; color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #131416; --card: #1e2023; --line: #3c3f45; --soft: #2a2d31; --ink: #f1f0ec; --quiet: #a9acb3;
    --first: #ff9f4a; --second: #74b3ff; --right: #4fbf87; --wrong: #ff8a80; --curve: #74b3ff; --fill: #74b3ff22;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 1080px; padding: 24px 16px 48px; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1, h2, p, dl, dd, ol, ul { margin: 0; padding: 0; }
h1 { font-size: clamp(1.75rem, 5vw, 2.75rem); line-height: 1.15; letter-spacing: -0.02em; text-wrap: balance; }
h2 { font-size: 1.375rem; line-height: 1.25; letter-spacing: -0.01em; }
code, .path { font: 0.8125rem/1.4 ui-monospace, monospace; }
.brand { font-weight: 700; color: var(--quiet); }
.lead { color: var(--quiet); margin: 4px 0 16px; max-width: 68ch; }
.note { margin-bottom: 16px; }
.facts { display: flex; flex-wrap: wrap; gap: 8px 32px; margin-top: 16px; }
.facts dt, .tile dt { font-size: 0.875rem; color: var(--quiet); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(156px, 1fr)); gap: 12px; margin: 24px 0; }
.tile, section { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); }
.tile { padding: 14px 16px; }
.tile b { display: block; font-size: 1.875rem; line-height: 1.2; letter-spacing: -0.02em; white-space: nowrap; }
.tile span { font-size: 0.8125rem; color: var(--quiet); }
section { padding: 20px; margin-bottom: 16px; min-width: 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 0 16px; }
.chart { display: block; width: 100%; max-width: 520px; margin: 0 auto; font-size: 12.5px; }
.chart text { fill: var(--quiet); }
.chart .strong { fill: var(--ink); font-weight: 600; }
.chart .small { font-size: 9.5px; }
.grid { stroke: var(--soft); }
.axis { stroke: var(--line); }
.diagonal { stroke: var(--quiet); stroke-dasharray: 4 4; }
.curve { fill: none; stroke: var(--curve); stroke-width: 2.5; stroke-linejoin: round; }
.under { fill: var(--fill); }
.chart .bar { fill: var(--fill); }
.chart .count { fill: var(--line); }
.whisker { stroke: var(--curve); stroke-width: 1.5; }
.point { fill: var(--curve); stroke: var(--card); stroke-width: 1.5; }
.scroll { overflow-x: auto; }
.scroll + .scroll { margin-top: 24px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: 0.875rem; color: var(--quiet); padding-bottom: 8px; }
.confusion caption, .corruptions caption, .composites caption, [aria-labelledby=sources] caption {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
th, td { padding: 7px 8px; text-align: right; border-top: 1px solid var(--soft); white-space: nowrap; }
th:first-child, th[scope=row], .example, .corruptions th:nth-child(2), .composites th:nth-child(2) { text-align: left; }
thead th { border: 0; font-size: 0.8125rem; font-weight: 500; color: var(--quiet); vertical-align: bottom; }
tbody th { font-weight: 500; white-space: normal; overflow-wrap: normal; }
.confusion td { border: 2px solid var(--card); border-radius: 8px; text-align: center; font-size: 1.125rem; font-weight: 600; }
.confusion thead th { text-align: center; }
.confusion thead th:first-child { text-align: left; }
.confusion small { display: block; font-size: 0.75rem; font-weight: 400; }
.confusion .right { background: color-mix(in srgb, var(--right) var(--tint), var(--card)); }
.confusion .wrong { background: color-mix(in srgb, var(--wrong) var(--tint), var(--card)); }
.confusion .none { color: var(--quiet); font-weight: 400; }
.confusion .sum { font-size: 0.9375rem; font-weight: 500; }
.found { margin-top: 16px; }
.plots, .scale { width: 34%; min-width: 104px; padding: 7px 14px; }
thead .scale { text-align: left; }
.scale span:last-child { float: right; }
.plot { display: block; position: relative; height: 12px; }
.plot::before { content: ""; position: absolute; inset: 5.5px 0 auto; border-top: 1px solid var(--soft); }
.plot i { position: absolute; top: 4px; height: 4px; border-radius: 2px; background: var(--curve); opacity: 0.4; }
.plot b { position: absolute; top: 1px; width: 10px; height: 10px; margin-left: -5px; border-radius: 50%; background: var(--curve); }
.plot .off { background: var(--card); border: 2px solid var(--curve); }
.example img { display: block; width: 56px; height: 56px; object-fit: cover; border-radius: 8px; }
.example { width: 72px; }
.lost span:first-child { display: inline-block; min-width: 3.5em; }
.lost .bar { display: inline-block; width: 64px; height: 8px; margin-left: 8px; border-radius: 4px; background: var(--soft); }
.lost .bar i { display: block; height: 100%; border-radius: 4px; background: var(--wrong); }
.mistakes { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 290px), 1fr)); gap: 20px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 2px; border-radius: 12px; overflow: hidden; background: var(--soft); }
.pair img { display: block; width: 100%; height: 100%; aspect-ratio: 1; object-fit: cover; }
.gone { display: grid; place-content: center; aspect-ratio: 1; color: var(--quiet); font-size: 0.875rem; }
.verdict { margin-top: 8px; }
.sure { float: right; font-weight: 600; color: var(--wrong); }
.odds { display: flex; flex-wrap: wrap; gap: 0 12px; font-size: 0.875rem; color: var(--quiet); font-variant-numeric: tabular-nums; }
.path { color: var(--quiet); }
.key.first { color: var(--first); font-weight: 600; }
.key.second { color: var(--second); font-weight: 600; }
#unreadable ~ ul { padding-left: 20px; }
footer { color: var(--quiet); font-size: 0.875rem; margin-top: 24px; }
@media (max-width: 640px) {
  section { padding: 16px 12px; }
  th, td { padding: 7px 4px; font-size: 0.875rem; }
  thead th { font-size: 0.75rem; white-space: normal; overflow-wrap: normal; }
  .confusion td { font-size: 1rem; padding: 6px 2px; }
  .confusion small { font-size: 0.6875rem; }
  .confusion .sum { font-size: 0.8125rem; white-space: normal; }
  .plots, .scale { width: 22%; min-width: 72px; padding: 7px 8px; }
  thead .scale { font-size: 0.6875rem; padding: 7px 2px; white-space: nowrap; }
  .lost .bar { display: none; }
  .lost span:first-child { min-width: 0; }
  .example img { width: 40px; height: 40px; }
  .example { width: 44px; }
  .corruptions th, .corruptions td, .composites th, .composites td { font-size: 0.8125rem; padding: 7px 2px; }
}
)css";

}  // namespace pawlens::cli
