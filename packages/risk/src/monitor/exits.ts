import {
  type AccountView,
  type ClientOrderId,
  Decimal,
  type InstrumentId,
  type Order,
  type OrderIntent,
  type OrderRequest,
  type Placement,
  roundToTick,
  type Timestamp,
  type Trader,
} from '@shagun/core'
import { delayMs } from './cancel-open.ts'
import { exitTag, isExit } from './open-orders.ts'
import { type Exit, planExits } from './plan-exits.ts'

/** How the way out is taken. */
export interface FlattenOptions {
  /**
   * How long orders that are being canceled are waited for before an instrument is sold out or bought back; then only
   * what is safe with them still open is. Default: 10 000 ms.
   */
  readonly cancelPatienceMs?: number
  /** How long fills may come in after the report of a cancel. Default: 1000 ms. */
  readonly settleMs?: number
  /** Where the broker takes no market orders: how far through the last price a limit goes, as a part of it. Default: 0.02. */
  readonly throughMarket?: number
}

/** Sells out and buys back until nothing is held. */
export interface Exits {
  /** What cannot be got rid of, and why; by instrument and product. */
  readonly failures: ReadonlyMap<string, string>
  /** What there is to do that has not been asked for. */
  plan(now: Timestamp): readonly Exit[]
  place(exits: readonly Exit[], now: Timestamp): void
  /** Whether this very order is one that is being placed by {@link Exits.place}; asked once for each. */
  lets(intent: OrderIntent): boolean
  /** Whether a way out has been open for so long that another price should be tried. */
  isLate(order: Order, now: Timestamp): boolean
  /** An order was canceled, and fills of before may still come. */
  settle(instrument: InstrumentId, now: Timestamp): void
}

/** A limit that nobody has taken by then is canceled, and tried again at the market of that moment. */
const exitPatienceMs = 10_000

export function createExits(
  trader: Pick<Trader, 'view' | 'place' | 'supports'>,
  { cancelPatienceMs = 10_000, settleMs = 1_000, throughMarket = 0.02 }: FlattenOptions,
  answered: () => void,
): Exits {
  const failures = new Map<string, string>()
  const attempts = new Map<string, { count: number; at: Timestamp }>()
  const waitingSince = new Map<InstrumentId, Timestamp>()
  const canceledAt = new Map<InstrumentId, Timestamp>()
  const seenAt = new Map<ClientOrderId, Timestamp>()
  let letting: Exit | undefined

  function waits(instrument: InstrumentId, others: readonly Order[], now: Timestamp): boolean {
    if (now - (canceledAt.get(instrument) ?? Number.NEGATIVE_INFINITY) < settleMs) return true
    if (others.length === 0) {
      waitingSince.delete(instrument)
      return false
    }
    const since = waitingSince.get(instrument) ?? now
    waitingSince.set(instrument, since)
    return now - since < cancelPatienceMs
  }

  function placeOne(exit: Exit, now: Timestamp): void {
    const key = keyOf(exit)
    const made = attempts.get(key) ?? { count: 0, at: now }
    if (made.count > 0 && now < made.at + delayMs(made.count)) return
    attempts.set(key, { count: made.count + 1, at: now })
    const fail = (why: string): void => {
      failures.set(key, why)
      answered()
    }
    const hear = (placement: Placement): void => {
      if (placement.outcome === 'denied') return fail(`denied: ${placement.denial.reason}`)
      if (placement.outcome === 'rejected') return fail(`rejected: ${placement.evidence.reason}`)
      attempts.delete(key)
      failures.delete(key)
      answered()
    }
    try {
      const asked = sized(exit, trader.view)
      if (asked === undefined) return void failures.set(key, 'less than a lot is held, which no order can be for')
      letting = asked
      // Up to the check of the rules, placing is one synchronous step, so nobody else's order can be meant.
      const placed = trader.place(requestOf(asked, trader, throughMarket))
      placed.then(hear, (cause: unknown) => fail(textOf(cause)))
    } catch (cause) {
      fail(textOf(cause))
    } finally {
      letting = undefined
    }
  }

  return {
    failures,
    plan(now) {
      const { positions } = trader.view
      const held = new Set([...positions.values()].flat().flatMap((row) => (row.quantity.isZero() ? [] : [keyOf(row)])))
      for (const key of failures.keys()) if (!held.has(key)) failures.delete(key)
      return planExits(trader.view, (instrument, others) => waits(instrument, others, now))
    },
    place(exits, now) {
      for (const exit of exits) placeOne(exit, now)
    },
    lets({ type, terms }) {
      if (letting === undefined || type !== 'place') return false
      const { instrument, side, product, quantity } = letting
      const isMeant =
        terms.instrument === instrument &&
        terms.side === side &&
        terms.product === product &&
        terms.quantity.eq(quantity)
      if (isMeant) letting = undefined
      return isMeant
    },
    isLate(order, now) {
      const { clientOrderId, type } = order.terms
      if (!isExit(order) || type === 'market') return false
      const since = seenAt.get(clientOrderId) ?? now
      seenAt.set(clientOrderId, since)
      return now - since >= exitPatienceMs
    },
    settle(instrument, now) {
      canceledAt.set(instrument, now)
    },
  }
}

/** As much of it as one order can be for: whole lots, up to the freeze quantity; the rest comes next. */
function sized(exit: Exit, view: AccountView): Exit | undefined {
  const { lotSize, freezeQuantity } = view.getInstrument(exit.instrument)
  const most = freezeQuantity === undefined ? exit.quantity : Decimal.min(exit.quantity, freezeQuantity)
  const quantity = most.toNearest(lotSize, Decimal.ROUND_FLOOR)
  return quantity.gt(0) ? { ...exit, quantity } : undefined
}

function requestOf(
  exit: Exit,
  { view, supports }: Pick<Trader, 'view' | 'supports'>,
  throughMarket: number,
): OrderRequest {
  const request = { ...exit, tag: exitTag }
  if (supports.orderTypes.includes('market')) return { ...request, type: 'market' }
  const last = view.getQuote(exit.instrument)?.last
  if (last === undefined) throw new Error('the broker takes no market order, and no price is known for a limit')
  const price = last * (exit.side === 'buy' ? 1 + throughMarket : 1 - throughMarket)
  const limitPrice = roundToTick(view.getInstrument(exit.instrument), price, exit.side === 'buy' ? 'up' : 'down')
  return { ...request, type: 'limit', limitPrice }
}

function keyOf({ instrument, product }: Pick<Exit, 'instrument' | 'product'>): string {
  return `${instrument} ${product}`
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
