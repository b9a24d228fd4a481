import type { BrokerOrderId } from '@shagun/core'
import type { VenueOrder } from './venue-order.ts'

/** Every order that an account ever had, and which of them it can read. */
export interface OwnOrders {
  readonly all: ReadonlyMap<BrokerOrderId, VenueOrder>
  readonly shown: ReadonlyMap<BrokerOrderId, VenueOrder>
  add(order: VenueOrder): void
  /** Those that are working, oldest first: what is to be done with them is done on this list. */
  listOpen(): readonly VenueOrder[]
  /** What is over is shown no more. */
  hideClosed(): void
  hide(isHidden: (order: VenueOrder) => boolean): void
}

export function createOwnOrders(): OwnOrders {
  const all = new Map<BrokerOrderId, VenueOrder>()
  // One map for both, until something is hidden.
  let shown = all
  let open: VenueOrder[] = []

  function hide(isHidden: (order: VenueOrder) => boolean): void {
    shown = new Map([...shown].filter(([, order]) => !isHidden(order)))
  }

  return {
    all,
    get shown() {
      return shown
    },
    add(order) {
      all.set(order.brokerOrderId, order)
      if (shown !== all) shown.set(order.brokerOrderId, order)
      if (order.lifecycle === 'working') open.push(order)
    },
    listOpen: () => (open = open.filter(isWorking)),
    hideClosed: () => hide((order) => !isWorking(order)),
    hide,
  }
}

function isWorking({ lifecycle }: VenueOrder): boolean {
  return lifecycle === 'working'
}
