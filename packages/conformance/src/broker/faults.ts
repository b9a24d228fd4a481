import { breach } from '../conformance-case.ts'
import { all, type BrokerClaim, needsFault } from './claim.ts'
import type { BrokerFault } from './fixtures.ts'
import { rest } from './lifecycle.ts'
import { lastingKind, needsResting } from './requests.ts'
import { type Placed, replyText, type Sent, type Stage } from './stage.ts'
import { isTold } from './told.ts'

/** After so long whoever tries again has tried again. */
const laterMs = 60_000

/** Each is skipped where the fixtures have no such fault. */
export const faultClaims: readonly BrokerClaim[] = all(needsResting, [
  ...unanswered([
    ['request-lost', 'does not call an order accepted that never arrived, and does not send it later'],
    ['reply-lost', 'does not call an order refused whose answer was lost, and sends it once'],
    ['reply-never', 'gives an order that is never answered an end, does not call it refused, and sends it once'],
    ['server-error', 'does not take an error of the server for a refusal, and sends an order once'],
    ['reply-unreadable', 'does not take an answer that makes no sense for a refusal, and sends an order once'],
    ['rate-limited', 'does not call an order accepted that was refused for its pace, and does not send it later'],
  ]),
  {
    id: 'faults/found',
    claim: 'finds an order whose answer was lost by its own id, and can cancel it',
    skipped: (fixtures) =>
      needsFault('reply-lost')(fixtures) ??
      (fixtures.supports.idempotency === 'none' ? 'no id of ours travels with its orders' : undefined),
    async check(stage) {
      const sent = await stage.under('reply-lost', () => send(stage))
      const { rows } = await stage.shows(sent, 'the order at work', ({ isWorking }) => isWorking)
      const found = asFound(sent, rows)
      await stage.cancel(found)
      await stage.shows(found, 'the end of the order', ({ isWorking }) => !isWorking)
    },
  },
  {
    id: 'faults/cancel-unanswered',
    claim: 'does not call a cancel refused whose answer was lost',
    skipped: needsFault('reply-lost'),
    async check(stage) {
      const placed = await rest(stage)
      const reply = await stage.under('reply-lost', () => stage.cancel(placed))
      if (reply.outcome === 'rejected')
        throw breach(`It was answered with ${replyText(reply)}.`, 'Say unconfirmed where nobody knows.')
      await stage.shows(placed, 'the end of the order', ({ isWorking }) => !isWorking)
    },
  },
  {
    id: 'faults/read-fails',
    claim: 'throws where a book cannot be read, and never takes that for an empty one',
    skipped: needsFault('read-fails'),
    check: (stage) => expectUnread(stage, 'read-fails'),
  },
  {
    id: 'faults/read-garbage',
    claim: 'throws where a book is answered with what cannot be believed',
    skipped: needsFault('read-garbage'),
    check: (stage) => expectUnread(stage, 'read-garbage'),
  },
  {
    id: 'faults/recovers',
    claim: 'reads its books again once they can be read again',
    skipped: needsFault('read-fails'),
    async check(stage) {
      const placed = await rest(stage)
      await stage.under('read-fails', async () => {
        for (let attempt = 0; attempt < 10; attempt++) {
          await stage.fetchSnapshot().catch(() => {})
          await stage.pass(1_000)
        }
      })
      let last: unknown
      for (let minute = 0; minute < 5; minute++) {
        try {
          await stage.findRows(placed)
          await stage.fetchSnapshot()
          return
        } catch (error) {
          last = error
        }
        await stage.pass(60_000)
      }
      throw breach('Five minutes later they still cannot be read.', 'Try again after a while.', last)
    },
  },
  {
    id: 'faults/disconnected',
    claim: 'says `lost` when its line is cut and `restored` when it hears again, in pairs, or goes on to tell',
    skipped: needsFault('disconnected'),
    check: expectBridged,
  },
  {
    id: 'faults/session-expired',
    claim: 'says that its session has ended, calls no order accepted meanwhile, and goes on with the next one',
    skipped: needsFault('session-expired'),
    async check(stage) {
      const heard = (type: string): boolean => stage.reports.some((report) => report.type === type)
      await stage.under('session-expired', async () => {
        await stage.fetchSnapshot().catch(() => {})
        const { reply } = await send(stage)
        if (reply.outcome === 'accepted')
          throw breach('Without a session an order was accepted.', 'Hand on what the broker says.')
        if (!(await stage.comesTrue(() => heard('session-expired'))))
          throw breach('Nothing was said of it.', 'Report `session-expired` once the broker takes the session no more.')
      })
      if (!(await stage.comesTrue(() => heard('restored'), 4 * stage.patienceMs)))
        throw breach('There is another session, and nothing was said.', 'Report `restored` once the broker takes it.')
      await rest(stage)
    },
  },
])

