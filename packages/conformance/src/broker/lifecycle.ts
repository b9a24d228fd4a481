import { createInstrument, Decimal } from '@shagun/core'
import { approve } from '@shagun/core/testing'
import { breach } from '../conformance-case.ts'
import { all, type BrokerClaim } from './claim.ts'
import { lastingKind, needsResting, requestOf } from './requests.ts'
import { isPlaced, type Placed, replyText, type Sent, stateOf, stateText } from './sent.ts'
import type { Stage } from './stage.ts'

/** What becomes of an order, as its book tells when asked. */
export const lifecycleClaims: readonly BrokerClaim[] = all(needsResting, [
  {
    id: 'lifecycle/accepted',
    claim: 'answers an order with the ids under which its book shows it at work, on both sides',
    async check(stage) {
      for (const side of ['buy', 'sell'] as const) {
        const placed = await stage.place({ kind: lastingKind(stage.supports, 'limit')!, side })
        const { rows } = await stage.shows(placed, 'a working order', ({ isWorking }) => isWorking)
        const [named, shown] = [placed.brokerOrderIds, rows.map(({ brokerOrderId }) => brokerOrderId)].map((ids) =>
          ids.toSorted().join(', '),
        )
        if (named !== shown)
          throw breach(
            `It was accepted as ${named}, and its book shows ${shown}.`,
            'Name all orders that were made of it.',
          )
        // Bought, so that there is something to sell.
        for (let attempt = 0; attempt < 2; attempt++) await stage.print(98)
      }
    },
  },
  {
    id: 'lifecycle/partly-filled',
    claim: 'shows a part that was filled, and the order at work for the rest',
    async check(stage) {
      const placed = await rest(stage)
      await stage.print(98, 4)
      const part = stage.instrument.lotSize.times(4)
      await stage.shows(
        placed,
        `${part} filled and the rest at work`,
        (state) => state.isWorking && state.filled.eq(part),
      )
    },
  },
  {
    id: 'lifecycle/filled',
    claim: 'shows an order that is filled as `filled`, whole',
    async check(stage) {
      const placed = await rest(stage)
      await stage.print(98, 4)
      await stage.print(98)
      const { quantity } = placed.terms
      const { rows } = await stage.shows(
        placed,
        `${quantity} filled and the end of it`,
        ({ filled, isWorking }) => filled.eq(quantity) && !isWorking,
      )
      const odd = rows.find(({ lifecycle }) => lifecycle !== 'filled')
      if (odd !== undefined) throw breach(`It filled whole, and is shown as ${odd.lifecycle}.`, 'Say `filled`.')
    },
  },
  {
    id: 'lifecycle/canceled',
    claim: 'cancels what is left of an order, and keeps what was filled',
    async check(stage) {
      const placed = await rest(stage)
      await stage.print(98, 4)
      await expectRequested(stage, placed)
      const { rows } = await stage.shows(placed, 'the end of the order', ({ isWorking }) => !isWorking)
      if (!rows.some(({ lifecycle }) => lifecycle === 'canceled'))
        throw breach(`It was canceled, and its book shows ${stateText(stateOf(rows))}.`, 'Say `canceled`.')
      await stage.print(98)
      const { filled } = stateOf(await stage.findRows(placed))
      if (!filled.eq(stage.instrument.lotSize.times(4)) || stage.venue.listFills().length > 1)
        throw breach(
          `4 lots were filled before it was canceled, and ${filled} in the end.`,
          'Cancel the order that was meant.',
        )
    },
  },
  {
    id: 'lifecycle/refused',
    claim: "says `rejected` with the broker's reason, at once or in its book, of what there is no cash for",
    async check(stage) {
      const cash = Object.values(stage.venue.getCash()).reduce((sum, each) => sum.plus(each), new Decimal(0))
      const { instrument } = stage
      // Whatever is borrowed on top: a hundred times the cash.
      const count = cash.div(instrument.lotSize).ceil().toNumber()
      const kind = lastingKind(stage.supports, 'limit')!
      await expectRefused(stage, await stage.send({ kind, lots: count, limit: 100 }), count)
    },
  },
  {
    id: 'lifecycle/unknown-instrument',
    claim: "says `rejected` with the broker's reason of an instrument that nobody has",
    skipped: needsUnknown,
    async check(stage) {
      const id = stage.fixtures.unknownInstrument!
      const { currency } = stage.instrument
      const nobodys = createInstrument({ id, currency, tickSize: stage.instrument.tickAt(100) })
      const request = requestOf(nobodys, { kind: lastingKind(stage.supports, 'limit')! })
      await expectRefused(stage, await stage.sendTerms(approve(stage.broker, request, nobodys)))
    },
  },
  {
    id: 'lifecycle/cancel-filled',
    claim: 'answers a cancel of what is filled, and goes on to show it as filled',
    async check(stage) {
      const placed = await rest(stage)
      await stage.print(98)
      const isFilled = ({ filled }: { readonly filled: Decimal }): boolean => filled.eq(placed.terms.quantity)
      await stage.shows(placed, 'a filled order', isFilled)
      await stage.cancel(placed)
      await stage.pass(2_000)
      const state = await stage.shows(placed, 'a filled order', isFilled)
      const told = stage.reports.flatMap((report) => (report.type === 'order' ? [report.order.lifecycle] : []))
      const said = [...told, ...state.rows.map(({ lifecycle }) => lifecycle)].find((word) => word === 'canceled')
      if (said !== undefined)
        throw breach(
          'It filled before it was to be canceled, and is called canceled.',
          'Tell what the book says, not what was asked.',
        )
    },
  },
  {
    id: 'lifecycle/cancel-twice',
    claim: 'answers a second cancel of an order, and harms nothing by it',
    async check(stage) {
      const [placed, other] = [await rest(stage), await rest(stage)]
      await expectRequested(stage, placed)
      await stage.shows(placed, 'the end of the order', ({ isWorking }) => !isWorking)
      await stage.cancel(placed)
      await stage.pass(2_000)
      const state = stateOf(await stage.findRows(placed))
      if (state.isWorking || !state.filled.isZero())
        throw breach(`It was canceled twice, and its book shows ${stateText(state)}.`, 'Let the second change nothing.')
      await stage.shows(other, 'the other order at work', ({ isWorking }) => isWorking)
    },
  },
])

