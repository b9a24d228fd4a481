import type { Decimal, Side } from '@shagun/core'
import { breach } from '../conformance-case.ts'
import { all, type BrokerClaim } from './claim.ts'
import { night } from './night.ts'
import {
  type Asked,
  type Kind,
  kindsOf,
  lastingKind,
  lots,
  needsResting,
  needsType,
  priceAt,
  takes,
} from './requests.ts'
import type { Placed, Stage } from './stage.ts'

/** What a type of order does. Bought first, so that there is something to sell. */
const typeClaims: readonly BrokerClaim[] = [
  {
    id: 'orders/market',
    claim: 'fills an order at the market at once, on both sides',
    skipped: ({ supports }) => (marketKind(supports) === undefined ? 'it takes no market order' : undefined),
    async check(stage) {
      for (const side of ['buy', 'sell'] as const) {
        const placed = await stage.place({ kind: marketKind(stage.supports)!, side })
        await filledBy(stage, placed, 100)
      }
    },
  },
  {
    id: 'orders/limit',
    claim: 'fills a limit order once the market reaches its price, on both sides, and no worse than that',
    skipped: needsType('limit'),
    check: (stage) =>
      onBothSides(stage, 'limit', async (placed, far) => {
        await unfilledBy(stage, placed, 100, 100 - far)
        await filledBy(stage, placed, 100 - 2 * far)
        expectNoWorse(stage, placed, priceAt(stage.instrument, 100 - 2 * far))
      }),
  },
  {
    id: 'orders/stop',
    claim: 'fills a stop order once the market has reached its stop, on both sides, and not before',
    skipped: needsType('stop'),
    check: (stage) =>
      onBothSides(stage, 'stop', async (placed, far) => {
        await unfilledBy(stage, placed, 100, 100 + far)
        await filledBy(stage, placed, 100 + 2 * far)
      }),
  },
  {
    id: 'orders/stop-limit',
    claim: 'makes a limit order of a stop-limit order once the market has reached its stop, on both sides',
    skipped: needsType('stop-limit'),
    check: (stage) =>
      onBothSides(stage, 'stop-limit', async (placed, far) => {
        await unfilledBy(stage, placed, 100, 100 + far)
        // A jump over the limit sets it off and leaves it unfilled.
        await unfilledBy(stage, placed, 100 + 4 * far)
        await filledBy(stage, placed, 100 + 3 * far)
        expectNoWorse(stage, placed, priceAt(stage.instrument, 100 + 3 * far))
      }),
  },
]

/** How long an order stays. */
const inForceClaims: readonly BrokerClaim[] = [
  {
    id: 'orders/day',
    claim: 'ends an order for the day with the day, and keeps what was filled of it',
    skipped: needsInForce('day'),
    async check(stage) {
      const placed = await stage.place({ kind: ['limit', 'day'] })
      await stage.print(98, 4)
      stage.venue.endDay()
      const { rows, filled } = await stage.shows(placed, 'the end of the order', ({ isWorking }) => !isWorking)
      expectFills(stage, 4)
      if (rows.length > 0 && !filled.eq(stage.instrument.lotSize.times(4)))
        throw breach(`After its end the book shows ${filled} filled.`, 'Keep what was filled in the row.')
      await stage.print(98)
      expectFills(stage, 4)
    },
  },
  {
    id: 'orders/ioc',
    claim: 'leaves nothing of an immediate-or-cancel order in the market',
    skipped: needsInForce('ioc'),
    async check(stage) {
      const placed = await stage.place({ kind: ['limit', 'ioc'] })
      await stage.print(98, 4)
      await stage.shows(placed, 'the end of the order', ({ isWorking, rows }) => !isWorking && rows.length > 0)
      const before = stage.venue.listFills().length
      await stage.print(97)
      expectUnchanged(stage, before)
    },
  },
  {
    id: 'orders/fok',
    claim: 'fills a fill-or-kill order whole or not at all, and leaves nothing of it in the market',
    skipped: needsInForce('fok'),
    async check(stage) {
      const placed = await stage.place({ kind: ['limit', 'fok'] })
      await stage.print(98, 4)
      const { filled } = await stage.shows(
        placed,
        'the end of the order',
        ({ isWorking, rows }) => !isWorking && rows.length > 0,
      )
      if (!filled.isZero() && !filled.eq(placed.terms.quantity))
        throw breach(
          `It filled ${filled} of ${placed.terms.quantity}.`,
          'Send it as fill-or-kill, or do not declare it.',
        )
      const before = stage.venue.listFills().length
      await stage.print(97)
      expectUnchanged(stage, before)
    },
  },
  {
    id: 'orders/gtc',
    claim: 'keeps an order that is good until it is canceled beyond the day',
    skipped: needsInForce('gtc'),
    async check(stage) {
      const placed = await stage.place({ kind: ['limit', 'gtc'] })
      await night(stage)
      await stage.shows(placed, 'an order that works on the next day', ({ isWorking }) => isWorking)
      await filledBy(stage, placed, 98)
    },
  },
  {
    id: 'orders/gtd',
    claim: 'keeps an order that is good until a date in the market, and fills it',
    skipped: needsInForce('gtd'),
    async check(stage) {
      const placed = await stage.place({ kind: ['limit', 'gtd'] })
      await unfilledBy(stage, placed, 100)
      await filledBy(stage, placed, 98)
    },
  },
]

