import type { GroupKind, GroupRequest, OrderRequest } from '@shagun/core'
import type { OrderGroup, PlaceReply } from '@shagun/core/adapter'
import { approveGroup } from '@shagun/core/testing'
import { breach } from '../conformance-case.ts'
import { readReply } from './answers.ts'
import { all, type BrokerClaim, needsFault } from './claim.ts'
import { attempt, known } from './desk.ts'
import { expectUnknown } from './faults.ts'
import { lastingKind, needsResting, requestOf, takes } from './requests.ts'
import { isPlaced, type Placed, replyText, type Sent } from './sent.ts'
import type { Stage } from './stage.ts'

type Skips = NonNullable<BrokerClaim['skipped']>

/** Orders that the broker keeps in step. */
export const groupClaims: readonly BrokerClaim[] = [
  ...all(needsGroup('oco'), [
    {
      id: 'groups/named',
      claim: 'takes a pair of which one cancels the other, and names one id for each leg, in their order',
      async check(stage) {
        await buy(stage)
        const legs = await placeGroup(stage, 'oco', exits(stage))
        for (const leg of legs) {
          const { rows } = await stage.shows(leg, `the leg at ${leg.terms.type}`, (state) => state.rows.length > 0)
          const limit = 'limitPrice' in leg.terms ? leg.terms.limitPrice : undefined
          const odd = rows.find(
            ({ brokerOrderId, limitPrice }) =>
              !leg.brokerOrderIds.includes(brokerOrderId) || (limitPrice && limit && !limitPrice.eq(limit)),
          )
          if (odd !== undefined)
            throw breach(
              `The leg to ${leg.terms.side} at ${limit} was named ${leg.brokerOrderIds}, and is shown as ${odd.brokerOrderId} at ${odd.limitPrice}.`,
              'Name the ids in the order of the legs.',
            )
        }
      },
    },
    {
      id: 'groups/first-comes',
      claim: 'cancels the one of a pair when the other fills, whichever it is',
      async check(stage) {
        for (const [percent, first, second] of [
          [102, 1, 0],
          [97.5, 0, 1],
        ] as const) {
          await buy(stage)
          const legs = await placeGroup(stage, 'oco', exits(stage))
          const [came, other] = [legs[first]!, legs[second]!]
          const { quantity } = came.terms
          for (let attempt = 0; attempt < 3; attempt++) await stage.print(percent)
          await stage.shows(came, `${quantity} filled`, ({ filled }) => filled.eq(quantity))
          await stage.shows(other, 'the end of the other leg', ({ isWorking, filled }) => !isWorking && filled.isZero())
          const before = stage.venue.listFills().length
          await stage.print(first === 1 ? 97.5 : 102)
          if (stage.venue.listFills().length > before)
            throw breach(
              'Both legs of a pair filled.',
              'Leave it to the broker to keep them in step, or declare no groups.',
            )
        }
      },
    },
    {
      id: 'groups/unattended',
      claim: 'has a pair kept in step by the broker, while nobody is connected',
      async check(stage) {
        await buy(stage)
        const [stop, target] = await placeGroup(stage, 'oco', exits(stage))
        await stage.disconnect()
        for (let attempt = 0; attempt < 3; attempt++) await stage.print(102)
        const before = stage.venue.listFills().length
        await stage.print(97.5)
        if (stage.venue.listFills().length > before)
          throw breach(
            'Nobody was connected, and both legs of a pair filled.',
            'Declare no groups that you keep in step yourself: a process may end.',
          )
        await stage.connect()
        await stage.shows(target!, 'the target filled', ({ filled }) => filled.eq(target!.terms.quantity))
        await stage.shows(stop!, 'the end of the stop', ({ isWorking, filled }) => !isWorking && filled.isZero())
      },
    },
    {
      id: 'groups/canceled',
      claim: 'leaves nothing of a pair at work once its legs are canceled',
      async check(stage) {
        await buy(stage)
        const legs = await placeGroup(stage, 'oco', exits(stage))
        for (const leg of legs) await stage.cancel(leg)
        for (const leg of legs) await stage.shows(leg, 'the end of the leg', ({ isWorking }) => !isWorking)
        const before = stage.venue.listFills().length
        for (const percent of [102, 97.5]) await stage.print(percent)
        if (stage.venue.listFills().length > before)
          throw breach('A leg filled that was canceled.', 'Cancel at the broker what was meant.')
      },
    },
    {
      id: 'groups/whole',
      claim: 'takes all legs of a group or none',
      skipped: ({ unknownInstrument }) =>
        unknownInstrument === undefined ? 'there is no `unknownInstrument`' : undefined,
      async check(stage) {
        const [stop, target] = exits(stage)
        const legs = [stop!, { ...target!, instrument: stage.fixtures.unknownInstrument! }]
        const { reply } = await sendGroup(stage, 'oco', legs as never)
        if (reply.outcome === 'accepted')
          throw breach('A group with a leg that nobody has was accepted.', 'Refuse all of it.')
        await stage.pass(2_000)
        const { length } = (await stage.fetchSnapshot()).orders
        if (length > 0)
          throw breach(`It was ${replyText(reply)}, and ${length} of it are in the book.`, 'Take all or none.')
      },
    },
    {
      id: 'groups/reply-lost',
      claim: 'does not call a group refused whose answer was lost, sends it once, and finds its legs',
      skipped: needsFault('reply-lost'),
      async check(stage) {
        await buy(stage)
        const sent = await stage.under('reply-lost', () => sendGroup(stage, 'oco', exits(stage)))
        expectUnknown(stage, sent.reply, true)
        await stage.pass(60_000)
        for (const leg of sent.legs)
          await stage.shows(leg, 'one order at work', ({ rows, isWorking }) => isWorking && rows.length === 1)
        const working = (await stage.fetchSnapshot()).orders.filter(({ lifecycle }) => lifecycle === 'working')
        if (working.length !== 2)
          throw breach(`${working.length} orders of a pair are at work.`, 'Send a group once, whatever comes of it.')
      },
    },
  ]),
  {
    id: 'groups/bracket',
    claim: 'has the exits of a bracket kept back until its entry fills, then one cancel the other, all by the broker',
    skipped: needsGroup('bracket'),
    async check(stage) {
      const entry = requestOf(stage.instrument, { kind: lastingKind(stage.supports, 'limit')! })
      const [order, stop, target] = await placeGroup(stage, 'bracket', [entry, ...exits(stage)])
      await stage.disconnect()
      await stage.print(102)
      if (stage.venue.listFills().length > 0)
        throw breach('An exit filled before the entry.', 'Let the broker keep exits back, or declare no brackets.')
      await stage.print(98)
      await stage.connect()
      await stage.shows(order!, 'the entry filled', ({ filled }) => filled.eq(order!.terms.quantity))
      for (let attempt = 0; attempt < 3; attempt++) await stage.print(102)
      await stage.shows(target!, 'the target filled', ({ filled }) => filled.eq(target!.terms.quantity))
      await stage.shows(stop!, 'the end of the stop', ({ isWorking, filled }) => !isWorking && filled.isZero())
    },
  },
]

