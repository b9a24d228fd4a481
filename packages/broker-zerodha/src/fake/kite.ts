import type { Calendar, Clock, Timers } from '@shagun/core'
import type { Exchange } from './exchange/exchange.ts'
import type { Listings } from './exchange/listings.ts'
import type { Faults } from './faults/fault.ts'
import type { Limits } from './limits/limits.ts'
import type { Ids } from './orders/ids.ts'
import type { Updates } from './orders/updates.ts'
import type { Account } from './portfolio/account.ts'
import type { Sessions } from './session/sessions.ts'
import type { FakeKiteUser } from './session/user.ts'

/** How long an order takes from one state to the next, in milliseconds; 0 is at once, before the answer. */
export interface FakeDelays {
  readonly receiveMs: number
  readonly validateMs: number
  readonly exchangeMs: number
  readonly modifyMs: number
  readonly cancelMs: number
}

/** What is unsettled about Kite, or differs from day to day. */
export interface FakeBehavior {
  /** Whether orders at the market must be protected, as since 2026-04-01. Default: `required`. */
  readonly marketProtection: 'required' | 'optional'
  /** How the answer to a sliced order looks: a parent with children, or a list. Default: `children`. */
  readonly slices: 'children' | 'list'
  /** Whether slices carry the tag of the order. Default: true. */
  readonly taggedSlices: boolean
  /** How many digits an order's id has. Default: 19. */
  readonly idDigits: 15 | 19
  /** What an empty order book is. Default: `list`. */
  readonly emptyBook: 'list' | 'null'
  /** What a second login of a day gives. Default: `new-token`. */
  readonly secondLogin: 'new-token' | 'same-token'
  /** Whether access tokens end at six in the morning. Default: `daily`. */
  readonly tokenExpiry: 'daily' | 'never'
  /** How the lack of a permission is spelled. Default: `PermissionException`. */
  readonly permissionError: 'PermissionException' | 'PermissionError'
  /** Whether an order without funds is a rejected row, or refused at once. Default: `row`. */
  readonly marginRefusal: 'row' | 'reply'
  /** Whether 429 says when to come again. Default: it does not. */
  readonly retryAfterSec: number | undefined
  /** Whether the back office looks at funds. Default: true. */
  readonly checksFunds: boolean
  /** Whether shares that are not held can be sold for delivery only within the day. Default: true. */
  readonly checksHoldings: boolean
  /** Whether brokerage and taxes leave the account when a day ends. Default: true. */
  readonly charges: boolean
  /** How long a complete order shows no average price. Default: 0. */
  readonly averagePriceLateMs: number
  /** How long the trade book is behind. Default: 0. */
  readonly tradesLateMs: number
  /** Whether answers on a port come compressed to who takes that. Default: true. */
  readonly gzip: boolean
  /** How a canceled order shows what was left of it, as cancelled quantity alone or as pending, too. Default: true. */
  readonly canceledStaysPending: boolean
}

export const usualBehavior: FakeBehavior = {
  marketProtection: 'required',
  slices: 'children',
  taggedSlices: true,
  idDigits: 19,
  emptyBook: 'list',
  secondLogin: 'new-token',
  tokenExpiry: 'daily',
  permissionError: 'PermissionException',
  marginRefusal: 'row',
  retryAfterSec: undefined,
  checksFunds: true,
  checksHoldings: true,
  charges: true,
  averagePriceLateMs: 0,
  tradesLateMs: 0,
  gzip: true,
  canceledStaysPending: true,
}

/** Everything behind the wire. */
export interface Kite {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: () => number
  readonly behavior: FakeBehavior
  readonly delays: FakeDelays
  /** When markets are open; always where there is none. */
  readonly calendar: Calendar | undefined
  readonly users: readonly FakeKiteUser[]
  readonly listings: Listings
  readonly exchange: Exchange
  readonly sessions: Sessions
  readonly limits: Limits
  readonly faults: Faults
  readonly ids: Ids
  readonly updates: Updates
  accountOf(userId: string): Account
  /** From where orders of a user may come now; from everywhere where there is none. */
  ipsOf(user: FakeKiteUser): readonly string[] | undefined
}
