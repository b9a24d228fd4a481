import { type Broker, isShagunError } from '@shagun/core'
import type { BrokerSnapshot, PlaceReply } from '@shagun/core/adapter'
import type { BrokenBroker } from './broken.ts'
import { type Wire, WireError } from './wire.ts'
import { rejected, withCancel, withModify, withPlace, withReply, withReports } from './wrap.ts'

type Cause = Extract<PlaceReply, { readonly outcome: 'unconfirmed' }>['cause']

export const brokenFaults: readonly BrokenBroker[] = [
  {
    how: 'sends again what has not arrived',
    fails: 'faults/request-lost',
    breaks: (broker, { wire, environment }) =>
      withPlace(broker, async (terms, send) => {
        const isLost = wire.faults.has('request-lost')
        const reply = await send(terms)
        if (isLost) environment.timers.after(20_000, () => void send(terms))
        return reply
      }),
  },
  {
    how: 'takes a lost connection for a refusal',
    fails: 'faults/reply-lost',
    breaks: (broker) => refusing(broker, 'connection-lost'),
  },
  {
    how: 'waits for an answer without an end',
    fails: 'faults/reply-never',
    breaks: (broker, { wire }) =>
      withPlace(broker, async (terms, send) => {
        const isSilent = wire.faults.has('reply-never')
        const reply = await send(terms)
        return isSilent ? await new Promise<never>(() => {}) : reply
      }),
  },
  {
    how: 'takes answers in the order of its questions, also one that comes late',
    fails: 'faults/reply-late',
    breaks(broker, { wire }) {
      let missed: PlaceReply | undefined
      return withPlace(broker, async (terms, send) => {
        const isLate = wire.faults.has('reply-late')
        const reply = await send(terms)
        if (isLate && reply.outcome === 'unconfirmed') missed = answerTo(terms.clientOrderId, wire)
        else if (missed !== undefined) return missed
        return reply
      })
    },
  },
  {
    how: 'takes an error of the server for a refusal',
    fails: 'faults/server-error',
    breaks: (broker) => refusing(broker, 'server-error'),
  },
  {
    how: 'takes what it cannot read for a refusal',
    fails: 'faults/reply-unreadable',
    breaks: (broker) => refusing(broker, 'unreadable-reply'),
  },
  {
    how: 'sends again what was too fast',
    fails: 'faults/rate-limited',
    breaks: (broker, { environment }) =>
      withPlace(broker, async (terms, send) => {
        const reply = await send(terms)
        if (reply.outcome === 'rejected' && reply.evidence.httpStatus === 429)
          environment.timers.after(5_000, () => void send(terms))
        return reply
      }),
  },
  {
    how: 'finds what it knows that it has sent',
    fails: 'faults/found',
    breaks(broker) {
      const unanswered = new Set<string>()
      const placing = withReply(broker, (reply, { clientOrderId }) => {
        if (reply.outcome === 'unconfirmed') unanswered.add(clientOrderId)
        return reply
      })
      return {
        ...placing,
        findOrders: async (id, sought) => (unanswered.has(id) ? [] : await broker.findOrders(id, sought)),
      }
    },
  },
  {
    how: 'takes a cancel that was not answered for refused',
    fails: 'faults/cancel-unanswered',
    breaks: (broker) =>
      withCancel(broker, async (_, cancel) => {
        const reply = await cancel()
        return reply.outcome === 'unconfirmed' ? rejected('No answer.') : reply
      }),
  },
  {
    how: 'takes a cancel for taken once it was sent',
    fails: 'faults/cancel-unanswered',
    breaks: (broker) =>
      withCancel(broker, async (_, cancel) => {
        const reply = await cancel()
        return reply.outcome === 'unconfirmed' ? { outcome: 'requested' } : reply
      }),
  },
  {
    how: 'takes a change that was not answered for refused',
    fails: 'faults/change-unanswered',
    breaks: (broker) =>
      withModify(broker, async (_, asked, modify) => {
        const reply = await modify(asked)
        return reply.outcome === 'unconfirmed' ? rejected('No answer.') : reply
      }),
  },
  {
    how: 'takes books that cannot be read for empty',
    fails: 'faults/read-fails',
    breaks: (broker, { environment }) =>
      reading(broker, (error) => {
        if (error instanceof WireError && error.why === 'server') return nothing(environment.clock.now())
        throw error
      }),
  },
  {
    how: 'takes books that make no sense for empty',
    fails: 'faults/read-garbage',
    breaks: (broker, { environment }) =>
      reading(broker, (error) => {
        if (isShagunError(error, 'invalid-data')) return nothing(environment.clock.now())
        throw error
      }),
  },
  {
    how: 'gives up reading after some failures',
    fails: 'faults/recovers',
    breaks(broker) {
      let failures = 0
      const counting = reading(broker, (error) => {
        failures++
        throw error
      })
      return {
        ...counting,
        fetchSnapshot() {
          if (failures < 5) return counting.fetchSnapshot()
          return Promise.reject(new Error('Acme is given up.'))
        },
      }
    },
  },
  {
    how: 'says nothing of a line that is cut',
    fails: 'faults/disconnected',
    breaks(broker) {
      let isLost = false
      return withReports(broker, (report) => {
        if (report.type === 'lost') {
          isLost = true
          return []
        }
        if (report.type !== 'restored' || !isLost) return [report]
        isLost = false
        return []
      })
    },
  },
  {
    how: 'says nothing of a session that has ended',
    fails: 'faults/session-expired',
    breaks: (broker) => withReports(broker, (report) => (report.type === 'session-expired' ? [] : [report])),
  },
]

/** What Acme has answered, when nobody waited any more. */
function answerTo(clientOrderId: string, { venue }: Wire): PlaceReply | undefined {
  const row = venue.readOrders().find((each) => each.clientOrderId === clientOrderId)
  return row && { outcome: 'accepted', brokerOrderIds: [row.brokerOrderId] }
}

/** What was not answered for that cause counts as refused. */
function refusing(broker: Broker, cause: Cause): Broker {
  return withReply(broker, (reply) =>
    reply.outcome === 'unconfirmed' && reply.cause === cause ? rejected('It failed.') : reply,
  )
}

function reading(broker: Broker, failed: (error: unknown) => BrokerSnapshot): Broker {
  return { ...broker, fetchSnapshot: () => broker.fetchSnapshot().catch(failed) }
}

function nothing(asOf: number): BrokerSnapshot {
  return { asOf, orders: [], fills: [], positions: [], holdings: [], cash: {} }
}
