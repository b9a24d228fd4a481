import type { BrokerOrder, CommandReply } from '@shagun/core'
import type { PlaceReply } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import { all, type BrokerClaim, needsFault } from './claim.ts'
import type { BrokerFault } from './fixtures.ts'
import { rest } from './lifecycle.ts'
import { lastingKind, needsResting, priceAt } from './requests.ts'
import { type Placed, replyText, type Sent } from './sent.ts'
import type { Stage } from './stage.ts'
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
    id: 'faults/reply-late',
    claim: "gives an order whose answer comes too late an end, and takes that answer for no other order's",
    skipped: needsFault('reply-late'),
    check: expectOwnAnswers,
  },
  {
    id: 'faults/found',
    claim: 'finds an order whose answer was lost by its own id, and can cancel it',
    skipped: (fixtures) =>
      needsFault('reply-lost')(fixtures) ??
      (fixtures.supports.idempotency === 'none' ? 'no id of ours travels with its orders' : undefined),
    async check(stage) {
      const sent = await stage.under('reply-lost', () => send(stage))
      await stage.pass(1_000)
      const { rows } = await stage.shows(sent, 'the order at work', ({ isWorking }) => isWorking)
      const found = asFound(sent, rows)
      await stage.cancel(found)
      await stage.shows(found, 'the end of the order', ({ isWorking }) => !isWorking)
    },
  },
  {
    id: 'faults/cancel-unanswered',
    claim: 'does not call a cancel refused that nobody answered, nor taken where it never arrived',
    skipped: needsFault('reply-lost'),
    check: (stage) =>
      expectNotKnown(stage, 'A cancel', stage.cancel, async (placed, arrived) => {
        const expected = arrived ? 'the end of the order' : 'the order at work'
        await stage.shows(placed, expected, ({ isWorking }) => isWorking !== arrived)
      }),
  },
  {
    id: 'faults/change-unanswered',
    claim: 'does not call a change refused that nobody answered, nor taken where it never arrived',
    skipped: (fixtures) =>
      fixtures.supports.modify.includes('limitPrice')
        ? needsFault('reply-lost')(fixtures)
        : 'it declares no change of limitPrice',
    check(stage) {
      const limitPrice = priceAt(stage.instrument, 97)
      return expectNotKnown(
        stage,
        'A change',
        (placed) => stage.modify(placed, { limitPrice }),
        async (placed, arrived) => {
          const expected = arrived ? limitPrice : priceAt(stage.instrument, 98)
          await stage.shows(placed, `a limit of ${expected}`, ({ rows }) =>
            rows.some((row) => row.limitPrice === undefined || row.limitPrice.eq(expected)),
          )
          await stage.cancel(placed)
        },
      )
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
      const { reply } = await stage.under(fault, () => send(stage))
      await stage.settle()
      const arrives = fault !== 'request-lost' && fault !== 'rate-limited'
      if (!arrives && orders() > 0)
        throw breach('It arrived all the same.', 'Let nothing arrive while this fault lasts.')
      await stage.pass(laterMs)
      if (orders() > (arrives ? 1 : 0))
        throw breach(
          `${arrives ? 'It was sent once' : 'It did not arrive'}, and a minute later the venue has ${orders()} of it.`,
          'Send an order once: whether it is to be sent again is for whoever placed it.',
        )
      expectUnknown(stage, reply, arrives)
    },
  }))
}

/** @param arrives - whether the order is there although nobody said so */
export function expectUnknown({ supports }: Stage, reply: PlaceReply, arrives: boolean): void {
  const said = `It was answered with ${replyText(reply)}`
  if (reply.outcome === 'rejected' && arrives)
    throw breach(
      `${said}, and is at the venue.`,
      'Say rejected only of what the broker refused in its own words, or what never left.',
    )
  // Where an id counts once, whoever got no answer may ask again.
  if (reply.outcome === 'accepted' && !(arrives && supports.idempotency === 'by-id'))
    throw breach(
      `${said}, and nobody said so.`,
      'Say unconfirmed where nobody knows; or see whether the fault of the fixtures does anything.',
    )
}

