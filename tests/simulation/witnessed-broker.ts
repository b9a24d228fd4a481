import type { ZerodhaBroker } from '@shagun/broker-zerodha'
import type { BrokerReport } from '@shagun/core/adapter'
import type { Emitted } from './emitted.ts'

/** A broker of which everything is noted that it answers, throws and reports. */
export function witnessed(broker: ZerodhaBroker, emitted: Emitted): ZerodhaBroker {
  const noted = async <T>(work: PromiseLike<T> | T): Promise<T> => {
    try {
      return await work
    } catch (cause) {
      emitted.note('thrown', cause)
      throw cause
    }
  }
  const answered = async <T>(work: PromiseLike<T> | T): Promise<T> => {
    const answer = await noted(work)
    emitted.note('answer', answer)
    return answer
  }
  return {
    ...broker,
    connect: (report) =>
      noted(
        broker.connect((told: BrokerReport) => {
          emitted.note('report', told)
          report(told)
        }),
      ),
    place: (terms) => answered(broker.place(terms)),
    cancel: (order) => answered(broker.cancel(order)),
    modify: (order, change) => answered(broker.modify!(order, change)),
    findOrders: (id, sought) => noted(broker.findOrders(id, sought)),
    fetchSnapshot: () => noted(broker.fetchSnapshot()),
  }
}
