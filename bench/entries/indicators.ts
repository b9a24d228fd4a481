import { checkAgreement } from '../agreement.ts'
import type { Contestant, Entry, Sample } from '../entry.ts'
import { atLeast, atMost, type Goal } from '../goal.ts'
import type { Batches, Indicator, Streams } from '../indicators/library.ts'
import { barCount, measureBatch, measureStream } from '../indicators/measure.ts'
import { nameWithVersion } from '../installed.ts'
import type { Rounds } from '../measure.ts'
import { closest, standings } from '../standings.ts'
import type { Table } from '../table.ts'

interface Setting {
  readonly indicator: Indicator
  readonly period: number
  readonly title: string
  /** Peers that do something else, and are not compared bar by bar, or not as closely. */
  readonly other?: Readonly<Record<string, 'not compared' | number>>
  readonly notes: readonly string[]
}

const settings: readonly Setting[] = [
  { indicator: 'sma', period: 20, title: 'Simple moving average', notes: [] },
  {
    indicator: 'ema',
    period: 20,
    title: 'Exponential moving average',
    notes: ['@ixjb94/indicators, indicatorts and trading-signals begin with the first price instead of a mean.'],
  },
  {
    indicator: 'rsi',
    period: 14,
    title: 'Relative strength index',
    other: { technicalindicators: 0.005_000_1 },
    notes: [
      'technicalindicators rounds every value to two decimals by way of text.',
      'indicatorts counts a change of 0 before the first bar.',
    ],
  },
  {
    indicator: 'atr',
    period: 14,
    title: 'Average true range',
    other: { indicatorts: 'not compared' },
    notes: [
      '@ixjb94/indicators and trading-signals take the first high and low for a true range.',
      'indicatorts has another average true range, the plain mean of the last ranges; it is timed and not compared.',
    ],
  },
]

const ours = '@shagun/indicators'
const loop = 'plain loop'
const batch: Readonly<Record<string, () => Promise<{ readonly batches: Batches }>>> = {
  [ours]: () => import('../indicators/shagun.ts'),
  [loop]: () => import('../indicators/plain-loop.ts'),
  technicalindicators: () => import('../indicators/technicalindicators.ts'),
  'trading-signals': () => import('../indicators/trading-signals.ts'),
  '@ixjb94/indicators': () => import('../indicators/ixjb94.ts'),
  indicatorts: () => import('../indicators/indicatorts.ts'),
}
const streaming: Readonly<Record<string, () => Promise<{ readonly streams: Streams }>>> = {
  [ours]: () => import('../indicators/shagun.ts'),
  technicalindicators: () => import('../indicators/technicalindicators.ts'),
  'trading-signals': () => import('../indicators/trading-signals.ts'),
}
const forming: Readonly<Record<string, () => Promise<{ readonly forming: Streams }>>> = {
  [ours]: () => import('../indicators/shagun.ts'),
  'trading-signals': () => import('../indicators/trading-signals.ts'),
}

/** One entry for each indicator. */
export const indicators: readonly Entry[] = settings.map((setting) => ({
  name: setting.indicator,
  about: `${setting.title} of ${setting.period} bars over ${barCount.toLocaleString('en-US')} bars.`,
  contestants: contestantsOf(setting),
  check: (samples) => check(setting, samples),
  report: (rounds) => ({ goals: goalsOf(rounds), tables: tablesOf(rounds), notes: [...setting.notes, ...commonNotes] }),
}))

const commonNotes = [
  'Batch: ours and the loop write into an array that is given, the others make a new one each time; of @ixjb94/indicators the synchronous form, of trading-signals `updates`.',
  'Streaming: one number (for atr, one bar object) after the other. @ixjb94/indicators and indicatorts have no such form. The bar that still forms: ours peeks and then updates, trading-signals adds and then replaces; technicalindicators cannot.',
]

function contestantsOf({ indicator, period }: Setting): readonly Contestant[] {
  const contestants = (kind: string, names: readonly string[], measure: (name: string) => Promise<Sample>) =>
    names.map((name) => ({
      name: `${kind} ${name}`,
      needs: name === loop ? [] : [name],
      measure: () => measure(name),
    }))
  return [
    ...contestants('batch', Object.keys(batch), async (name) =>
      measureBatch((await batch[name]!()).batches, indicator, period),
    ),
    ...contestants('streaming', Object.keys(streaming), async (name) =>
      measureStream((await streaming[name]!()).streams, indicator, period),
    ),
    ...contestants('forming', Object.keys(forming), async (name) =>
      measureStream((await forming[name]!()).forming, indicator, period),
    ),
  ]
}

/** Ours must be as the loop from the first bar on, whatever way it is fed; others once their seeds have worn off. */
function check({ other = {} }: Setting, samples: ReadonlyMap<string, Sample>): void {
  const expected = { name: `batch ${loop}`, outcome: samples.get(`batch ${loop}`)!.outcome }
  for (const [name, { outcome }] of samples) {
    const library = name.slice(name.indexOf(' ') + 1)
    const difference = other[library] ?? 1e-9
    if (difference === 'not compared') continue
    checkAgreement(expected, { name, outcome }, { from: library === ours ? 0 : 1_000, tolerance: difference })
  }
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  const peers = Object.keys(batch).filter((name) => name !== ours && name !== loop)
  const ahead = (kind: string, limit: number, claim: string): Goal => {
    const contestants = peers.map((name) => `${kind} ${name}`)
    const next = closest(rounds, 'ns', `${kind} ${ours}`, contestants)
    return atLeast(limit, claim, next?.times, `x (${next?.name.slice(kind.length + 1)})`)
  }
  const times = (contestant: string, reference: string): number => closest(rounds, 'ns', reference, [contestant])!.times
  return [
    ahead('batch', 2, 'batch: at least 2x ahead of each npm library'),
    atMost(2, 'batch: at most 2x the time of the plain loop', times(`batch ${ours}`, `batch ${loop}`), 'x'),
    ahead('streaming', 1, 'streaming: ahead of each npm library'),
    atMost(2.2, 'streaming: peek + update at most 2.2x update', times(`forming ${ours}`, `streaming ${ours}`), 'x'),
  ]
}

function tablesOf(rounds: Rounds): readonly Table[] {
  const table = (kind: string, title: string, libraries: object): Table =>
    standings({
      title,
      rounds,
      figure: 'ns',
      ours: `${kind} ${ours}`,
      labels: new Map(Object.keys(libraries).map((name) => [`${kind} ${name}`, nameWithVersion(name)])),
      unit: kind === 'batch' ? 'ns a bar' : 'ns an update',
    })
  return [
    table('batch', 'batch', batch),
    table('streaming', 'streaming', streaming),
    table('forming', 'streaming, forming bar first', forming),
  ]
}
