import {
  type BarQuery,
  type Bars,
  createEnvironment,
  type DataProvider,
  type InstrumentId,
  seededRandom,
  type Timeframe,
} from '@shagun/core'
import type { TimeRange } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import { createPatience, type Patience } from '../patience.ts'
import { createRecordingLog, type RecordingLog } from '../recording-log.ts'
import { readBars } from './answers.ts'
import type { DataFault, DataProviderFixtures } from './fixtures.ts'

/** A provider that was just made, and what a check does with it. */
export interface Stage extends Patience {
  readonly fixtures: DataProviderFixtures
  readonly provider: DataProvider
  /** Whose bars are asked for. */
  readonly instrument: InstrumentId
  readonly log: RecordingLog
  /** Its bars of that instrument. */
  fetchBars(query: Omit<BarQuery, 'instrument'>): Promise<Bars>
  /** The bars of every range that was given. */
  fetchHistory(): Promise<readonly Stretch[]>
  /** Has a fault there while `work` goes on. */
  under(fault: DataFault, work: () => Promise<void>): Promise<void>
}

/** A range that was given, and what the provider has of it. */
export interface Stretch extends TimeRange {
  readonly timeframe: Timeframe
  readonly bars: Bars
}

export function createStage(fixtures: DataProviderFixtures): Stage {
  const log = createRecordingLog()
  const provider = fixtures.create(createEnvironment({ log, random: seededRandom(fixtures.seed ?? 1) }))
  const [instrument] = fixtures.instruments
  const patience = createPatience(fixtures.patienceMs ?? 10_000, fixtures.advance)

  async function fetchBars(query: Omit<BarQuery, 'instrument'>): Promise<Bars> {
    const asked = provider.fetchBars({ ...query, instrument })
    return readBars(await patience.answered(asked, `A question for ${query.timeframe} bars`))
  }

  return {
    ...patience,
    fixtures,
    provider,
    instrument,
    log,
    fetchBars,
    async fetchHistory() {
      const stretches: Stretch[] = []
      for (const [timeframe, range] of rangesOf(fixtures))
        stretches.push({ timeframe, ...range, bars: await fetchBars({ timeframe, ...range }) })
      return stretches
    },
    async under(fault, work) {
      const end = await fixtures.faults![fault]!()
      try {
        await work()
      } finally {
        await end()
      }
    },
  }
}

export function rangesOf({ ranges }: DataProviderFixtures): readonly (readonly [Timeframe, TimeRange])[] {
  return Object.entries(ranges) as [Timeframe, TimeRange][]
}

/** One range of several, for what is asked once. */
export function someRange(fixtures: DataProviderFixtures): TimeRange & { readonly timeframe: Timeframe } {
  const [first] = rangesOf(fixtures)
  if (first === undefined) throw breach('There is no range to ask for.', 'Give one in `ranges`.')
  return { timeframe: first[0], ...first[1] }
}