function needsGroup(kind: GroupKind): Skips {
  return (fixtures) => {
    if (!fixtures.supports.groups.includes(kind)) return `it declares no ${kind}`
    return exitKinds(fixtures.supports) === undefined ? 'it takes no stop beside a limit' : needsResting(fixtures)
  }
}

/** A stop and a target in one time in force, the longest there is: brokers keep such orders for days. */
function exitKinds(supports: Stage['supports']) {
  for (const inForce of ['gtc', 'day', 'gtd'] as const)
    for (const type of ['stop-limit', 'stop'] as const)
      if (takes(supports, ['limit', inForce]) && takes(supports, [type, inForce]))
        return [
          [type, inForce],
          ['limit', inForce],
        ] as const
  return undefined
}

/** Out of a position that was bought: below, and above the last price. */
function exits({ supports, instrument }: Stage): readonly OrderRequest[] {
  const [stop, target] = exitKinds(supports)!
  return [
    requestOf(instrument, { kind: stop, side: 'sell', stop: 98, limit: 97 }),
    requestOf(instrument, { kind: target, side: 'sell', limit: 102 }),
  ]
}

async function buy(stage: Stage): Promise<void> {
  const placed = await stage.place({ kind: lastingKind(stage.supports, 'limit')! })
  for (let attempt = 0; attempt < 2; attempt++) await stage.print(98)
  await stage.shows(placed, 'a filled order', ({ filled }) => filled.eq(placed.terms.quantity))
  await stage.print(100)
}

interface SentGroup {
  readonly reply: PlaceReply
  readonly legs: readonly Sent[]
}

async function sendGroup(stage: Stage, kind: GroupKind, requests: GroupRequest['legs']): Promise<SentGroup> {
  const { broker, instrument, answered } = stage
  const submittedAt = broker.environment.clock.now()
  const approved: OrderGroup = approveGroup(broker, { kind, legs: requests }, instrument)
  // They are approved as orders of one instrument, of which nobody has this one.
  const group = { kind, legs: approved.legs.map((leg, i) => ({ ...leg, instrument: requests[i]!.instrument })) }
  const asked = attempt<PlaceReply>(() => broker.placeGroup!(group as never))
  const reply = readReply(await known(answered(asked, 'A group')), 'A group', 'accepted')
  const ids = reply.outcome === 'accepted' ? reply.brokerOrderIds : []
  const note = (reply.outcome === 'accepted' && reply.note) || {}
  const legs = group.legs.map((terms, i) => ({ terms, submittedAt, reply, note, brokerOrderIds: ids.slice(i, i + 1) }))
  return { reply, legs }
}

async function placeGroup(stage: Stage, kind: GroupKind, requests: GroupRequest['legs']): Promise<readonly Placed[]> {
  const { reply, legs } = await sendGroup(stage, kind, requests)
  if (reply.outcome !== 'accepted')
    throw breach(`A group was answered with ${replyText(reply)}.`, 'Take groups of the kinds that are declared.')
  if (new Set(reply.brokerOrderIds).size !== legs.length)
    throw breach(`For ${legs.length} legs it named ${reply.brokerOrderIds.join(', ')}.`, 'Name one id for each leg.')
  return legs.filter(isPlaced)
}
