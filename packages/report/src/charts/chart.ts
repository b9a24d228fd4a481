import { html, type Markup, type Part } from '../page/html.ts'
import type { Tick } from './scale.ts'
import type { TimeTicks } from './time-ticks.ts'

/** One drawing with its axes. Its parts are laid out in the unit square and stretched to whatever room there is. */
export interface Chart {
  /** Unique on the page. */
  readonly id: string
  readonly title: string
  /** What it shows, for those who cannot see it. */
  readonly description: string
  readonly height: 'tall' | 'low'
  readonly x: TimeTicks
  readonly y: readonly Tick[]
  /** Paths in {@link plotUnits}, from the back to the front. */
  readonly lines: readonly Markup[]
  /** Placed by percentages, so that they keep their shape; over the lines. */
  readonly marks?: Part
  /** Placed likewise; what is pointed at. */
  readonly bands?: Part
}

/** How wide and how high the square is in which paths are drawn. */
export const plotUnits = 1000

/**
 * An SVG without a size of its own: what must keep its shape (text, marks) stands at percentages of the outer drawing,
 * what may be stretched (lines, areas) in an inner one. So text has the size of text at every width.
 */
export function renderChart({ id, title, description, height, x, y, lines, marks, bands }: Chart): Markup {
  return html`<figure class="chart ${height}"><svg role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title>
<desc id="${id}-description">${description}</desc>
<g class="y">${y.map(valueTick)}</g>
<g class="x wide">${x.wide.map(timeTick)}</g>
<g class="x narrow">${x.narrow.map(timeTick)}</g>
<svg viewBox="0 0 ${plotUnits} ${plotUnits}" preserveAspectRatio="none" width="100%" height="100%">${lines}</svg>
${bands}${marks}
</svg></figure>`
}

export function toPercent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`
}

function valueTick({ at, label }: Tick): Markup {
  const y = toPercent(1 - at)
  return html`<line x2="100%" y1="${y}" y2="${y}"/><text y="${y}" dx="-8" dy="4">${label}</text>`
}

function timeTick({ at, label }: Tick): Markup {
  const x = toPercent(at)
  // A word at the edge grows inwards, so that it is not cut off.
  const anchor = at < 0.05 ? 'start' : at > 0.95 ? 'end' : 'middle'
  return html`<use href="#tick" x="${x}" y="100%"/><text class="${anchor}" x="${x}" y="100%" dy="20">${label}</text>`
}
