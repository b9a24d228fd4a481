import type { OrderRequest } from '@shagun/core'
import { approve } from '@shagun/core/testing'
import { breach } from '../conformance-case.ts'
import { all, type BrokerClaim } from './claim.ts'
import { lastingKind, needsResting, requestOf } from './requests.ts'
import { replyText, type Sent } from './sent.ts'
import type { Stage } from './stage.ts'

/** More than any broker takes in a second. */
const many = 30

/** Many orders at once. */
export const limitClaims: readonly BrokerClaim[] = all(needsResting, [
  {
    id: 'limits/burst',
    claim:
      'gives each of many orders that come at once an end that is true: accepted and there, or refused and not there',
    async check(stage) {
      const all = await burst(stage)
      const odd = all.find(({ reply }) => reply.outcome === 'unconfirmed')
      if (odd !== undefined)
        throw breach(
          `One of ${many} orders was ${replyText(odd.reply)}.`,
          'Let them wait for their turn, or refuse them.',
        )
      await stage.pass(2_000)
      const accepted = all.filter(({ reply }) => reply.outcome === 'accepted').length
      const { length } = stage.venue.listOrders()
      if (length !== accepted)
        throw breach(
          `${accepted} of ${many} orders were accepted, and the venue has ${length}.`,
          'Send each once, or not at all.',
        )
    },
  },
  {
    id: 'limits/own-answers',
    claim: 'gives each of many orders that come at once the ids of its own order',
    async check(stage) {
      for (const sent of await burst(stage)) {
        if (sent.reply.outcome !== 'accepted') continue
        const { rows } = await stage.shows(sent, 'the order', (state) => state.rows.length > 0)
        const odd = rows.find(
          ({ brokerOrderId, quantity }) =>
            !sent.brokerOrderIds.includes(brokerOrderId) || !quantity.eq(sent.terms.quantity),
        )
        if (odd !== undefined)
          throw breach(
            `An order for ${sent.terms.quantity} was named ${sent.brokerOrderIds}, and its book shows ${odd.brokerOrderId} for ${odd.quantity}.`,
            'Keep each answer with its own question.',
          )
      }
    },
  },
])

/** Orders of which each has a quantity of its own. */
function burst(stage: Stage): Promise<readonly Sent[]> {
  const kind = lastingKind(stage.supports, 'limit')!
  const requests = Array.from(
    { length: many },
    (_, i): OrderRequest => requestOf(stage.instrument, { kind, lots: i + 1, limit: 80 + i / 10 }),
  )
  return Promise.all(
    requests.map((request) => stage.sendTerms(approve(stage.broker, request, stage.instrument), 4 * stage.patienceMs)),
  )
}
