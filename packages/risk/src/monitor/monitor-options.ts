import type { Awaitable, Calendar, Instrument } from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import type { FlattenOptions } from './exits.ts'
import type { TickFilter } from './judge-tick.ts'
import { type ReadLimit, type RiskLimit, readLimits } from './limits.ts'

/** What a monitor looks at, and what it does. */
export interface RiskMonitorOptions {
  /** A ladder for one measure is several limits on it. At least one. */
  readonly limits: readonly RiskLimit[]
  /** By which its rule, its halts and its breaches are known: letters, digits and `-`. Default: `risk-monitor`. */
  readonly name?: string
  /** Which sector an instrument belongs to; what belongs to none counts in none. Default: none does. */
  readonly sectorOf?: (instrument: Instrument) => string | undefined
  /**
   * A quote that lies further from the price before than by this factor counts once others have confirmed it. Above 1.
   * Default: 1.2.
   */
  readonly outlierFactor?: number
  /** How many quotes near an outlier, of later times, confirm it; a whole number of 0 or more. Default: 2. */
  readonly confirmations?: number
  /**
   * After how long without a new price what is held counts as not seen, so that only orders that reduce pass. Default:
   * prices do not age; what the feed itself calls stale never counts.
   */
  readonly staleAfterMs?: number
  /** When there is a market: outside of its sessions prices do not age, and ways out wait. Default: always. */
  readonly calendar?: Calendar
  /** What is done where something is held at a price that nobody has shown. Default: `reduce-only`. */
  readonly whenBlind?: 'reduce-only' | 'go-on'
  readonly flatten?: FlattenOptions
  /**
   * Keeps highs that come between two snapshots of the journal over a crash, to a part in 10,000. Default: after a crash the
   * high-water mark is the highest that the journal knows of.
   */
  readonly highWaterMark?: HighWaterMarkStore
}

/** Where a monitor keeps the high-water mark beside the journal, such as a small file; it is told when there is a new high. */
export interface HighWaterMarkStore {
  /** What was saved last; `undefined` where nothing was. Asked at each start. */
  load(): string | undefined
  /** Keeps it in place of the one before. What it throws is reported to the log. */
  save(text: string): Awaitable<void>
}

export interface ReadOptions
  extends Required<
    Omit<RiskMonitorOptions, 'limits' | 'calendar' | 'highWaterMark' | 'sectorOf' | 'outlierFactor' | 'confirmations'>
  > {
  readonly limits: readonly ReadLimit[]
  readonly filter: TickFilter
  readonly calendar: Calendar | undefined
  readonly highWaterMark: HighWaterMarkStore | undefined
  readonly sectorOf: ((instrument: Instrument) => string | undefined) | undefined
}

/** @throws ShagunError `invalid-options` */
export function readMonitorOptions(options: RiskMonitorOptions): ReadOptions {
  const {
    name = 'risk-monitor',
    outlierFactor = 1.2,
    confirmations = 2,
    staleAfterMs = Infinity,
    flatten = {},
  } = options
  if (!/^[\w-]+$/.test(name)) throw invalid('name', name, 'letters, digits and -')
  if (options.limits.length === 0) throw invalid('limits', '[]', 'at least one limit')
  if (!(outlierFactor > 1)) throw invalid('outlierFactor', outlierFactor, 'a number above 1')
  if (!Number.isInteger(confirmations) || confirmations < 0)
    throw invalid('confirmations', confirmations, 'a whole number of 0 or more')
  if (!(staleAfterMs > 0)) throw invalid('staleAfterMs', staleAfterMs, 'a number above 0')
  for (const option of ['cancelPatienceMs', 'settleMs'] as const) {
    const value = flatten[option]
    if (value !== undefined && !(value >= 0 && value < Infinity))
      throw invalid(`flatten.${option}`, value, 'a finite number of 0 or more')
  }
  const { throughMarket } = flatten
  if (throughMarket !== undefined && !(throughMarket >= 0 && throughMarket < 1))
    throw invalid('flatten.throughMarket', throughMarket, 'a part of 1')
  return {
    name,
    limits: readLimits(options.limits),
    filter: { outlierFactor, confirmations },
    staleAfterMs,
    flatten,
    whenBlind: options.whenBlind ?? 'reduce-only',
    calendar: options.calendar,
    highWaterMark: options.highWaterMark,
    sectorOf: options.sectorOf,
  }
}

function invalid(option: string, value: unknown, expected: string) {
  return invalidOption('createRiskMonitor', option, value, expected)
}
