import { parseChange, parseRequest } from '../account/parse-request.ts'
import type { Decimal } from '../model/decimal.ts'
import type { ClientOrderId } from '../model/ids.ts'
import { createInstrument, type Instrument } from '../model/instrument.ts'
import type { Approved, GroupRequest, OrderChange, OrderRequest, OrderTerms } from '../model/order.ts'
import type { Supports } from '../model/supports.ts'
import type { Broker, OrderGroup } from '../ports/broker.ts'

let minted = 0

/**
 * Terms as an account would hand them to this broker, for a test of the adapter alone: no rule was asked.
 *
 * @param instrument - default: an equity with a tick of 0.01 and a lot of 1, in no currency (XXX in ISO 4217)
 * @throws ShagunError `invalid-order` as `place` would
 * @example
 * ```ts
 * import { approve } from '@shagun/core/testing'
 * import { mock } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '1000' })
 * const reply = broker.place(approve(broker, { instrument: 'NSE:INFY', side: 'buy', quantity: 1, type: 'market' }))
 * ```
 */
export function approve<S extends Supports>(
  broker: Broker<S>,
  request: OrderRequest<NoInfer<S>>,
  instrument: Instrument = usual(request),
): Approved<OrderTerms<S>> {
  return read(broker.supports, request as OrderRequest, instrument) as unknown as Approved<OrderTerms<S>>
}

/**
 * Orders that belong together as an account would hand them to this broker: no rule was asked.
 *
 * @param instrument - that of all legs. Default: an equity with a tick of 0.01 and a lot of 1, in no currency
 * @throws ShagunError `invalid-order` as `placeGroup` would
 * @example
 * ```ts
 * import { approveGroup } from '@shagun/core/testing'
 * import { mock } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '1000' })
 * const exit = { instrument: 'NSE:INFY', side: 'sell', quantity: 1 } as const
 * const legs = [{ ...exit, type: 'stop', stopPrice: 95 }, { ...exit, type: 'limit', limitPrice: 110 }] as const
 * const reply = broker.placeGroup?.(approveGroup(broker, { kind: 'oco', legs }))
 * ```
 */
export function approveGroup<S extends Supports>(
  broker: Broker<S>,
  { kind, legs }: GroupRequest<NoInfer<S>>,
  instrument?: Instrument,
): Approved<OrderGroup<S>> {
  const terms = legs.map((leg) => read(broker.supports, leg as OrderRequest, instrument ?? usual(leg)))
  const group = { group: terms[0]?.clientOrderId }
  return { kind, legs: terms.map((leg) => ({ ...leg, ...group })) } as unknown as Approved<OrderGroup<S>>
}

/**
 * New values of a working order as an account would hand them to this broker: no rule was asked.
 *
 * @param instrument - default: an equity with a tick of 0.01 and a lot of 1, in no currency
 * @throws ShagunError `invalid-order` as `modify` would
 * @example
 * ```ts
 * import { approve, approveChange } from '@shagun/core/testing'
 * import { mock } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '1000' })
 * const terms = approve(broker, { instrument: 'NSE:INFY', side: 'buy', quantity: 1, type: 'limit', limitPrice: 95 })
 * const change = approveChange(broker, terms, { limitPrice: 96 })
 * ```
 */
export function approveChange<S extends Supports>(
  _broker: Broker<S>,
  terms: OrderTerms<NoInfer<S>>,
  change: OrderChange<NoInfer<S>>,
  instrument: Instrument = usual(terms),
): Approved<OrderChange<S, Decimal>> {
  const exact = parseChange(change as OrderChange, terms as unknown as OrderTerms, instrument)
  return exact as unknown as Approved<OrderChange<S, Decimal>>
}

function read(supports: Supports, request: OrderRequest, instrument: Instrument): OrderTerms {
  // As long as an account's, so that a tag that is cut short shows.
  const length = supports.tagLength === 0 ? longest : Math.min(supports.tagLength, longest)
  const count = (++minted).toString(36)
  return parseRequest(request, instrument, supports, `test${count.padStart(length - 4, '0')}` as ClientOrderId)
}

const longest = 20

function usual({ instrument }: Pick<OrderRequest, 'instrument'>): Instrument {
  return createInstrument({ id: instrument, currency: 'XXX' })
}
