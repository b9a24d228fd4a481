import type { Bar } from '../model/bars.ts'
import type { Calendar } from '../model/calendar.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Depth, Quote, Trade } from '../model/quote.ts'
import type { Supports } from '../model/supports.ts'
import type { Timestamp } from '../model/time.ts'
import type { AlgoParams } from './algo.ts'

/** The parent order as it stands: whole lots, from fills and open orders, never from the planner's own counters. */
export interface ParentView {
  readonly lots: number
  readonly filledLots: number
  /** What open children may still fill; of siblings the largest counts. */
  readonly openLots: number
  readonly remainingLots: number
  /** What was filled less what exits have closed of it; below 0 where they closed more than there was. */
  readonly positionLots: number
  /** The last price when it was accepted; 0 where none was known. */
  readonly arrivalPrice: number
}

/** A child order as it stands, under the key that its planner gave it. */
export interface ChildView {
  readonly key: string
  /** Whether it closes what others have filled. */
  readonly exit: boolean
  /** What else protects the same lots: of siblings only one is to fill. */
  readonly siblings?: string
  readonly account: string
  readonly instrument: InstrumentId
  readonly lots: number
  readonly filledLots: number
  /** Whether it may still fill. */
  readonly working: boolean
  /** Whether the broker confirms what is known of it. */
  readonly certain: boolean
  /** A command that no fact has answered yet. */
  readonly pending: 'none' | 'cancel' | 'modify'
  readonly placedAt: Timestamp
  /** Its limit. */
  readonly price?: number
  readonly stopPrice?: number
  readonly averagePrice?: number
}

/** Where children may go, and what the market there looks like. */
export interface RouteView {
  readonly account: string
  readonly instrument: Instrument
  readonly supports: Supports
  /** Absent where none is known, or what is known is stale. */
  readonly quote?: Quote
  readonly depth?: Depth
}

/** What a planner can look at, whatever it is told. */
export interface AlgoContext<Params extends AlgoParams = AlgoParams> {
  readonly now: Timestamp
  readonly params: Params
  /** The parent's quantity in whole lots. */
  readonly lots: number
  readonly instrument: Instrument
  /** What the account of its first route takes. */
  readonly supports: Supports
  /** The newest quote of its instrument. */
  readonly quote?: Quote
  readonly depth?: Depth
  /** The venue's hours, as given to the trader. */
  readonly calendar?: Calendar
  /** At least one. Without `routes` in the parameters: the parent's own instrument, at the trader's account. */
  readonly routes: readonly [RouteView, ...RouteView[]]
}

/** What a planner begins with. */
export interface AlgoBeginning<Params extends AlgoParams = AlgoParams> extends AlgoContext<Params> {
  readonly arrivalPrice: number
  /** Uniform in [0, 1), from the parent's seed. */
  readonly random: () => number
}

/**
 * Why a child was refused: `transient` passes by itself (rates, the line), `price` is that of a wrong price,
 * `blocked` needs a human (margin, permissions, a closed market), `unknown` is anything else.
 */
export type RejectionClass = 'transient' | 'price' | 'blocked' | 'unknown'

/** What a planner is told, and where everything stands at that moment. */
export type AlgoInput<Params extends AlgoParams = AlgoParams> = AlgoContext<Params> & {
  readonly parent: ParentView
  readonly children: readonly ChildView[]
} & AlgoNews

/**
 * What has happened. `recovered` is the first that a planner is told after a restart, `paused` the last before
 * `resumed`, save for its children. With `amended` come new parameters: a planner that throws on it refuses them.
 */
export type AlgoNews =
  | { readonly type: 'started' | 'woke' | 'paused' | 'resumed' | 'recovered' | 'amended' | 'canceled' }
  | { readonly type: 'quote'; readonly quote: Quote }
  | { readonly type: 'depth'; readonly depth: Depth }
  | { readonly type: 'trade'; readonly trade: Trade }
  | { readonly type: 'bar'; readonly bar: Bar }
  | {
      readonly type: 'child'
      readonly key: string
      readonly change: 'accepted' | 'filled' | 'modified' | 'refused' | 'canceled' | 'unconfirmed'
    }
  | {
      readonly type: 'child'
      readonly key: string
      readonly change: 'rejected'
      readonly why: RejectionClass
      readonly reason: string
    }
