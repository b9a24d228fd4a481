import type { Decimal, Side } from '@shagun/core'
import { breach } from '../conformance-case.ts'
import { all, type BrokerClaim, needsFault } from './claim.ts'
import { rest } from './lifecycle.ts'
import { lastingKind, needsResting } from './requests.ts'
import type { Stage } from './stage.ts'
import { toldOf, toldRows } from './told.ts'

/** What it tells unasked, while somebody listens. */
export const reportClaims: readonly BrokerClaim[] = all(needsResting, [
  {
    id: 'reports/fills',
    claim: 'reports what is filled, as trades or as rows, on both sides',
    async check(stage) {
      for (const side of ['buy', 'sell'] as const) await expectToldOfFills(stage, side)
    },
  },
  {
    id: 'reports/ends',
    claim: 'reports the end of an order that is canceled',
    async check(stage) {
      const placed = await rest(stage)
      await stage.cancel(placed)
      const isTold = (): boolean =>
        toldRows(stage.reports, placed).some(({ lifecycle }) => lifecycle === 'canceled' || lifecycle === 'expired')
      if (!(await stage.comesTrue(isTold)))
        throw breach('An order was canceled, and nothing was said of it.', 'Report what ends, however it does.')
    },
  },
  {
    id: 'reports/outside',
    claim: 'reports what fills that was placed elsewhere',
    async check(stage) {
      const before = stage.reports.length
      const quantity = stage.instrument.lotSize.times(2)
      stage.venue.placeOutside({ instrument: stage.instrument.id, side: 'buy', quantity })
      const isTold = (): boolean =>
        stage.reports.slice(before).some((report) => {
          if (report.type === 'fill') return report.fill.quantity.eq(quantity)
          return report.type === 'order' && report.order.filledQuantity.eq(quantity)
        })
      if (!(await stage.comesTrue(isTold)))
        throw breach(
          'An order placed elsewhere filled, and nothing was said of it.',
          'Report all that the broker tells.',
        )
    },
  },
  {
    id: 'reports/end-with-connection',
    claim: 'reports nothing more once its connection has been ended',
    async check(stage) {
      const placed = await rest(stage)
      await stage.disconnect()
      const before = stage.reports.length
      await stage.print(98)
      await stage.pass(5_000)
      if (stage.reports.length > before)
        throw breach(
          `After its end there were ${stage.reports.length - before} more reports.`,
          'Forget whoever listened at once, also what is on its way to it.',
        )
      await stage.connect()
      await stage.shows(placed, 'a filled order', ({ filled }) => filled.eq(placed.terms.quantity))
    },
  },
  {
    id: 'reports/again',
    claim: 'reports again once it is connected again',
    async check(stage) {
      await stage.disconnect()
      await stage.connect()
      await expectToldOfFills(stage)
    },
  },
  {
    id: 'reports/duplicated',
    claim: 'tells of as much as was filled and no more where the broker says all of it twice',
    skipped: needsFault('report-duplicated'),
    check: (stage) => stage.under('report-duplicated', () => expectToldOfFills(stage)),
  },
  {
    id: 'reports/delayed',
    claim: 'tells of as much as was filled where the broker says the later before the earlier',
    skipped: needsFault('report-delayed'),
    check: (stage) => stage.under('report-delayed', () => expectToldOfFills(stage)),
  },
])

/** An order that fills in parts, and ends. */
async function expectToldOfFills(stage: Stage, side: Side = 'buy'): Promise<void> {
  const kind = lastingKind(stage.supports, 'limit')!
  const placed = await stage.place({ kind, side })
  const price = side === 'buy' ? 98 : 102
  for (const lots of [1, 2, 3, 4]) await stage.print(price, lots)
  const { quantity } = placed.terms
  const told = (): Decimal => toldOf(stage.reports, placed)
  // Once more where the order is first set off by its price.
  if (!(await stage.comesTrue(() => told().gte(quantity), 2_000))) await stage.print(price)
  await stage.comesTrue(() => told().gte(quantity))
  await stage.pass(2_000)
  if (!told().eq(quantity))
    throw breach(
      `Of an order ${quantity} were filled, and reported were ${told()}.`,
      'Report each trade under one id, or rows with all that is filled.',
    )
}
