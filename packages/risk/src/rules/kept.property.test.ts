import type { Json, OrderIntent, RiskRule } from '@shagun/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSymmetricMatrix } from '../covariance/matrix.ts'
import { placing } from '../testing/account.ts'
import { always } from '../testing/always.ts'
import { createLedger, type Ledger } from '../testing/ledger.ts'
import { maxConsecutiveLosses } from './max-consecutive-losses.ts'
import { maxGrossExposure } from './max-gross-exposure.ts'
import { maxLeverage } from './max-leverage.ts'
import { maxNetExposure } from './max-net-exposure.ts'
import { maxOpenOrders } from './max-open-orders.ts'
import { maxOrderRate } from './max-order-rate.ts'
import { maxOrderToTradeRatio } from './max-order-to-trade-ratio.ts'
import { maxSectorExposure } from './max-sector-exposure.ts'
import { maxTradesADay } from './max-trades-a-day.ts'
import { maxValueAtRisk } from './max-value-at-risk.ts'
import { noDuplicates } from './no-duplicates.ts'
import { noSelfTrades } from './no-self-trades.ts'
import { sufficientMargin } from './sufficient-margin.ts'

const labels = ['NSE:INFY', 'NSE:TCS', 'NFO:NIFTY26DECFUT'] as const
const covariance = createSymmetricMatrix(
  [
    [4e-4, 1e-4, 2e-4],
    [1e-4, 3e-4, 1e-4],
    [2e-4, 1e-4, 2e-4],
  ],
  labels,
)

/** Rules that remember, with limits that random accounts reach about half the time. */
const makes: Readonly<Record<string, () => RiskRule>> = {
  maxGrossExposure: () => maxGrossExposure(9_000),
  maxNetExposure: () => maxNetExposure(4_000),
  maxSectorExposure: () => maxSectorExposure(6_000, { sectorOf: ({ kind }) => kind }),
  maxLeverage: () => maxLeverage('0.4'),
  maxValueAtRisk: () => maxValueAtRisk(200, { covariance, confidence: 0.99 }),
  maxOpenOrders: () => maxOpenOrders(4, { perInstrument: 3 }),
  maxTradesADay: () => maxTradesADay(5),
  noSelfTrades: () => noSelfTrades(),
  sufficientMargin: () =>
    sufficientMargin({ required: ({ quantity }) => 100 * quantity.toNumber(), available: () => 9_000 }),
  maxOrderRate: () => maxOrderRate(4, { reserve: 1 }),
  maxOrderToTradeRatio: () => maxOrderToTradeRatio(2, { free: 3 }),
  maxConsecutiveLosses: () => maxConsecutiveLosses(1),
  noDuplicates: () => noDuplicates(1_000),
}

/** What these know of is in the account's view, so that one that saw nothing must come to the same. */
const seeded = ['maxGrossExposure', 'maxNetExposure', 'maxSectorExposure', 'maxLeverage', 'maxValueAtRisk']

type Deed = (ledger: Ledger, rule: RiskRule) => void

const side = fc.constantFrom('buy' as const, 'sell' as const)
const instrument = fc.constantFrom(...labels, 'NSE:INFY' as const)
const quantity = fc.constantFrom(1, 3, 8, 8, 20, 25)
const price = fc.constantFrom(93, 100, 100, 104)
const pick = fc.nat(12)

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(instrument, side, quantity, price).map(
      ([i, s, q, limitPrice]): Deed =>
        (ledger) =>
          ledger.place({ instrument: i, side: s, quantity: q, limitPrice }),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(pick, quantity, price).map(
      ([p, q, at]): Deed =>
        (ledger) =>
          ledger.fill(p, q, at),
    ),
  },
  {
    weight: 2,
    arbitrary: pick.map(
      (p): Deed =>
        (ledger) =>
          ledger.cancel(p),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(pick, quantity, price).map(
      ([p, q, at]): Deed =>
        (ledger) =>
          ledger.modify(p, q, at),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(pick, fc.boolean()).map(
      ([p, taken]): Deed =>
        (ledger) =>
          ledger.answer(p, taken),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(instrument, fc.integer({ min: -20, max: 20 }), price).map(
      ([i, q, at]): Deed =>
        (ledger) =>
          ledger.reconcile(i, q, at),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 700 }).map(
      (ms): Deed =>
        (ledger) =>
          ledger.wait(ms),
    ),
  },
  { weight: 3, arbitrary: fc.constant<Deed>((ledger, rule) => rule.check(placing({ quantity: 1 }), ledger.view)) },
)
const outsider: fc.Arbitrary<Deed> = fc.tuple(fc.nat(2), side, fc.boolean()).map(
  ([id, s, works]): Deed =>
    (ledger) =>
      ledger.outside(id, s, works),
)

function probes(ledger: Ledger): readonly OrderIntent[] {
  const placed = labels.flatMap((id) =>
    (['buy', 'sell'] as const).flatMap((way) =>
      [1, 8, 20].map((amount) =>
        placing({ id: 'probe', instrument: id, side: way, quantity: amount, limitPrice: 100 }),
      ),
    ),
  )
  const modified = [0, 1, 2, 3, 4, 5].flatMap(
    (order) => ledger.modifying(order, { quantity: 22, limitPrice: 101 }) ?? [],
  )
  return [...placed, ...modified]
}

const judge = (rule: RiskRule, ledger: Ledger) => probes(ledger).map((intent) => rule.check(intent, ledger.view))
const copy = (saved: Json): Json => JSON.parse(JSON.stringify(saved))

describe.each(Object.keys(makes))('%s', (name) => {
  const make = makes[name]!

  it('says the same after a restart, from a snapshot at any moment or from the whole journal', () => {
    let denied = 0
    let passed = 0
    always(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: deed }, { weight: 1, arbitrary: outsider }), {
          minLength: 20,
          maxLength: 60,
        }),
        fc.nat(50),
        (deeds, restartAt) => {
          const lived = make()
          let restarted: RiskRule | undefined
          const ledger = createLedger((event) => {
            lived.observe!(event)
            if (restarted !== undefined) restarted.observe!(event)
          })
          for (const [i, act] of deeds.entries()) {
            if (i === restartAt) {
              restarted = make()
              restarted.reset!()
              restarted.restore!(copy(lived.save!()))
            }
            act(ledger, lived)
          }
          const replayed = make()
          replayed.reset!()
          for (const event of ledger.events) replayed.observe!(event)
          const said = judge(lived, ledger)
          expect(judge(replayed, ledger)).toEqual(said)
          if (restarted !== undefined) expect(judge(restarted, ledger)).toEqual(said)
          for (const denial of said) denial === undefined ? passed++ : denied++
        },
      ),
    )
    expect(Math.min(denied, passed)).toBeGreaterThan(100)
  })
})

describe.each(seeded)('%s', (name) => {
  const make = makes[name]!

  it('says what one would that works everything out from the account anew', () => {
    always(
      fc.property(fc.array(deed, { minLength: 20, maxLength: 60 }), (deeds) => {
        const lived = make()
        const ledger = createLedger((event) => lived.observe!(event))
        for (const act of deeds) act(ledger, lived)
        const [said, anew] = [judge(lived, ledger), judge(make(), ledger)]
        expect(said.map((denial) => denial === undefined)).toEqual(anew.map((denial) => denial === undefined))
        for (const [i, denial] of said.entries())
          if (denial !== undefined) expect(denial.actual).toBeCloseTo(anew[i]!.actual!, 6)
      }),
    )
  })
})
