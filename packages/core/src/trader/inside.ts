import type { Account } from '../account/account.ts'
import type { Runner } from '../execution/runner.ts'
import type { Calendar } from '../model/calendar.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Timeframe } from '../model/time.ts'
import type { Unsubscribe } from '../ports/environment.ts'
import type { Trader } from '../ports/trader.ts'

/** Who hears of the market of an account, and when nothing can be done there any more. */
type Hearer = Pick<Runner, 'onMarket' | 'onLost' | 'leave'>

/** What a desk needs of a trader, and nobody else. */
export interface Inside {
  readonly account: Account
  readonly calendar: Calendar | undefined
  /** Who hears of the market, as the trader's own algos do. */
  readonly hearers: Set<Hearer>
  /** Sees to it that the market of an instrument is heard, for as long as somebody needs it. */
  watch(instrument: InstrumentId, timeframes: readonly Timeframe[]): Unsubscribe
}

/** By the trader that the application holds. */
export const insides: WeakMap<Trader, Inside> = new WeakMap()
