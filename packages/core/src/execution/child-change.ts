import type { OrderEvent } from '../model/events.ts'
import type { AlgoNews } from '../ports/algo-input.ts'

type ChildChange = Exclude<Extract<AlgoNews, { readonly type: 'child' }>['change'], 'rejected'>

/** What an event of its order means to a planner; `undefined` for what is no news, or a refusal. */
export function changeOf(type: OrderEvent['type']): ChildChange | undefined {
  switch (type) {
    case 'order.accepted':
      return 'accepted'
    case 'order.filled':
      return 'filled'
    case 'order.modified':
      return 'modified'
    case 'order.modify-refused':
    case 'order.cancel-refused':
      return 'refused'
    case 'order.canceled':
    case 'order.expired':
      return 'canceled'
    case 'order.unconfirmed':
      return 'unconfirmed'
    default:
      return undefined
  }
}
