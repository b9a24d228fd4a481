import type { BrokerOrderId, Clock, GroupKind, InstrumentId, Position, Timestamp } from '@shagun/core'
import type { BrokerFill } from '@shagun/core/adapter'
import { type ClosingOut, type ClosingOutOptions, createClosingOut } from './closing-out.ts'
import type { SquareOff } from './cut-off.ts'
import { type Asked, createFunds, type FundsOptions } from './funds.ts'
import { createMarginRule, type Margins } from './margins.ts'
import type { OwnOrders } from './own-orders.ts'
import { createSupervision, type Supervision } from './supervision.ts'
import type { VenueOrder } from './venue-order.ts'

/** What a broker sees to in an account, where it is asked to: that there is enough, and that all is closed in time. */
export interface Oversight {
  /** Why it takes no such orders, where it does not. */
  objection(asked: readonly Asked[], kind?: GroupKind, instead?: VenueOrder): string | undefined
  readonly supervision: Supervision | undefined
  /** The contract is over. */
  readonly expire: ClosingOut['settle']
}

export interface OversightOptions
  extends Omit<ClosingOutOptions, 'listOpen' | 'tradedSince'>,
    Omit<FundsOptions, 'listOpen'> {
  readonly clock: Clock
  readonly orders: OwnOrders
  /** Oldest first. */
  readonly fills: readonly BrokerFill[]
  /** What must be kept, so that nothing is closed by force; nothing where there is none. */
  readonly maintenance: Margins | undefined
  readonly squareOff: SquareOff | undefined
  /** Whether what waiting orders need must be there, too. */
  readonly blocksFunds: boolean
  getLast(instrument: InstrumentId): number | undefined
  enter(orders: readonly VenueOrder[]): void
  admit(order: VenueOrder): void
}

export function createOversight(options: OversightOptions): Oversight {
  const { currency, fills, getLast, maintenance, orders } = options
  const { listOpen } = orders
  const closingOut = createClosingOut({ ...options, listOpen, tradedSince })
  const supervision = createSupervision({
    ...options,
    closingOut,
    maintenance: maintenance && {
      rule: createMarginRule(maintenance, currency, getLast, 'maintenance', 0),
      concerns: (product) => typeof maintenance === 'function' || maintenance[product] !== undefined,
    },
  })
  const funds = options.blocksFunds ? createFunds({ ...options, listOpen }) : undefined

  /** Only the fills since then are looked at. */
  function tradedSince(position: Position, at: Timestamp): boolean {
    const last = fills.findLast(({ brokerOrderId, time }) => time < at || isOf(position, brokerOrderId))
    return last !== undefined && last.time >= at
  }

  function isOf({ instrument, product }: Position, id: BrokerOrderId): boolean {
    const { terms } = orders.all.get(id)!
    return terms.instrument === instrument && terms.product === product
  }

  return {
    supervision,
    expire: closingOut.settle,
    objection(asked, kind, instead) {
      for (const { terms } of asked) {
        const objection = supervision?.objection(terms.product)
        if (objection !== undefined) return objection
      }
      return funds?.objection(asked, kind, instead)
    },
  }
}