export const orderClaims: readonly BrokerClaim[] = [...typeClaims, ...all(needsResting, inForceClaims)]

function marketKind(supports: Stage['supports']): Kind | undefined {
  return kindsOf(supports).find(([type, inForce]) => type === 'market' && inForce !== 'fok' && inForce !== 'ioc')
}

function needsInForce(inForce: Kind[1]): NonNullable<BrokerClaim['skipped']> {
  return ({ supports }) =>
    takes(supports, ['limit', inForce]) ? undefined : `it takes no limit order that is ${inForce}`
}

/** @param check - `far` is 1 for a buy and -1 for a sell: prices lie on the other side */
async function onBothSides(
  stage: Stage,
  type: Kind[0],
  check: (placed: Placed, far: 1 | -1) => Promise<void>,
): Promise<void> {
  const kind = lastingKind(stage.supports, type)!
  for (const [side, far] of [
    ['buy', 1],
    ['sell', -1],
  ] as const satisfies readonly (readonly [Side, number])[]) {
    const asked: Asked = { kind, side }
    await stage.print(100)
    await check(await stage.place(asked), far)
  }
}

async function unfilledBy(stage: Stage, placed: Placed, ...prices: readonly number[]): Promise<void> {
  for (const percent of prices) {
    await stage.print(percent)
    const { isWorking, filled } = await stage.shows(placed, 'the order', ({ rows }) => rows.length > 0)
    if (!isWorking || !filled.isZero())
      throw breach(
        `An order at ${placed.terms.type} to ${placed.terms.side} met a price of ${percent} and ${isWorking ? `filled ${filled}` : 'ended'}.`,
        'Send the type and the prices that were asked for.',
      )
  }
}

/** A broker may need one trade to hear of the price, and another one to fill at it. */
async function filledBy(stage: Stage, placed: Placed, percent: number): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    await stage.print(percent)
    const { filled } = await stage.shows(placed, 'the order', ({ rows }) => rows.length > 0)
    if (filled.eq(placed.terms.quantity)) break
  }
  const whole = placed.terms.quantity
  await stage.shows(
    placed,
    `${whole} filled, and the end of it`,
    ({ filled, isWorking }) => filled.eq(whole) && !isWorking,
  )
}

function expectNoWorse({ venue }: Stage, { terms }: Placed, limit: Decimal): void {
  const { price } = venue.listFills().at(-1)!
  if (terms.side === 'buy' ? price.gt(limit) : price.lt(limit))
    throw breach(`It was to ${terms.side} at ${limit}, and filled at ${price}.`, 'Send the limit price.')
}

/** What was traded at the venue, in lots. */
function expectFills({ venue, instrument }: Stage, expected: number): void {
  const traded = venue.listFills().reduce((sum, { quantity }) => sum.plus(quantity), instrument.lotSize.times(0))
  if (!traded.eq(instrument.lotSize.times(expected)))
    throw breach(
      `Of ${lots} lots ${traded} were filled, and not ${expected}.`,
      'Send the time in force that was asked for.',
    )
}

function expectUnchanged({ venue }: Stage, before: number): void {
  if (venue.listFills().length > before)
    throw breach(
      'What was left of it filled later.',
      'Send the time in force that was asked for, or do not declare it.',
    )
}
