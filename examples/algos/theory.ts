import type { TcaResult } from '@shagun/core'
import { impactBps } from './table.ts'
import type { TradedDay } from './trade-day.ts'

/** What became of each order on one day, by its name. */
export type Traded = Readonly<Record<string, TradedDay>>

/** Something that theory says of costs. */
export interface Claim {
  readonly claim: string
  readonly figures: string
  readonly holds: boolean
  /** How many days it takes to see it. */
  readonly days: number
}

/** Of which orders it speaks; the others need not be traded to look. */
export const namesOfTheory = [
  'at once',
  'twap',
  'twap, crossing',
  'vwap',
  'pov 10 %',
  'shortfall, low',
  'shortfall, high',
  'iceberg',
  'router',
  'router, NSE only',
  'router, BSE only',
] as const

/** What theory says, and what came of it over days in which the price led nowhere. */
export function theoryOver(days: readonly Traded[]): readonly Claim[] {
  const of = (name: (typeof namesOfTheory)[number], read: (traded: TradedDay) => number): number[] =>
    days.map((traded) => read(traded[name]!))
  const impact = (name: (typeof namesOfTheory)[number]): number => mean(of(name, ({ cost }) => impactBps(cost)!))
  const risk = (name: (typeof namesOfTheory)[number]): number =>
    deviation(of(name, ({ cost }) => cost.arrival.slippageBps!))
  const astray = (name: (typeof namesOfTheory)[number]): number =>
    deviation(of(name, ({ cost }) => cost.vwap.slippageBps!))
  const rates = of('pov 10 %', ({ cost }) => 100 * cost.participation.rate!)
  const captured = (name: (typeof namesOfTheory)[number]): number => mean(of(name, ({ cost }) => cost.spread.captured!))
  const shown = Math.max(...of('iceberg', (traded) => Math.max(...traded.shown.map(({ quantity }) => quantity))))
  const filled = Math.min(...of('iceberg', ({ cost }) => cost.filledQuantity.toNumber()))
  const [both, nse, bse] = (['router', 'router, NSE only', 'router, BSE only'] as const).map((name) =>
    of(name, ({ cost }) => paidFor(cost)),
  ) as [number[], number[], number[]]

  return [
    less('All at once costs more impact than over the day', impact('twap, crossing'), impact('at once'), 'bps'),
    less('Haste costs impact', impact('shortfall, low'), impact('shortfall, high'), 'bps'),
    less('Haste takes less risk', risk('shortfall, high'), risk('shortfall, low'), 'bps', severalDays),
    less('VWAP keeps nearer to VWAP than TWAP does', astray('vwap'), astray('twap'), 'bps', severalDays),
    less('Waiting earns the spread that crossing pays', captured('twap, crossing'), captured('twap'), 'of it'),
    {
      claim: 'Participation holds its rate of 10 %',
      figures: `${Math.min(...rates).toFixed(2)} to ${Math.max(...rates).toFixed(2)} %`,
      holds: rates.every((rate) => Math.abs(rate - 10) < 0.25),
      days: 1,
    },
    less('An iceberg shows less than it trades', shown, filled, ''),
    {
      claim: 'Two exchanges cost no more than either does',
      figures: [both, nse, bse].map((paid) => mean(paid).toFixed(3)).join(', '),
      holds: both.every((paid, i) => paid <= nse[i]! + 1e-9 && paid <= bse[i]! + 1e-9),
      days: 1,
    },
  ]
}

const severalDays = 6

function less(claim: string, low: number, high: number, unit: string, days = 1): Claim {
  const digits = Number.isInteger(low) && Number.isInteger(high) ? 0 : 2
  const figures = `${low.toFixed(digits)} < ${high.toFixed(digits)} ${unit}`.trimEnd()
  return { claim, figures, holds: low < high, days }
}

/** For a unit, with all fees. */
function paidFor({ averagePrice, filledQuantity, shortfall }: TcaResult): number {
  return averagePrice!.plus(shortfall.fees.div(filledQuantity)).toNumber()
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function deviation(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)))
}