/** An order is not answered in time; while the next one waits for its answer, both of them come. */
async function expectOwnAnswers(stage: Stage): Promise<void> {
  const { venue, comesTrue, pass } = stage
  const orders = (): number => venue.listOrders().length
  const { late, asked } = await stage.under('reply-late', async () => {
    const late = await send(stage)
    const asked = stage.send({ kind: lastingKind(stage.supports, 'limit')!, lots: 3 })
    await comesTrue(() => orders() === 2, 2_000)
    return { late, asked }
  })
  expectUnknown(stage, late.reply, true)
  const next = await asked
  if (next.reply.outcome === 'rejected')
    throw breach(
      `The next order was ${replyText(next.reply)}, and is at the venue.`,
      'Keep each answer with its question.',
    )
  await pass(laterMs)
  if (orders() !== 2)
    throw breach(`Two orders were sent, and the venue has ${orders()}.`, 'Send each once, whatever comes of it.')
  if (next.reply.outcome === 'accepted') expectOwn(next, await stage.findRows(next))
}

function expectOwn({ terms, brokerOrderIds }: Sent, rows: readonly BrokerOrder[]): void {
  const odd = rows.find((row) => !brokerOrderIds.includes(row.brokerOrderId) || !row.quantity.eq(terms.quantity))
  if (odd === undefined && rows.length > 0) return
  const shown = odd === undefined ? 'nothing' : `${odd.brokerOrderId} for ${odd.quantity}`
  throw breach(
    `The answer to an order came late; the next one, for ${terms.quantity}, was named ${brokerOrderIds}, and its book shows ${shown}.`,
    'Know answers by what they answer, and drop those that nobody waits for.',
  )
}

/** Faults under which a command has no answer; it arrives in all but the last. */
const silences = ['reply-lost', 'reply-never', 'server-error', 'reply-unreadable', 'request-lost'] as const

/** Nobody knows whether such a command was taken, in any of the ways that an answer can be missing. */
async function expectNotKnown(
  stage: Stage,
  what: string,
  command: (placed: Placed) => Promise<CommandReply>,
  expectDone: (placed: Placed, arrived: boolean) => Promise<void>,
): Promise<void> {
  for (const fault of silences) {
    if (stage.fixtures.faults?.[fault] === undefined) continue
    const placed = await rest(stage)
    const { outcome } = await stage.under(fault, () => command(placed))
    const arrived = fault !== 'request-lost'
    if (outcome === (arrived ? 'rejected' : 'requested'))
      throw breach(
        `${what} under ${fault} was answered with ${outcome}, and ${arrived ? 'arrived' : 'never arrived'}.`,
        'Say unconfirmed where nobody knows.',
      )
    await expectDone(placed, arrived)
    // Who has met too many of them may leave the broker alone for a while.
    await stage.pass(laterMs)
  }
}

function asFound(sent: Sent, rows: readonly BrokerOrder[]): Placed {
  const [first, ...others] = rows.map(({ brokerOrderId }) => brokerOrderId)
  const reply = { outcome: 'accepted', brokerOrderIds: [first!, ...others] } as const
  return { ...sent, reply, brokerOrderIds: reply.brokerOrderIds, note: rows[0]?.note ?? {} }
}

async function expectUnread(stage: Stage, fault: BrokerFault): Promise<void> {
  const placed = await rest(stage)
  await stage.under(fault, async () => {
    const books = await stage.fetchSnapshot().catch(() => undefined)
    if (books !== undefined)
      throw breach(
        `One of its books could not be read, and ${books.orders.length} orders, ${books.fills.length} trades and ${books.positions.length} positions were given.`,
        'Throw where any of the books cannot be read: a failed read never means flat.',
      )
    // It may be in a book that can be read.
    const rows = await stage.findRows(placed).catch(() => undefined)
    if (rows !== undefined && !rows.some(({ lifecycle }) => lifecycle === 'working'))
      throw breach(
        'An order that is there was looked for, and not found.',
        'Throw where the book of orders cannot be read: that is no answer.',
      )
  })
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
