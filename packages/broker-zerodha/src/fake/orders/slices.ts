import type { Kite } from '../kite.ts'
import type { Account } from '../portfolio/account.ts'
import { badInput } from '../wire/refusal.ts'
import type { Entry, Lifecycle } from './lifecycle.ts'
import type { KiteTerms } from './order.ts'

/** At most so many orders out of one. */
const mostSlices = 10

/** The quantities of an order that is above what the exchange takes at once; nothing where it is not. */
export function slicesOf({ quantity, listed: { instrument } }: KiteTerms): number[] | undefined {
  const { freezeQuantity, lotSize } = instrument
  if (freezeQuantity === undefined || freezeQuantity.gte(quantity)) return undefined
  const most = freezeQuantity.minus(freezeQuantity.mod(lotSize)).toNumber()
  const count = Math.ceil(quantity / most)
  if (count > mostSlices) throw badInput(`Quantity exceeds the limit of ${mostSlices} slices of ${most}.`)
  return Array.from({ length: count }, (_, i) => Math.min(most, quantity - i * most))
}

/** Places the slices. What becomes of one is not what becomes of the others, and the answer is 200 all the same. */
export function placeSlices(
  { behavior, faults }: Kite,
  lifecycle: Lifecycle,
  account: Account,
  terms: KiteTerms,
  entry: Entry,
  quantities: readonly number[],
): unknown {
  const refusedFrom = faults.take('place', 'slices-refused')?.from ?? Number.POSITIVE_INFINITY
  const { tag, ...untagged } = terms
  let parent: string | undefined
  const place = (quantity: number, i: number): string => {
    const own = i === 0 || behavior.taggedSlices ? terms : { ...untagged, tag: undefined }
    const tags = ['autoslice', ...(parent === undefined ? [] : [`autoslice:${parent}`])]
    return lifecycle.open(account, { ...own, quantity }, { ...entry, tags, ...(tag !== undefined && { sliceOf: tag }) })
      .id
  }
  const results = quantities.map((quantity, i) => {
    if (i + 1 >= refusedFrom) return { error: sliceError }
    const id = place(quantity, i)
    parent ??= id
    return { order_id: id }
  })
  if (behavior.slices === 'list') return results
  return { order_id: parent ?? '', children: results.slice(parent === undefined ? 0 : 1) }
}

const sliceError = {
  code: 429,
  error_type: 'NetworkException',
  message: 'Maximum allowed order requests exceeded',
  data: null,
}
