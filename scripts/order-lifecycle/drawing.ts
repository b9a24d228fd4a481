import type { Lifecycle } from '../../packages/core/src/model/order.ts'
import { type Move, stages } from './moves.ts'

const [width, height] = [560, 700]
const node = { width: 104, height: 38 }

/** Where each stage stands. Open ones are in the middle at the top, closed ones around and below. */
const places: Readonly<Record<Lifecycle, readonly [x: number, y: number]>> = {
  denied: [476, 70],
  submitted: [280, 70],
  working: [280, 235],
  canceled: [96, 430],
  expired: [280, 430],
  rejected: [464, 430],
  filled: [280, 610],
}

interface Route {
  /** As SVG says it, from border to border. */
  readonly path: string
  /** Where what leads along it is written, and on which side of that. */
  readonly label: readonly [x: number, y: number]
  readonly anchor?: 'start' | 'middle' | 'end'
}

/** How each arrow goes. The code says which there are; one that has no way here cannot be drawn. */
const routes: Readonly<Record<string, Route>> = {
  'submitted>working': { path: 'M280 89 V209', label: [280, 150] },
  'submitted>filled': { path: 'M228 62 C90 40 22 90 22 250 V500 C22 580 90 612 221 612', label: [112, 62] },
  'submitted>canceled': { path: 'M228 78 C110 110 72 230 84 404', label: [72, 215], anchor: 'start' },
  'submitted>expired': { path: 'M312 89 C400 190 380 320 312 406', label: [364, 188] },
  'submitted>rejected': { path: 'M332 78 C452 110 492 250 482 404', label: [474, 200] },
  'working>canceled': { path: 'M232 254 L118 406', label: [168, 340], anchor: 'end' },
  'working>expired': { path: 'M274 254 V404', label: [270, 372], anchor: 'end' },
  'working>rejected': { path: 'M332 250 L440 405', label: [416, 352], anchor: 'start' },
  'working>filled': { path: 'M246 254 C196 330 180 500 236 586', label: [196, 492] },
  'canceled>working': { path: 'M144 411 L252 258', label: [152, 396], anchor: 'start' },
  'canceled>filled': { path: 'M96 449 C100 520 150 580 222 600', label: [112, 550] },
  'expired>filled': { path: 'M280 449 V585', label: [286, 522], anchor: 'start' },
  'expired>working': { path: 'M290 411 V260', label: [294, 336], anchor: 'start' },
  'rejected>working': { path: 'M458 411 L338 244', label: [374, 284], anchor: 'start' },
  'rejected>filled': { path: 'M464 449 C460 520 410 580 338 600', label: [420, 550] },
  'denied>working': { path: 'M460 89 C430 150 400 200 338 226', label: [420, 140] },
  'denied>filled': {
    path: 'M508 89 C548 140 540 300 540 500 C540 580 450 612 339 612',
    label: [534, 600],
    anchor: 'end',
  },
}

/** The stages and every way from one to another, as an image that needs nothing else. */
export function renderDrawing(moves: readonly Move[]): string {
  const arrows = Map.groupBy(
    moves.filter(({ from, to }) => from !== to),
    ({ from, to }) => `${from}>${to}`,
  )
  const unknown = [...arrows.keys()].filter((key) => !(key in routes))
  if (unknown.length > 0) throw new Error(`The drawing has no way for ${unknown.join(', ')}: add it to its routes.`)
  const gone = Object.keys(routes).filter((key) => !arrows.has(key))
  if (gone.length > 0) throw new Error(`No order goes ${gone.join(', ')} any more: take it from the routes.`)

  const drawn = [...arrows].map(([key, along]) => ({ ...routes[key]!, along }))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    '<title id="title">The life of an order</title>',
    `<desc id="desc">${[...arrows].map(([key, along]) => `${key.replace('>', ' to ')}: ${textOf(along).join(', ')}`).join('; ')}.</desc>`,
    style,
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="6" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="tip" d="M0 0L10 5L0 10z"/></marker>',
    '<marker id="doubtful-tip" viewBox="0 0 10 10" refX="6" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="doubtful-tip" d="M0 0L10 5L0 10z"/></marker></defs>',
    `<rect class="page" width="${width}" height="${height}" rx="8"/>`,
    ...drawn.map(({ path, along }) => `<path class="${classOf(along)}" d="${path}"/>`),
    ...stages.map(renderStage),
    ...drawn.map(renderLabel),
    '<path class="arrow" d="M24 660H58"/><text class="note" x="68" y="665">as the table says</text>',
    '<path class="doubtful" d="M24 684H58"/><text class="note" x="68" y="689">it contradicts what was known: counted, and quarantined</text>',
    '</svg>',
    '',
  ].join('\n')
}

function renderStage(stage: Lifecycle): string {
  const [x, y] = places[stage]
  const open = stage === 'submitted' || stage === 'working'
  const rect = `x="${x - node.width / 2}" y="${y - node.height / 2}" width="${node.width}" height="${node.height}"`
  return `<rect class="${open ? 'open' : 'closed'}" ${rect} rx="19"/><text class="stage" x="${x}" y="${y + 5}">${stage}</text>`
}

function renderLabel({ label: [x, y], anchor = 'middle', along }: Route & { readonly along: readonly Move[] }): string {
  const lines = textOf(along)
  const top = y - (lines.length - 1) * 8 + 4
  const spans = lines.map((line, i) => `<tspan x="${x}" y="${top + i * 16}">${line}</tspan>`).join('')
  return `<text class="label${isDoubtful(along) ? ' doubtful-label' : ''}" text-anchor="${anchor}">${spans}</text>`
}

function textOf(along: readonly Move[]): string[] {
  return along.map(({ fact, kind }) => (kind === undefined || kind === 'whole' ? fact : `${fact}, ${kind}`))
}

function classOf(along: readonly Move[]): string {
  return isDoubtful(along) ? 'doubtful' : 'arrow'
}

function isDoubtful(along: readonly Move[]): boolean {
  return along.every(({ verdict }) => verdict !== 'apply')
}

const style = `<style>
svg { font: 14px system-ui, -apple-system, "Segoe UI", sans-serif; --page: #fff; --ink: #1c2733; --line: #55677a; --doubt: #b3402a; --open: #dcebfb; --closed: #eceff2 }
@media (prefers-color-scheme: dark) { svg { --page: #11171e; --ink: #e8edf2; --line: #9aacbe; --doubt: #ff8f75; --open: #1d3b59; --closed: #2a333d } }
.page { fill: var(--page) }
.open { fill: var(--open); stroke: var(--line); stroke-width: 1.5 }
.closed { fill: var(--closed); stroke: var(--line); stroke-width: 1.5 }
.stage { fill: var(--ink); font-size: 16px; font-weight: 600; text-anchor: middle }
.arrow { fill: none; stroke: var(--line); stroke-width: 1.5; marker-end: url(#tip) }
.doubtful { fill: none; stroke: var(--doubt); stroke-width: 1.5; stroke-dasharray: 5 4; marker-end: url(#doubtful-tip) }
.tip { fill: var(--line) }
.doubtful-tip { fill: var(--doubt) }
.label { fill: var(--ink); paint-order: stroke; stroke: var(--page); stroke-width: 5px; stroke-linejoin: round }
.doubtful-label { fill: var(--doubt) }
.note { fill: var(--ink) }
</style>`
