import type { InstrumentId, Timestamp } from '@shagun/core'
import type { RefusedTick } from './judge-tick.ts'
import type { RiskMeasure, RiskReaction, RiskRung } from './limits.ts'
import type { ReactionStatus } from './react.ts'

/** What a monitor sees, as plain JSON: for a dashboard, a log, a report. Money is summed over currencies as if they were one. */
export interface RiskSnapshot {
  readonly time: Timestamp
  readonly rung: RiskRung
  /** Cash and positions at their last prices, in money. */
  readonly equity: number
  /** The highest that equity has been, in money; what is paid in or taken out moves it along. */
  readonly highWaterMark: number
  /** How far equity is below it, as a part of it. */
  readonly drawdown: number | null
  /** Profit since the trading day began, after fees, in money. */
  readonly today: number
  /** Profit since the journal began, after fees, in money. */
  readonly profit: number
  /** Of what is held, against its cost, in money. */
  readonly unrealized: number
  /** Long and short added up, in money. */
  readonly gross: number
  /** Long less short, in money. */
  readonly net: number
  /** Gross as a part of equity; `null` where there is no equity. */
  readonly leverage: number | null
  /** What is held, largest first. */
  readonly positions: readonly RiskPosition[]
  /** Largest first. */
  readonly sectors: readonly RiskSector[]
  readonly limits: readonly RiskLimitStatus[]
  /** What is held at a price that nobody has shown, or that is older than `staleAfterMs`. */
  readonly blind: readonly InstrumentId[]
  /** How many quotes did not count since the process began, by why. */
  readonly refusedTicks: Readonly<Record<RefusedTick, number>>
  /** What is being done at this rung. */
  readonly reaction: ReactionStatus
}

/** One instrument that is held. */
export interface RiskPosition {
  readonly instrument: InstrumentId
  /** In money, below 0 where it is short. */
  readonly value: number
  /** As a part of all that is held, gross. */
  readonly share: number
  /** In money. */
  readonly unrealized: number
  /** In money, for one unit. */
  readonly price: number
  /** When that price was seen. */
  readonly seenAt: Timestamp
}

/** What is held in one sector. */
export interface RiskSector {
  readonly name: string
  /** In money. */
  readonly gross: number
  /** In money. */
  readonly net: number
}

/** A limit, how near it is, and whether it is armed. */
export interface RiskLimitStatus {
  readonly name: string
  readonly measure: RiskMeasure
  readonly reaction: RiskReaction
  /** In the unit of the measure. */
  readonly at: number
  /** In the unit of the measure. */
  readonly rearmBelow: number
  /** What the measure is now, in its unit; `null` where it has no figure. */
  readonly value: number | null
  readonly isArmed: boolean
  /** When it tripped; `null` while it is armed. */
  readonly trippedAt: Timestamp | null
}
