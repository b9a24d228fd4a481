import type { BrokerOrderId, Decimal } from '@shagun/core'
import type { BrokerOrderRef, OrderGroup, PlaceReply } from '@shagun/core/adapter'
import type { BrokenBroker } from './broken.ts'
import type { Wire } from './wire.ts'
import { rejected, withCancel, withGroup, withModify, withReports } from './wrap.ts'

export const brokenChanges: readonly BrokenBroker[] = [
  {
    how: 'says that it changes quantities',
    fails: 'changes/quantity',
    breaks: (broker) =>
      withModify(broker, async (_, asked, modify) =>
        'quantity' in asked ? { outcome: 'requested' } : await modify(asked),
      ),
  },
  {
    how: 'raises no limit above 98.50',
    fails: 'changes/limit-price',
    breaks: (broker) =>
      withModify(broker, async (_, asked, modify) => {
        const limit = asked['limitPrice'] as Decimal | undefined
        return limit?.gt('98.5') && limit.lt(100) ? { outcome: 'requested' } : await modify(asked)
      }),
  },
  {
    how: 'says that it moves stops',
    fails: 'changes/stop-price',
    breaks: (broker) =>
      withModify(broker, async (_, asked, modify) =>
        'stopPrice' in asked ? { outcome: 'requested' } : await modify(asked),
      ),
  },
  {
    how: 'says that it keeps orders longer',
    fails: 'changes/time-in-force',
    breaks: (broker) =>
      withModify(broker, async (_, asked, modify) =>
        'timeInForce' in asked ? { outcome: 'requested' } : await modify(asked),
      ),
  },
  {
    how: 'moves the stop with the limit',
    fails: 'changes/alone',
    breaks: (broker) =>
      withModify(broker, (_, asked, modify) =>
        modify('limitPrice' in asked ? { ...asked, stopPrice: asked['limitPrice'] } : asked),
      ),
  },
  {
    how: 'throws where a change is refused',
    fails: 'changes/over',
    breaks: (broker) =>
      withModify(broker, async (_, asked, modify) => {
        const reply = await modify(asked)
        if (reply.outcome === 'rejected') throw new TypeError('Cannot read properties of null.')
        return reply
      }),
  },
]

export const brokenGroups: readonly BrokenBroker[] = [
  {
    how: 'names the legs of a pair the other way round',
    fails: 'groups/named',
    breaks: (broker) =>
      withGroup(broker, async (group) => {
        const reply = await broker.placeGroup!(group)
        if (reply.outcome !== 'accepted' || group.kind !== 'oco') return reply
        return { ...reply, brokerOrderIds: reply.brokerOrderIds.toReversed() as [BrokerOrderId] }
      }),
  },
  {
    how: 'has the broker cancel a stop once its target fills, and nothing else',
    fails: 'groups/first-comes',
    breaks(broker, { wire }) {
      const stops = new Map<BrokerOrderId, BrokerOrderId>()
      wire.venue.listen((report) => {
        const stop = report.type === 'fill' ? stops.get(report.fill.brokerOrderId) : undefined
        if (stop !== undefined) wire.venue.cancel({ brokerOrderId: stop } as BrokerOrderRef)
      })
      return withGroup(broker, async (group) => {
        if (group.kind !== 'oco' || hasUnknown(group)) return await broker.placeGroup!(group)
        const reply = await alone(group, wire)
        const [stop, target] = reply.outcome === 'accepted' ? reply.brokerOrderIds : []
        if (stop !== undefined && target !== undefined) stops.set(target, stop)
        return reply
      })
    },
  },
  {
    how: 'cancels the other leg of a pair itself',
    fails: 'groups/unattended',
    breaks(broker, { wire }) {
      const others = new Map<BrokerOrderId, BrokerOrderId>()
      const watching = withReports(broker, (report) => {
        const other = report.type === 'fill' ? others.get(report.fill.brokerOrderId) : undefined
        if (other !== undefined) wire.venue.cancel({ brokerOrderId: other } as BrokerOrderRef)
        return [report]
      })
      return withGroup(watching, async (group) => {
        if (group.kind !== 'oco' || hasUnknown(group)) return await broker.placeGroup!(group)
        const reply = await alone(group, wire)
        const [first, second] = reply.outcome === 'accepted' ? reply.brokerOrderIds : []
        if (first !== undefined && second !== undefined) others.set(first, second).set(second, first)
        return reply
      })
    },
  },
  {
    how: 'says that it cancels legs',
    fails: 'groups/canceled',
    breaks(broker) {
      const legs = new Set<BrokerOrderId>()
      const placing = withGroup(broker, async (group) => {
        const reply = await broker.placeGroup!(group)
        if (reply.outcome === 'accepted') for (const id of reply.brokerOrderIds) legs.add(id)
        return reply
      })
      return withCancel(placing, async ({ brokerOrderId }, cancel) =>
        legs.has(brokerOrderId) ? { outcome: 'requested' } : await cancel(),
      )
    },
  },
  {
    how: 'takes the legs of a pair that it can',
    fails: 'groups/whole',
    breaks: (broker, { wire }) =>
      withGroup(broker, async (group) => {
        if (!hasUnknown(group)) return await broker.placeGroup!(group)
        await alone({ ...group, legs: group.legs.filter(({ instrument }) => !instrument.endsWith('NOSUCH')) }, wire)
        return rejected('One of the symbols is unknown.')
      }),
  },
  {
    how: 'takes a pair that was not answered for refused',
    fails: 'groups/reply-lost',
    breaks: (broker) =>
      withGroup(broker, async (group) => {
        const reply = await broker.placeGroup!(group)
        return reply.outcome === 'unconfirmed' ? rejected('No answer.') : reply
      }),
  },
  {
    how: 'sends the exits of a bracket with its entry',
    fails: 'groups/bracket',
    breaks: (broker, { wire }) =>
      withGroup(broker, async (group) =>
        group.kind === 'bracket' ? await alone(group, wire) : await broker.placeGroup!(group),
      ),
  },
]

function hasUnknown({ legs }: OrderGroup): boolean {
  return legs.some(({ instrument }) => instrument.endsWith('NOSUCH'))
}

/** Each leg by itself, as nobody keeps them in step. */
async function alone({ legs }: OrderGroup, { venue, faults }: Wire): Promise<PlaceReply> {
  const replies = legs.map((leg) => venue.place(leg))
  if (faults.size > 0) return { outcome: 'unconfirmed', cause: 'timeout' }
  const ids = replies.flatMap((reply) => (reply.outcome === 'accepted' ? reply.brokerOrderIds : []))
  return { outcome: 'accepted', brokerOrderIds: ids as [BrokerOrderId, ...BrokerOrderId[]] }
}
