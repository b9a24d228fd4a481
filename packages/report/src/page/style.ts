import { html, type Markup } from './html.ts'

/** How the page looks: one accent, numbers in columns, light and dark as the reader's system is, and black on white in print. */
export const style: Markup = html`
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --soft: #59616b; --faint: #8a939e; --rule: #e1e5ea; --accent: #1f5ea8; --fill: #1f5ea81f; --point: #1b1f240d;
  --gain-1: #edf4fc; --gain-2: #cfe2f6; --gain-3: #a5c9ee; --gain-4: #74aae0;
  --loss-1: #fdf2e6; --loss-2: #fbdcbb; --loss-3: #f5bd85; --loss-4: #e8984e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --ink: #e7eaee; --soft: #a0a8b2; --faint: #7a838e; --rule: #2b3138; --accent: #79b1ee; --fill: #79b1ee26; --point: #ffffff12;
    --gain-1: #18222e; --gain-2: #1b3049; --gain-3: #1f436c; --gain-4: #255a94;
    --loss-1: #2a2119; --loss-2: #43301d; --loss-3: #654220; --loss-4: #895522;
  }
}
* { box-sizing: border-box; }
body {
  max-width: 70rem; margin: 0 auto; padding: 3.5rem clamp(1rem, 4vw, 3rem) 4rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums lining-nums; overflow-wrap: anywhere; text-size-adjust: 100%; -webkit-text-size-adjust: 100%;
}
h1 { margin: 0; font-size: 2rem; line-height: 1.2; font-weight: 600; letter-spacing: -0.015em; }
h2 { margin: 0 0 0.5rem; font-size: 1.25rem; line-height: 1.3; font-weight: 600; }
h3 { margin: 1.5rem 0 0.5rem; font-size: 1rem; font-weight: 600; }
p, ul, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }
abbr { text-decoration: underline dotted var(--soft); cursor: help; }
section { margin-top: 3rem; }
.lead { max-width: 46rem; margin-top: 0.5rem; font-size: 1.125rem; text-wrap: balance; }
.instruments { display: flex; flex-wrap: wrap; gap: 0 1.5rem; margin-top: 0.5rem; color: var(--soft); font-size: 0.875rem; }
.note { max-width: 46rem; margin-top: 0.5rem; color: var(--soft); font-size: 0.875rem; }
.shapes { position: absolute; width: 0; height: 0; }

.headline { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1.5rem 2rem; margin-top: 2.5rem; padding: 1.5rem 0; border: solid var(--rule); border-width: 1px 0; }
.headline dt { color: var(--soft); font-size: 0.875rem; }
.headline dd { font-size: 1.75rem; line-height: 1.3; font-weight: 600; letter-spacing: -0.01em; }
.headline .aside { color: var(--soft); font-size: 0.8125rem; font-weight: 400; letter-spacing: 0; }

.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; font-size: 0.875rem; color: var(--soft); }
.legend b { color: var(--ink); font-weight: 600; }
.legend li { display: flex; gap: 0.5rem; }
.key { flex: none; width: 1.25rem; height: 0; margin-top: 0.6rem; border-top: 2px solid var(--accent); }
.key.held, .key.price { border-color: var(--faint); }
.key.arrival { border-top-style: dashed; border-color: var(--ink); }
.key.vwap { border-top-style: dashed; }
.key.twap { border-top-style: dotted; border-color: var(--soft); }
svg.key { width: 0.75rem; height: 0.75rem; margin-top: 0.3rem; border: 0; }

.chart { margin: 1.25rem 0 0 3.75rem; padding-bottom: 1.75rem; }
.chart > svg { display: block; width: 100%; height: 20rem; overflow: visible; }
.chart.low > svg { height: 9rem; }
.chart text { fill: var(--soft); font-size: 0.75rem; }
.chart .y text, .chart .end { text-anchor: end; }
.chart .middle { text-anchor: middle; }
.chart .y line { stroke: var(--rule); }
.chart .x use { stroke: var(--soft); }
.chart .narrow { display: none; }
.chart path { fill: none; stroke-width: 1.75; stroke-linejoin: round; vector-effect: non-scaling-stroke; pointer-events: none; }
.chart .strategy, .chart .below { stroke: var(--accent); }
.chart .below { stroke-width: 1.25; }
.chart .held, .chart .price { stroke: var(--faint); stroke-width: 1.25; }
.chart .arrival { stroke: var(--ink); stroke-width: 1.25; stroke-dasharray: 4 4; }
.chart .vwap { stroke: var(--accent); stroke-width: 1.25; stroke-dasharray: 10 4; }
.chart .twap { stroke: var(--soft); stroke-width: 1.25; stroke-dasharray: 1 3; }
.chart .under { fill: var(--fill); stroke: none; }
.band { fill: transparent; }
.band:hover { fill: var(--point); }
.buy { fill: var(--accent); stroke: var(--accent); stroke-width: 1.25; }
.sell { fill: var(--paper); stroke: var(--ink); stroke-width: 1.25; }

.scroll { margin-top: 1rem; overflow-x: auto; }
table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: 0.875rem; overflow-wrap: normal; }
caption { padding-bottom: 0.5rem; text-align: left; color: var(--soft); }
th, td { padding: 0.375rem 0 0.375rem 1.25rem; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; font-weight: 400; }
thead th { color: var(--soft); font-size: 0.8125rem; }
th:first-child { padding-left: 0; text-align: left; }
.columns { display: grid; margin-top: 1rem; grid-template-columns: 3fr 2fr; gap: 2rem 4rem; align-items: start; }
.columns caption { color: var(--ink); font-weight: 600; }
.columns tbody th { white-space: normal; }
.scroll tbody th { position: sticky; left: 0; background: var(--paper); }
tfoot th, tfoot td { border-bottom: 0; font-weight: 600; }
.costs th small { display: block; color: var(--soft); white-space: normal; }
.notes { color: var(--soft); font-size: 0.875rem; }
.notes li { max-width: 46rem; margin-top: 0.375rem; }
.left-out td { padding: 0.75rem 0; text-align: center; color: var(--soft); }
.months { border-spacing: 2px; }
.months th, .months td { padding: 0.375rem; border: 0; }
.months th:first-child { padding-left: 0; }
.months td { width: 7.25%; }
.months td:last-child { font-weight: 600; }
.gain-1 { background: var(--gain-1); } .gain-2 { background: var(--gain-2); } .gain-3 { background: var(--gain-3); } .gain-4 { background: var(--gain-4); }
.loss-1 { background: var(--loss-1); } .loss-2 { background: var(--loss-2); } .loss-3 { background: var(--loss-3); } .loss-4 { background: var(--loss-4); }

footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--soft); font-size: 0.8125rem; }
footer p { max-width: 46rem; margin-top: 0.5rem; }
code { font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }

@media (max-width: 56rem) {
  .headline { grid-template-columns: 1fr 1fr; }
  .columns { grid-template-columns: 1fr; }
  .months, .trips { font-size: 0.8125rem; }
  .trips td, .trips th + th { padding-left: 0.75rem; }
  .months th, .months td { padding: 0.375rem 0.25rem; }
}
@media (max-width: 40rem) {
  body { padding-top: 2rem; }
  h1 { font-size: 1.5rem; }
  .lead { font-size: 1rem; }
  .headline { gap: 1.25rem 1rem; margin-top: 1.5rem; padding: 1.25rem 0; }
  .headline dd { font-size: 1.375rem; }
  section { margin-top: 2.5rem; }
  .chart { margin-left: 3.25rem; }
  .chart.tall > svg { height: 15rem; }
  .chart .wide { display: none; }
  .chart .narrow { display: inline; }
}
@media print {
  :root { font-size: 75%; }
  body { max-width: none; padding: 0; }
  section { margin-top: 2rem; }
  h2, h3, .legend, .note:has(+ *) { break-after: avoid; }
  .chart, .headline, .months, tr { break-inside: avoid; }
  .headline { grid-template-columns: repeat(4, 1fr); }
  .columns { grid-template-columns: 3fr 2fr; gap: 2rem; break-inside: avoid; }
  .scroll { overflow: visible; }
  .scroll tbody th { position: static; }
  td { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
