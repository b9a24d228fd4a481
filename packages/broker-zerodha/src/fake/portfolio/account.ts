import { Decimal } from '@shagun/core'
import type { Listings } from '../exchange/listings.ts'
import type { Gtt } from '../gtt/gtt.ts'
import type { FakeOrder, FakeTrade } from '../orders/order.ts'
import type { FakeKiteUser } from '../session/user.ts'
import { createLedger, type Ledger } from './ledger.ts'

/** All that the fake holds for one user. */
export interface Account {
  readonly user: FakeKiteUser
  readonly ledger: Ledger
  /** Every order that ever arrived, oldest first. */
  readonly orders: FakeOrder[]
  readonly byId: Map<string, FakeOrder>
  /** Those of today. */
  today: FakeOrder[]
  /** Those that may still trade, oldest first. */
  readonly live: Set<FakeOrder>
  /** Every trade that ever was, oldest first. */
  readonly trades: FakeTrade[]
  /** How many trades are of days that are over. */
  tradesBefore: number
  readonly gtts: Gtt[]
}

export function createAccount(user: FakeKiteUser, listings: Listings): Account {
  const ledger = createLedger(new Decimal(user.cash ?? 1_000_000))
  for (const { instrument, quantity, averagePrice } of user.holdings ?? []) {
    const listed = listings.find(instrument)
    if (listed !== undefined) ledger.bring(listed, 'CNC', quantity, new Decimal(averagePrice))
  }
  return {
    user,
    ledger,
    orders: [],
    byId: new Map(),
    today: [],
    live: new Set(),
    trades: [],
    tradesBefore: 0,
    gtts: [],
  }
}
