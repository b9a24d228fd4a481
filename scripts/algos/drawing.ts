/** Lines over one axis of time, and columns beneath them. */
export interface Drawing {
  readonly title: string
  readonly panels: readonly Panel[]
  /** What is written along the time, each at its share of the width. */
  readonly times: readonly (readonly [at: number, text: string])[]
}

interface Panel {
  readonly height: number
  readonly lines: readonly Line[]
  readonly low: number
  readonly high: number
  /** Where a rule is drawn, and what is written to it. */
  readonly levels: readonly (readonly [value: number, text: string])[]
}

export interface Line {
  readonly name: string
  /** Shares of the width with their values, in the order of time. */
  readonly points: readonly (readonly [at: number, value: number])[]
  /** `steps` hold a value until the next one, `columns` stand on the ground. */
  readonly as?: 'line' | 'steps' | 'columns'
}

const [width, left, right] = [760, 12, 690]
const caption = 26
const top = 34

/** An image that needs nothing else, to be read in light and in dark. */
export function renderDrawing({ title, panels, times }: Drawing): string {
  let end = top
  const placed = panels.map((panel) => {
    const from = end + caption
    end = from + panel.height + 8
    return { ...panel, from }
  })
  const names = panels.flatMap(({ lines }) => lines.map(({ name }) => name))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${end + 26}" width="${width}" height="${end + 26}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${title}</title>`,
    `<desc id="desc">Over time: ${names.join(', ')}.</desc>`,
    style,
    `<rect class="paper" width="${width}" height="${end + 26}" rx="8"/>`,
    `<text class="title" x="${left}" y="24">${title}</text>`,
    ...placed.map(renderPanel),
    ...times.map(([at, text]) => `<text class="value middle" x="${toX(at)}" y="${end + 14}">${text}</text>`),
    '</svg>',
    '',
  ].join('\n')
}

function renderPanel({ from, height, lines, low, high, levels }: Panel & { readonly from: number }): string {
  const toY = (value: number): number => round(from + (1 - (value - low) / (high - low)) * height)
  const rules = levels.map(
    ([value, text]) =>
      `<path class="rule" d="M${left} ${toY(value)}H${right}"/><text class="value" x="${right + 6}" y="${toY(value) + 4}">${text}</text>`,
  )
  let x = left
  const keys = lines.map(({ name, as }, i) => {
    const at = x
    x += 34 + 7 * name.length
    const key = as === 'columns' ? 'columns-key' : `line line-${i + 1}`
    return `<path class="${key}" d="M${at} ${from - 12}h14"/><text class="name" x="${at + 19}" y="${from - 8}">${name}</text>`
  })
  const drawn = lines.map(({ points, as = 'line' }, i) =>
    as === 'columns'
      ? `<path class="columns" d="${columns(points, toY, toY(low))}"/>`
      : `<path class="line line-${i + 1}" d="${path(points, toY, as === 'steps')}"/>`,
  )
  return [...rules, ...drawn, ...keys].join('\n')
}

function path(points: Line['points'], toY: (value: number) => number, holds: boolean): string {
  return points
    .map(([at, value], i) =>
      i === 0 ? `M${toX(at)} ${toY(value)}` : holds ? `H${toX(at)}V${toY(value)}` : `L${toX(at)} ${toY(value)}`,
    )
    .join('')
}

function columns(points: Line['points'], toY: (value: number) => number, ground: number): string {
  const half = round(((right - left) / points.length) * 0.36)
  return points
    .map(([at, value]) => `M${round(toX(at) - half)} ${ground}V${toY(value)}h${round(2 * half)}V${ground}Z`)
    .join('')
}

function toX(at: number): number {
  return round(left + at * (right - left))
}

/** To a tenth of a unit. */
function round(value: number): number {
  return Math.round(value * 10) / 10
}

const style = `<style>
svg { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; --paper: #ffffff; --ink: #1b1f24; --soft: #59616b; --faint: #8a939e; --rule: #e1e5ea; --line-1: #1f5ea8; --line-2: #b4530f; --line-3: #0f766e; --line-4: #8b3aa0 }
@media (prefers-color-scheme: dark) { svg { --paper: #14171b; --ink: #e7eaee; --soft: #a0a8b2; --faint: #7a838e; --rule: #2b3138; --line-1: #79b1ee; --line-2: #f0a35e; --line-3: #5cc8b8; --line-4: #d29be4 } }
.paper { fill: var(--paper) }
.title { fill: var(--ink); font-size: 15px; font-weight: 600 }
.name { fill: var(--ink) }
.value { fill: var(--soft) }
.middle { text-anchor: middle }
.rule { stroke: var(--rule) }
.columns { fill: var(--faint); opacity: 0.55 }
.columns-key { stroke: var(--faint); stroke-width: 6; opacity: 0.55 }
.line { fill: none; stroke-width: 1.75; stroke-linejoin: round }
.line-1 { stroke: var(--line-1) } .line-2 { stroke: var(--line-2) } .line-3 { stroke: var(--line-3) } .line-4 { stroke: var(--line-4) }
</style>`
