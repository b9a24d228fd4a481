import type { Awaitable, Quote, RiskRule, Supports, Timestamp, Trader, Unsubscribe } from '@shagun/core'
import type { RiskRung } from './limits.ts'
import type { RiskSnapshot } from './risk-snapshot.ts'

/** That the monitor went up the ladder, or down again. */
export interface RungChange {
  readonly time: Timestamp
  readonly from: RiskRung
  readonly to: RiskRung
  /** For whoever is woken by it. */
  readonly reason: string
}

/** How limits are armed again. */
export interface RearmOptions {
  /** By their names. Default: all that have tripped. */
  readonly limits?: readonly string[]
  /** `now`: from here on the drawdown is measured from the equity of this moment. Default: `kept`. */
  readonly highWaterMark?: 'kept' | 'now'
}

/** What came of arming limits again. */
export interface Rearmed {
  readonly rearmed: readonly string[]
  /** Those that are still too near their limits, or beyond. */
  readonly refused: readonly string[]
}

/** Follows an account and acts when a limit is passed. */
export interface RiskMonitor {
  /** For the rules of the trader: without it nothing is denied, and nothing survives a restart. */
  readonly rule: RiskRule
  readonly rung: RiskRung
  /**
   * Follows this trader; to be called before its first start, or in a strategy's `onStart`, where a backtest makes the trader.
   * Until then its rule lets nothing pass. The function that is returned ends it.
   *
   * @throws ShagunError `invalid-options` where it follows one already
   */
  attach<S extends Supports>(trader: Trader<S>): Unsubscribe
  /**
   * Takes a quote from elsewhere; those of what the trader's strategies watch come by themselves.
   *
   * @throws ShagunError `invalid-options` where it follows no trader
   */
  receive(quote: Quote): void
  /**
   * Arms limits again that have tripped, where there is room again, and ends the halt that they asked for. A halt that
   * somebody else asked for stays.
   *
   * @param reason - for the journal; not empty
   * @throws ShagunError `invalid-options` where there is no reason, or no such limit; `not-started`, `account-halted`
   */
  rearm(reason: string, options?: RearmOptions): Promise<Rearmed>
  /**
   * Everything it sees, as JSON.
   *
   * @throws ShagunError `invalid-options` where it follows no trader
   */
  getSnapshot(): RiskSnapshot
  /** Tells of every change of rung. A listener that throws is reported to the log and harms nobody. */
  onChange(listener: (change: RungChange) => Awaitable<void>): Unsubscribe
}
