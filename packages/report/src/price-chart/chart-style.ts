import { html, type Markup } from '../page/html.ts'

/** The colours of the report, and four more for lines that must be told apart. */
export const chartStyle: Markup = html`<style>
svg { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; --paper: #ffffff; --ink: #1b1f24; --soft: #59616b; --faint: #8a939e; --rule: #e1e5ea; --line-1: #1f5ea8; --line-2: #b4530f; --line-3: #0f766e; --line-4: #8b3aa0; --line-5: #6b7280 }
@media (prefers-color-scheme: dark) { svg { --paper: #14171b; --ink: #e7eaee; --soft: #a0a8b2; --faint: #7a838e; --rule: #2b3138; --line-1: #79b1ee; --line-2: #f0a35e; --line-3: #5cc8b8; --line-4: #d29be4; --line-5: #9ca3af } }
.paper { fill: var(--paper) }
.title { fill: var(--ink); font-size: 15px; font-weight: 600 }
.name { fill: var(--ink) }
.value, .time { fill: var(--soft) }
.middle { text-anchor: middle }
.end { text-anchor: end }
.rule { stroke: var(--rule) }
.level { stroke: var(--faint); stroke-dasharray: 4 4 }
.wick { stroke: var(--faint) }
.rising { fill: var(--paper); stroke: var(--soft) }
.falling { fill: var(--soft); stroke: var(--soft) }
.columns { fill: var(--faint); opacity: 0.55 }
.line { fill: none; stroke-width: 1.75; stroke-linejoin: round }
.line-1 { stroke: var(--line-1) } .line-2 { stroke: var(--line-2) } .line-3 { stroke: var(--line-3) } .line-4 { stroke: var(--line-4) } .line-5 { stroke: var(--line-5) }
.column-key { stroke: var(--faint); stroke-width: 6 }
.mark { fill: var(--line-1) }
.marked { fill: var(--ink); font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px }
</style>`
