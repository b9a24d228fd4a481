import type { RiskRule, Supports, Timestamp, Trader, Unsubscribe } from '@shagun/core'
import type { StubbornOrder } from '../monitor/cancel-open.ts'
import type { BookAtHand, OutsideOrderLeft } from './cancel-at-broker.ts'

/** How a kill switch can be pulled, and what it may reach for. */
export interface KillSwitchOptions {
  /** The broker of the account, so that orders can be canceled past an account that halted itself, or never started. */
  readonly broker?: BookAtHand
  /** Pulls it when it is aborted. */
  readonly signal?: AbortSignal
  /** Why it is pulled from the beginning: where a file, a flag or an operator says so before there is an account. */
  readonly pulled?: string
  /** Whether orders that were not placed here are canceled too, where there is a `broker`. Default: `leave`. */
  readonly outside?: 'leave' | 'cancel'
  /** How long {@link KillSwitch.pull} waits before it reports what is still open. Default: 10 000 ms. */
  readonly reportAfterMs?: number
}

/** What a kill switch has done, and exactly what it could not do. Plain JSON. */
export interface KillReport {
  readonly isPulled: boolean
  readonly reason: string | null
  /** `null` where no clock was there yet. */
  readonly pulledAt: Timestamp | null
  /** Whether the journal knows, so that a restart finds it pulled. */
  readonly isJournaled: boolean
  /** Whether nothing is open any more, as far as anybody can tell. */
  readonly isClear: boolean
  /** What is still open; it goes on being canceled. */
  readonly open: readonly StubbornOrder[]
  /** What others placed, and stands as it was. */
  readonly left: readonly OutsideOrderLeft[]
  /** What stands in the way. */
  readonly obstacles: readonly string[]
}

/** Stops trading at once, and for as long as nobody releases it. */
export interface KillSwitch {
  /** For the rules of the trader, before all others. */
  readonly rule: RiskRule
  readonly isPulled: boolean
  /**
   * Where its orders are; before the first start or at any time after.
   *
   * @throws ShagunError `invalid-options` where it belongs to another trader already
   */
  attach<S extends Supports>(trader: Trader<S>): Unsubscribe
  /**
   * Denies every order and modification from this moment, and cancels what is open, again and again. To pull it twice
   * changes nothing. It throws nothing, whatever fails.
   *
   * @returns resolves once nothing is open, or after `reportAfterMs` with what still is
   */
  pull(reason: string): Promise<KillReport>
  /** Pulls it when this is aborted, also where it is already. */
  pullOn(signal: AbortSignal): Unsubscribe
  /**
   * Lets orders pass again; by hand, with a reason.
   *
   * @throws ShagunError `invalid-options` where there is no reason or no trader; `not-started`, `account-halted`, and it
   * stays pulled
   */
  release(reason: string): Promise<void>
  /** What it has done so far. */
  getReport(): KillReport
}
