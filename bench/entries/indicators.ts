import { checkAgreement } from '../agreement.ts'
import type { Contestant, Entry, Sample } from '../entry.ts'
import { atLeast, atMost, type Goal } from '../goal.ts'
import type { Indicator, Library, Lines, Streams } from '../indicators/library.ts'
import { barCount, measureBatch, measureStream } from '../indicators/measure.ts'
import { nameWithVersion } from '../installed.ts'
import type { Rounds } from '../measure.ts'
import { closest, standings } from '../standings.ts'
import type { Table } from '../table.ts'

interface Setting {
  readonly indicator: Indicator
  readonly parameters: readonly number[]
  readonly title: string
  /** How many lines are compared. Default: one. */
  readonly lines?: number
  /** How many times faster than each of the others it is to be in batch. Default: 2. */
  readonly ahead?: number
  /** Peers that do not have it. */
  readonly without?: readonly string[]
  /** Peers that do something else: not compared, or but for the number they begin with, or not as closely. */
  readonly other?: Readonly<Record<string, 'not compared' | 'begins elsewhere' | number>>
  readonly notes: readonly string[]
}

const settings: readonly Setting[] = [
  { indicator: 'sma', parameters: [20], title: 'Simple moving average of 20 bars', notes: [] },
  {
    indicator: 'ema',
    parameters: [20],
    title: 'Exponential moving average of 20 bars',
    notes: ['@ixjb94/indicators, indicatorts and trading-signals begin with the first price instead of a mean.'],
  },
  {
    indicator: 'wma',
    parameters: [20],
    title: 'Weighted moving average of 20 bars',
    without: ['indicatorts'],
    notes: ['indicatorts has none.'],
  },
  {
    indicator: 'rsi',
    parameters: [14],
    title: 'Relative strength index of 14 bars',
    other: { technicalindicators: 0.005_000_1 },
    notes: [
      'technicalindicators rounds every value to two decimals by way of text.',
      'indicatorts counts a change of 0 before the first bar.',
    ],
  },
  {
    indicator: 'macd',
    parameters: [12, 26, 9],
    title: 'Moving average convergence and divergence of 12, 26 and 9 bars',
    lines: 2,
    notes: [
      'The averages of @ixjb94/indicators, indicatorts and trading-signals begin with the first price instead of a mean, those of technicalindicators at different bars.',
      'indicatorts works out two lines, the others the histogram, too; two lines are compared.',
    ],
  },
  {
    indicator: 'stoch',
    parameters: [14, 3, 3],
    title: 'Stochastic of 14, 3 and 3 bars',
    lines: 2,
    ahead: 1.5,
    other: { technicalindicators: 'not compared' },
    notes: [
      'technicalindicators has the fast one, which is an average less; it is timed and not compared.',
      'indicatorts (`kdj`) and trading-signals work out a third line, J.',
    ],
  },
  {
    indicator: 'bbands',
    parameters: [20, 2],
    title: 'Bollinger bands of 20 bars and 2 deviations',
    lines: 3,
    notes: [
      'technicalindicators works out %B, too.',
      '@ixjb94/indicators takes the deviation from the sum of squares, which loses digits where prices are large.',
    ],
  },
  {
    indicator: 'atr',
    parameters: [14],
    title: 'Average true range of 14 bars',
    other: { indicatorts: 'not compared' },
    notes: [
      '@ixjb94/indicators and trading-signals take the first high and low for a true range.',
      'indicatorts has another average true range, the plain mean of the last ranges; it is timed and not compared.',
    ],
  },
  {
    indicator: 'obv',
    parameters: [],
    title: 'On-balance volume',
    other: {
      technicalindicators: 'begins elsewhere',
      'trading-signals': 'begins elsewhere',
      '@ixjb94/indicators': 'begins elsewhere',
      indicatorts: 'begins elsewhere',
    },
    notes: ['The others begin with 0 instead of the first volume, and are compared but for that.'],
  },
  {
    indicator: 'vwap',
    parameters: [],
    title: 'Volume-weighted average price since the first bar',
    without: ['@ixjb94/indicators', 'indicatorts'],
    notes: ['@ixjb94/indicators and indicatorts have that of the last bars only, which is something else.'],
  },
]

/** The bar by which different seeds have worn off. */
const settledAt = 1_000

const ours = '@shagun/indicators'
const loop = 'plain loop'
const batch: Readonly<Record<string, () => Promise<Library>>> = {
  [ours]: () => import('../indicators/shagun.ts'),
  [loop]: () => import('../indicators/plain-loop.ts'),
  technicalindicators: () => import('../indicators/technicalindicators.ts'),
  'trading-signals': () => import('../indicators/trading-signals.ts'),
  '@ixjb94/indicators': () => import('../indicators/ixjb94.ts'),
  indicatorts: () => import('../indicators/indicatorts.ts'),
}
const streaming: Readonly<Record<string, () => Promise<{ readonly streams: Streams; readonly lines: Lines }>>> = {
  [ours]: () => import('../indicators/shagun.ts'),
  technicalindicators: () => import('../indicators/technicalindicators.ts'),
  'trading-signals': () => import('../indicators/trading-signals.ts'),
}
const forming: Readonly<Record<string, () => Promise<{ readonly forming: Streams; readonly lines: Lines }>>> = {
  [ours]: () => import('../indicators/shagun.ts'),
  'trading-signals': () => import('../indicators/trading-signals.ts'),
}

