import { parseRequest } from '../account/parse-request.ts'
import type { ClientOrderId } from '../model/ids.ts'
import { createInstrument, type Instrument } from '../model/instrument.ts'
import type { Approved, OrderRequest, OrderTerms } from '../model/order.ts'
import type { Supports } from '../model/supports.ts'
import type { Broker } from '../ports/broker.ts'

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
  instrument: Instrument = createInstrument({ id: request.instrument, currency: 'XXX' }),
): Approved<OrderTerms<S>> {
  const id = `test${(++minted).toString(36).padStart(9, '0')}` as ClientOrderId
  return parseRequest(request as OrderRequest, instrument, broker.supports, id) as unknown as Approved<OrderTerms<S>>
}
