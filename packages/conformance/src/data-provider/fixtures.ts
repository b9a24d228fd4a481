import type { Awaitable, DataProvider, Environment, InstrumentId, Timeframe } from '@shagun/core'
import type { TimeRange } from '@shagun/core/adapter'

/** What can go wrong at a vendor, with every question for bars and quotes while it lasts. */
export type DataFault =
  /** Nothing can be reached, or all that comes is that the vendor is down. */
  | 'unreachable'
  /** It asks to wait. */
  | 'rate-limited'
  /** It does not take the credentials. */
  | 'unauthenticated'
  /** It answers, with what cannot be believed. */
  | 'garbage'
  /** It never answers. */
  | 'stalled'
  /** It cuts its stream off, and lets nobody in again until it ends. */
  | 'disconnected'

/** What the cases need to know of a provider, and of the vendor, or fake vendor, behind it. */
export interface DataProviderFixtures {
  /**
   * Makes the provider, a new one each time, in the environment that is given. Replace of that what you must, such as
   * the network and the clock, but keep its log: it is read for secrets. It is called first when the cases are listed,
   * before any hook of the test runner; what it needs must be there by then.
   */
  create(environment: Environment): DataProvider
  /** Instruments that it knows and can quote; two or more, where it streams. Bars are asked of the first. */
  readonly instruments: readonly [InstrumentId, ...InstrumentId[]]
  /** At an exchange that it serves, a symbol that nobody has. */
  readonly unknownInstrument: InstrumentId
  /**
   * For each timeframe that it declares a range of the past, over for good, in which the first instrument has three bars or
   * more, two of them next to each other.
   */
  readonly ranges: Readonly<Partial<Record<Timeframe, TimeRange>>>
  /** For each fault that can be put there, how it begins; that gives how it ends. */
  readonly faults?: Readonly<Partial<Record<DataFault, () => Awaitable<() => Awaitable<void>>>>>
  /** Lets something happen in that instrument that a stream has to report, each time. */
  tick?(instrument: InstrumentId): Awaitable<void>
  /**
   * Moves the clock that the provider lives on, where that is not the machine's. It is called again and again while
   * something is awaited.
   */
  advance?(ms: number): Awaitable<void>
  /** What it was given and nobody may ever read: keys, tokens, passwords. */
  readonly secrets?: readonly string[]
  /** How long an answer may take by the provider's clock, in milliseconds. Default: 10 s. */
  readonly patienceMs?: number
  /** A whole number: the chance in the environment of each provider comes from it. Default: 1. */
  readonly seed?: number
}