/** One entry for each indicator. */
export const indicators: readonly Entry[] = settings.map((setting) => ({
  name: setting.indicator,
  about: `${setting.title} over ${barCount.toLocaleString('en-US')} bars.`,
  contestants: contestantsOf(setting),
  check: (samples) => check(setting, samples),
  report: (rounds) => ({
    goals: goalsOf(setting, rounds),
    tables: tablesOf(setting, rounds),
    notes: [...setting.notes, ...commonNotes],
  }),
}))

const commonNotes = [
  'Batch: ours and the loop write into an array that is given, the others make a new one each time; of @ixjb94/indicators the synchronous form, of trading-signals `updates`.',
  'Streaming: one number (for stoch, atr, obv and vwap, one bar object) after the other. @ixjb94/indicators and indicatorts have no such form. The bar that still forms: ours peeks and then updates, trading-signals adds and then replaces; technicalindicators cannot.',
]

/** Those of the libraries that have the indicator. */
function having<Values>({ without = [] }: Setting, libraries: Readonly<Record<string, Values>>): readonly string[] {
  return Object.keys(libraries).filter((name) => !without.includes(name))
}

function contestantsOf(setting: Setting): readonly Contestant[] {
  const { indicator, parameters } = setting
  const contestants = (kind: string, names: readonly string[], measure: (name: string) => Promise<Sample>) =>
    names.map((name) => ({
      name: `${kind} ${name}`,
      needs: name === loop ? [] : [name],
      measure: () => measure(name),
    }))
  return [
    ...contestants('batch', having(setting, batch), async (name) =>
      measureBatch(await batch[name]!(), indicator, parameters),
    ),
    ...contestants('streaming', having(setting, streaming), async (name) => {
      const { streams, lines } = await streaming[name]!()
      return measureStream(streams, lines, indicator, parameters)
    }),
    ...contestants('forming', having(setting, forming), async (name) => {
      const library = await forming[name]!()
      return measureStream(library.forming, library.lines, indicator, parameters)
    }),
  ]
}

/** Ours must be as the loop from the first bar on, whatever way it is fed; others once their seeds have worn off. */
function check({ other = {}, lines = 1 }: Setting, samples: ReadonlyMap<string, Sample>): void {
  const expected = { name: `batch ${loop}`, outcome: samples.get(`batch ${loop}`)!.outcome }
  for (const [name, { outcome }] of samples) {
    const library = name.slice(name.indexOf(' ') + 1)
    const difference = other[library] ?? 1e-9
    if (difference === 'not compared') continue
    const from = library === ours ? 0 : settledAt * lines
    if (difference === 'begins elsewhere') {
      const found = outcome.map((value) => value + expected.outcome[from]! - outcome[from]!)
      checkAgreement(expected, { name, outcome: found }, { from, tolerance: 1e-9 })
    } else checkAgreement(expected, { name, outcome }, { from, tolerance: difference })
  }
}

function goalsOf(setting: Setting, rounds: Rounds): readonly Goal[] {
  const { ahead: batchAhead = 2 } = setting
  const peers = having(setting, batch).filter((name) => name !== ours && name !== loop)
  const ahead = (kind: string, limit: number, claim: string): Goal => {
    const contestants = peers.map((name) => `${kind} ${name}`)
    const next = closest(rounds, 'ns', `${kind} ${ours}`, contestants)
    return atLeast(limit, claim, next?.times, `x (${next?.name.slice(kind.length + 1)})`)
  }
  const times = (contestant: string, reference: string): number => closest(rounds, 'ns', reference, [contestant])!.times
  return [
    ahead('batch', batchAhead, `batch: at least ${batchAhead}x ahead of each npm library`),
    atMost(2, 'batch: at most 2x the time of the plain loop', times(`batch ${ours}`, `batch ${loop}`), 'x'),
    ahead('streaming', 1, 'streaming: ahead of each npm library'),
    atMost(2.2, 'streaming: peek + update at most 2.2x update', times(`forming ${ours}`, `streaming ${ours}`), 'x'),
  ]
}

function tablesOf(setting: Setting, rounds: Rounds): readonly Table[] {
  const table = (kind: string, title: string, libraries: Readonly<Record<string, unknown>>): Table =>
    standings({
      title,
      rounds,
      figure: 'ns',
      ours: `${kind} ${ours}`,
      labels: new Map(having(setting, libraries).map((name) => [`${kind} ${name}`, nameWithVersion(name)])),
      unit: kind === 'batch' ? 'ns a bar' : 'ns an update',
    })
  return [
    table('batch', 'batch', batch),
    table('streaming', 'streaming', streaming),
    table('forming', 'streaming, forming bar first', forming),
  ]
}