function send(stage: Stage): Promise<Sent> {
  return stage.send({ kind: lastingKind(stage.supports, 'limit')! })
}

/** Whatever was said of an order must agree with what is true of it, now and later. */
function unanswered(table: readonly (readonly [BrokerFault, string])[]): readonly BrokerClaim[] {
  return table.map(([fault, claim]) => ({
    id: `faults/${fault}`,
    claim,
    skipped: needsFault(fault),
    async check(stage) {
      const orders = (): number => stage.venue.listOrders().length
      const sent = await stage.under(fault, () => send(stage))
      await stage.settle()
      const arrived = orders()
      await stage.pass(laterMs)
      const { reply } = sent
      if (orders() > Math.max(1, arrived) || (orders() > arrived && arrived === 0 && isOver(fault)))
        throw breach(
          `It was sent once, and later the venue has ${orders()} of it, at first ${arrived}.`,
          'Send an order once: whether it is to be sent again is for whoever placed it.',
        )
      if (reply.outcome === 'accepted' && orders() === 0)
        throw breach('It was accepted, and is not at the venue.', 'Say unconfirmed where nobody knows.')
      if (reply.outcome === 'rejected' && orders() > 0)
        throw breach(
          `It was answered with ${replyText(reply)}, and is at the venue.`,
          'Say rejected only of what the broker refused in its own words, or what never left.',
        )
    },
  }))
}

/** Faults under which nothing arrives. */
function isOver(fault: BrokerFault): boolean {
  return fault === 'request-lost' || fault === 'rate-limited'
}

function asFound(
  sent: Sent,
  rows: readonly { readonly brokerOrderId: Placed['brokerOrderIds'][number]; readonly note?: Sent['note'] }[],
): Placed {
  const [first, ...others] = rows.map(({ brokerOrderId }) => brokerOrderId)
  const reply = { outcome: 'accepted', brokerOrderIds: [first!, ...others] } as const
  return { ...sent, reply, brokerOrderIds: reply.brokerOrderIds, note: rows[0]?.note ?? {} }
}

async function expectUnread(stage: Stage, fault: BrokerFault): Promise<void> {
  const placed = await rest(stage)
  await stage.under(fault, async () => {
    for (const [what, read] of [
      ['Its books', () => stage.fetchSnapshot()],
      ['An order', () => stage.findRows(placed)],
    ] as const) {
      const found = await read().then(
        (value) => ({ value }),
        () => undefined,
      )
      if (found !== undefined)
        throw breach(
          `${what} could not be read, and ${Array.isArray(found.value) ? `${found.value.length} rows` : 'books'} were given.`,
          'Throw where any of the books cannot be read: a failed read never means flat.',
        )
    }
  })
  await stage.shows(placed, 'the order at work', ({ isWorking }) => isWorking)
}

/** While the line is cut an order fills. Whoever says nothing of the cut has to tell of that all the same. */
async function expectBridged(stage: Stage): Promise<void> {
  const placed = await rest(stage)
  const turns = (): readonly string[] =>
    stage.reports.map(({ type }) => type).filter((type) => type === 'lost' || type === 'restored')
  await stage.under('disconnected', async () => {
    await stage.comesTrue(() => turns().length > 0)
    await stage.print(98)
    if (!(await stage.comesTrue(() => turns().length > 0 || isTold(stage.reports, placed))))
      throw breach(
        'Its line was cut, and nothing was said of that, nor of what filled meanwhile.',
        'Report `lost`, and watch for a silent end.',
      )
  })
  if (!(await stage.comesTrue(() => turns().length % 2 === 0, 4 * stage.patienceMs)))
    throw breach('The line can be had again, and nothing was said.', 'Connect again and report `restored`.')
  if (turns().some((type, i) => type !== (i % 2 === 0 ? 'lost' : 'restored')))
    throw breach(`It said ${turns().join(', ')}.`, 'Say each once for each loss, `lost` first.')
  await stage.shows(placed, 'what filled meanwhile', ({ filled }) => filled.eq(placed.terms.quantity))
  const next = await rest(stage)
  await stage.print(98)
  if (!(await stage.comesTrue(() => isTold(stage.reports, next))))
    throw breach('After that it reported nothing more.', 'Listen again on the new line.')
}
