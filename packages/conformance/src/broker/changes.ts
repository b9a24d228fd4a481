import type { BrokerOrder, ChangeableField, OrderChange, OrderType, TimeInForce } from '@shagun/core'
import { breach } from '../conformance-case.ts'
import type { BrokerClaim } from './claim.ts'
import { rest } from './lifecycle.ts'
import { type Kind, kindsOf, lastingKind, needsResting, priceAt } from './requests.ts'
import { type Placed, replyText, stateOf, stateText } from './sent.ts'
import type { Stage } from './stage.ts'

/** What may be changed of a working order. */
export const changeClaims: readonly BrokerClaim[] = [
  {
    id: 'changes/quantity',
    claim: 'changes the quantity of a working order, whose rest fills as large as that',
    skipped: needsChange('quantity', 'limit'),
    async check(stage) {
      const placed = await rest(stage)
      await stage.print(98, 4)
      const quantity = stage.instrument.lotSize.times(15)
      await expectChanged(stage, placed, { quantity })
      await stage.print(98)
      await stage.shows(placed, `${quantity} filled`, ({ filled }) => filled.eq(quantity))
    },
  },
  {
    id: 'changes/limit-price',
    claim: 'changes the limit of a working order, which fills there',
    skipped: needsChange('limitPrice', 'limit'),
    async check(stage) {
      const placed = await rest(stage)
      const limitPrice = priceAt(stage.instrument, 99)
      await expectChanged(stage, placed, { limitPrice })
      for (let attempt = 0; attempt < 3; attempt++) await stage.print(99)
      await stage.shows(placed, `fills at ${limitPrice}`, ({ filled }) => filled.eq(placed.terms.quantity))
    },
  },
  {
    id: 'changes/stop-price',
    claim: 'changes the stop of an order that waits, which is set off there and not before',
    skipped: ({ supports }) =>
      supports.modify.includes('stopPrice')
        ? stopKind(supports) === undefined
          ? 'it takes no stop order that lasts'
          : undefined
        : 'it declares no change of stopPrice',
    async check(stage) {
      const placed = await stage.place({ kind: stopKind(stage.supports)!, limit: 106 })
      const stopPrice = priceAt(stage.instrument, 104)
      await expectChanged(stage, placed, { stopPrice })
      await stage.print(103)
      const before = stateOf(await stage.findRows(placed))
      if (!before.filled.isZero())
        throw breach(`Its stop was moved to ${stopPrice}, and it filled below that.`, 'Send the new stop.')
      for (let attempt = 0; attempt < 3; attempt++) await stage.print(104)
      await stage.shows(placed, `fills from ${stopPrice} on`, ({ filled }) => filled.eq(placed.terms.quantity))
    },
  },
  {
    id: 'changes/time-in-force',
    claim: 'changes how long a working order is in force, or refuses to',
    skipped: (fixtures) =>
      otherInForce(fixtures.supports) === undefined
        ? 'it declares one time in force that lasts'
        : needsChange('timeInForce', 'limit')(fixtures),
    async check(stage) {
      const placed = await rest(stage)
      const reply = await stage.modify(placed, { timeInForce: otherInForce(stage.supports)! })
      if (reply.outcome === 'unconfirmed')
        throw breach(`It was answered with ${replyText(reply)}.`, 'Say whether it was taken.')
      const expected = reply.outcome === 'requested' ? otherInForce(stage.supports)! : placed.terms.timeInForce
      await stage.shows(placed, `an order that is ${expected}`, ({ rows }) =>
        rows.every(shows('timeInForce', expected)),
      )
    },
  },
  {
    id: 'changes/alone',
    claim: 'changes nothing of an order but what it was asked to change',
    skipped: (fixtures) => {
      if (!fixtures.supports.modify.includes('limitPrice')) return 'it declares no change of limitPrice'
      return lastingKind(fixtures.supports, 'stop-limit') === undefined ? needsResting(fixtures) : undefined
    },
    async check(stage) {
      const kind = lastingKind(stage.supports, 'stop-limit') ?? lastingKind(stage.supports, 'limit')!
      const placed = await stage.place({ kind, stop: 102, limit: kind[0] === 'limit' ? 97 : 106 })
      const limitPrice = priceAt(stage.instrument, kind[0] === 'limit' ? 96 : 105)
      await expectChanged(stage, placed, { limitPrice })
      const kept = { ...placed.terms, limitPrice } as Partial<Record<(typeof shown)[number], unknown>>
      for (const row of await stage.findRows(placed))
        for (const name of shown)
          if (!shows(name, kept[name])(row))
            throw breach(
              `Its limitPrice was changed, and its ${name} is ${row[name]} in place of ${kept[name]}.`,
              'Restate what the broker takes for gone where it is not said again.',
            )
    },
  },
  {
    id: 'changes/over',
    claim: 'answers a change of what is filled, and goes on to show it as it was',
    skipped: needsChange('limitPrice', 'limit'),
    async check(stage) {
      const placed = await rest(stage)
      await stage.print(98)
      await stage.shows(placed, 'a filled order', ({ filled }) => filled.eq(placed.terms.quantity))
      const change = { limitPrice: priceAt(stage.instrument, 97) }
      const reply = await stage.modify(placed, change)
      if (reply.outcome === 'unconfirmed')
        throw breach(`It was answered with ${replyText(reply)}.`, 'Hand on the refusal, and throw nothing.')
      await stage.pass(2_000)
      const state = stateOf(await stage.findRows(placed))
      if (state.isWorking || !state.filled.eq(placed.terms.quantity))
        throw breach(
          `It was filled, and its book shows ${stateText(state)}.`,
          'Tell what the book says, not what was asked.',
        )
    },
  },
]

const shown = ['quantity', 'limitPrice', 'stopPrice', 'timeInForce'] as const

/** Whether a row shows that, as far as it shows the field at all. */
function shows(field: (typeof shown)[number], expected: unknown): (row: BrokerOrder) => boolean {
  return (row) => row[field] === undefined || expected === undefined || String(row[field]) === String(expected)
}

async function expectChanged(stage: Stage, placed: Placed, change: OrderChange): Promise<void> {
  const reply = await stage.modify(placed, change)
  const [[field, value]] = Object.entries(change) as [[(typeof shown)[number], unknown]]
  if (reply.outcome !== 'requested')
    throw breach(
      `A change of ${field} was answered with ${replyText(reply)}.`,
      'Change what is declared in `modify`, and declare nothing else.',
    )
  await stage.shows(placed, `${field} ${value}`, ({ rows }) => rows.length > 0 && rows.every(shows(field, value)))
}

function needsChange(field: ChangeableField, type: OrderType): NonNullable<BrokerClaim['skipped']> {
  return (fixtures) => {
    if (!fixtures.supports.modify.includes(field)) return `it declares no change of ${field}`
    return lastingKind(fixtures.supports, type) === undefined ? needsResting(fixtures) : undefined
  }
}

function stopKind(supports: Stage['supports']): Kind | undefined {
  return lastingKind(supports, 'stop-limit') ?? lastingKind(supports, 'stop')
}

/** Another one that lasts, for a limit order. */
function otherInForce(supports: Stage['supports']): TimeInForce | undefined {
  const [, now] = lastingKind(supports, 'limit') ?? []
  const lasting = kindsOf(supports).filter(([type, each]) => type === 'limit' && each !== 'ioc' && each !== 'fok')
  return lasting.find(([, each]) => each !== now)?.[1]
}