/** One that stays below the market. */
export function rest(stage: Stage): Promise<Placed> {
  return stage.place({ kind: lastingKind(stage.supports, 'limit')! })
}

async function expectRequested(stage: Stage, placed: Placed): Promise<void> {
  const reply = await stage.cancel(placed)
  if (reply.outcome !== 'requested')
    throw breach(
      `A cancel of a working order was answered with ${replyText(reply)}.`,
      'Pass it on by the id that was given.',
    )
}

function needsUnknown({ unknownInstrument }: Stage['fixtures']): string | undefined {
  return unknownInstrument === undefined ? 'there is no `unknownInstrument`' : undefined
}

/** Some brokers refuse in the answer, others in the book, and some only when it comes to the trade. */
async function expectRefused(stage: Stage, sent: Sent, lots?: number): Promise<void> {
  if (!isPlaced(sent)) {
    if (sent.reply.outcome === 'rejected' && sent.reply.evidence.reason !== '') return
    throw breach(`It was answered with ${replyText(sent.reply)}.`, 'Hand on the refusal, with what was said.')
  }
  await stage.print(100, lots)
  const { rows } = await stage.shows(sent, 'a refusal', ({ isWorking, rows: found }) => !isWorking && found.length > 0)
  const odd = rows.find(({ lifecycle, reason = '' }) => lifecycle !== 'rejected' || reason === '')
  if (odd !== undefined)
    throw breach(
      `It was refused, and is shown as ${odd.lifecycle} with ${odd.reason === undefined ? 'no reason' : `'${odd.reason}'`}.`,
      'Say `rejected`, and hand on what the broker says about it.',
    )
}
