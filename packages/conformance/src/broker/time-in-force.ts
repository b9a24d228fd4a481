import { breach } from '../conformance-case.ts'
import { all, type BrokerClaim } from './claim.ts'
import { filledBy, unfilledBy } from './filling.ts'
import { night } from './night.ts'
import { type Kind, lots, needsResting, takes } from './requests.ts'
import type { Stage } from './stage.ts'

/** How long an order stays. */
export const timeInForceClaims: readonly BrokerClaim[] = all(needsResting, [
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
      await endOf(stage, placed)
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
      const { filled } = await endOf(stage, placed)
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
])

function needsInForce(inForce: Kind[1]): NonNullable<BrokerClaim['skipped']> {
  return ({ supports }) =>
    takes(supports, ['limit', inForce]) ? undefined : `it takes no limit order that is ${inForce}`
}

/** What the book shows of an order that has ended there. */
function endOf(stage: Stage, placed: Parameters<Stage['shows']>[0]): ReturnType<Stage['shows']> {
  return stage.shows(placed, 'the end of the order', ({ isWorking, rows }) => !isWorking && rows.length > 0)
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
