import type { AnyShagunError, BrokerOrderId, Clock, Evidence } from '@shagun/core'
import type { PlaceReply } from '@shagun/core/adapter'
import type { KiteClient } from '../client/kite-client.ts'
import type { KiteLimits } from '../limits.ts'
import { legsOf, type OrderOptions, placeParams } from './order-params.ts'
import { readRefusal, readUncertain } from './outcome.ts'
import type { KiteTerms } from './words.ts'

/**
 * Sends an order, once.
 *
 * What Kite refused in its own words, and what never left, is certain. Everything else may have become an order: a timeout,
 * a broken line, a page of somebody in between, an answer without an order id.
 *
 * @param isExit - it may use what the day's and the minute's limits keep for ways out
 */
export async function placeOrder(
  client: KiteClient,
  { placing }: Pick<KiteLimits, 'placing'>,
  terms: KiteTerms,
  options: OrderOptions,
  isExit: boolean,
  clock: Clock,
): Promise<PlaceReply> {
  const notAfter = clock.now() + mostWaitMs
  const legs = legsOf(terms, options)
  if (legs > mostLegs) return { outcome: 'rejected', evidence: tooManyLegs(legs) }
  try {
    // An order that waits for the next minute is not the one that was decided on.
    await placing.take({ maxWaitMs: 1_000, urgent: isExit, cost: legs })
  } catch (error) {
    // Whatever it was, nothing has been sent.
    const { code: vendorCode, message: reason } = error as AnyShagunError
    return { outcome: 'rejected', evidence: { reason, vendorCode } }
  }
  try {
    const variety = legs === 1 ? 'regular' : 'iceberg'
    const params = placeParams(terms, options) as never
    const answer = await client.ask((kite) => kite.placeOrder(variety, params), { urgent: isExit, notAfter })
    if ('refused' in answer) return { outcome: 'rejected', evidence: answer.refused }
    return readPlaced(answer.data, variety, client.hide) ?? { outcome: 'unconfirmed', cause: 'unreadable-reply' }
  } catch (error) {
    return readRefusal(error) ?? readUncertain(error)
  }
}

/** Kite makes so many orders of an iceberg. */
const mostLegs = 50

function tooManyLegs(legs: number): Evidence {
  const reason = `An iceberg of Kite has at most ${mostLegs} legs, and this one would have ${legs}; display more of it.`
  return { reason, vendorCode: 'iceberg' }
}

/** So long an order may wait for a store or a vault, before it stands in the queue. */
const mostWaitMs = 5_000

interface Slice {
  readonly id: BrokerOrderId | undefined
  readonly refused: Evidence | undefined
}

/** `{order_id}`, `{order_id, children: [{order_id} | {error}]}` or a list of the latter. */
function readPlaced(data: unknown, variety: string, hide: (text: string) => string): PlaceReply | undefined {
  const slices = slicesIn(data)
  const ids = slices.flatMap(({ id }) => id ?? [])
  const refused = slices.flatMap((slice) => slice.refused ?? [])
  const [first, ...others] = ids
  if (first === undefined) {
    const [evidence] = refused
    // Where all slices were refused, none is an order.
    if (evidence === undefined || refused.length < slices.length) return undefined
    return { outcome: 'rejected', evidence: { ...evidence, reason: hide(evidence.reason) } }
  }
  const note = { variety }
  const [evidence] = refused
  if (evidence === undefined) return { outcome: 'accepted', brokerOrderIds: [first, ...others], note }
  // Nobody says how large a slice was that was refused; the order book shows those that were not.
  return undefined
}

function slicesIn(data: unknown): readonly Slice[] {
  const list = Array.isArray(data) ? data : isObject(data) ? [data, ...childrenOf(data)] : []
  return list.filter(isObject).map(readSlice)
}

function childrenOf({ children }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Array.isArray(children) ? children : []
}

function readSlice({ order_id: id, error }: Readonly<Record<string, unknown>>): Slice {
  const refused = isObject(error)
    ? { reason: String(error['message'] ?? 'refused'), vendorCode: String(error['error_type'] ?? 'OrderException') }
    : undefined
  return { id: typeof id === 'string' && id !== '' ? (id as BrokerOrderId) : undefined, refused }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
