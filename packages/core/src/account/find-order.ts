import { ShagunError } from '../errors.ts'
import type { ClientOrderId } from '../model/ids.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import type { Kernel } from './kernel.ts'

/** @throws ShagunError `invalid-order` where the account has no such order */
export function findOrder({ account, state }: Kernel, id: ClientOrderId): TrackedOrder {
  const tracked = state.getTracked(id)
  if (tracked !== undefined) return tracked
  const expected = `an order of account ${account}`
  throw new ShagunError('invalid-order', `There is no order ${id}; expected ${expected}.`, {
    details: { field: 'clientOrderId', value: id, expected },
  })
}
