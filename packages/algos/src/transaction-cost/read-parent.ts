import { Decimal, type Instrument, type InstrumentId, type SchedulePoint, type Side, type TcaFill } from '@shagun/core'
import { invalid } from '../params/invalid.ts'
import { readDecimal } from '../params/read-lots.ts'
import type { TransactionCostOptions } from './options.ts'
import { invalidRow, readNonNegative, readPositive, readTime } from './read-input.ts'

/** The order and its fills, exact. */
export interface Parent {
  readonly instrument: InstrumentId | null
  /** Of it and of its fills, which may have gone to other venues. */
  readonly instruments: ReadonlySet<string>
  readonly currency: string | null
  readonly multiplier: Decimal
  readonly side: Side
  /** 1 for a buy, -1 for a sell: a difference in price times it is a cost. */
  readonly sign: 1 | -1
  readonly quantity: Decimal
  readonly filledQuantity: Decimal
  readonly unfilledQuantity: Decimal
  /** In the order of time. */
  readonly fills: readonly TcaFill[]
  readonly fees: Decimal
  /** Price times quantity over all fills, without the multiplier. */
  readonly traded: Decimal
  readonly averagePrice: Decimal | null
  readonly decisionTime: number | undefined
  readonly arrivalTime: number | undefined
  readonly endTime: number | undefined
  readonly schedule: readonly SchedulePoint[] | null
}

const zero = new Decimal(0)

/** @throws ShagunError `invalid-options` or `invalid-data` where something has no meaning */
export function readParent(options: TransactionCostOptions): Parent {
  const { side } = options
  if (side !== 'buy' && side !== 'sell') throw invalid('side', side, 'buy or sell')
  const quantity = readPositive('quantity', options.quantity)
  if (!Array.isArray(options.fills)) throw invalid('fills', options.fills, 'a list, empty where there is none')
  const fills = options.fills
    .map((fill, row): TcaFill => {
      if (fill.side !== undefined && fill.side !== side)
        throw invalidRow('fills', row, 'side', fill.side, `${side}, as the parent: pass the fills of one side only`)
      const read = (field: 'quantity' | 'price'): Decimal => {
        const value = readDecimal(fill[field])
        if (value?.gt(0)) return value
        throw invalidRow('fills', row, field, fill[field], 'a number above 0')
      }
      const fees = readDecimal(fill.fees ?? 0)
      if (fees === undefined) throw invalidRow('fills', row, 'fees', fill.fees, 'a finite number')
      if (!Number.isFinite(fill.time)) throw invalidRow('fills', row, 'time', fill.time, 'epoch milliseconds')
      return { time: fill.time, quantity: read('quantity'), price: read('price'), fees }
    })
    .toSorted((a, b) => a.time - b.time)
  const sum = (read: (fill: TcaFill) => Decimal): Decimal => fills.reduce((total, fill) => total.plus(read(fill)), zero)
  const filledQuantity = sum((fill) => fill.quantity)
  if (filledQuantity.gt(quantity))
    throw invalid('quantity', quantity, `${filledQuantity} or more, which is what was filled`)
  const traded = sum(({ price, quantity }) => price.times(quantity))
  const told = typeof options.instrument === 'object' ? options.instrument : undefined
  const id = told?.id ?? (options.instrument as InstrumentId | undefined) ?? null

  return {
    instrument: id,
    instruments: new Set([id, ...options.fills.map(({ instrument }) => instrument)].filter((each) => each != null)),
    currency: options.currency ?? told?.currency ?? null,
    multiplier: readPositive('multiplier', options.multiplier ?? told?.multiplier ?? 1),
    side,
    sign: side === 'buy' ? 1 : -1,
    quantity,
    filledQuantity,
    unfilledQuantity: quantity.minus(filledQuantity),
    fills,
    fees: sum((fill) => fill.fees),
    traded,
    averagePrice: fills.length === 0 ? null : traded.div(filledQuantity),
    ...readTimes(options, filledQuantity.eq(quantity) ? fills.at(-1)!.time : undefined),
    schedule: readSchedule(options),
  }
}

/** What a price was worse than another by, for this side. Nothing is negated, for then no difference would be -0. */
export function costOf({ sign }: Pick<Parent, 'sign'>, paid: Decimal, benchmark: Decimal): Decimal {
  return sign === 1 ? paid.minus(benchmark) : benchmark.minus(paid)
}

/** Whether somebody has said what a price change is worth. */
export function isMultiplierTold({ instrument, multiplier }: TransactionCostOptions): boolean {
  return multiplier !== undefined || (instrument as Partial<Instrument> | undefined)?.multiplier !== undefined
}

function readTimes(
  options: TransactionCostOptions,
  filledAt: number | undefined,
): Pick<Parent, 'decisionTime' | 'arrivalTime' | 'endTime'> {
  const decisionTime = readTime('decisionTime', options.decisionTime)
  const arrivalTime = readTime('arrivalTime', options.arrivalTime) ?? readTime('startedAt', options.startedAt)
  const endTime = readTime('endTime', options.endTime) ?? readTime('time', options.time) ?? filledAt
  if (decisionTime !== undefined && arrivalTime !== undefined && decisionTime > arrivalTime)
    throw invalid('decisionTime', decisionTime, `no moment after the arrival at ${arrivalTime}`)
  const begin = arrivalTime ?? decisionTime
  // The last fill is no word of the caller: a broker's clock may stand behind ours.
  if (endTime !== undefined && endTime !== filledAt && begin !== undefined && endTime < begin)
    throw invalid('endTime', endTime, `no moment before ${begin}, when the order came`)
  return { decisionTime, arrivalTime, endTime }
}

function readSchedule({ schedule }: TransactionCostOptions): readonly SchedulePoint[] | null {
  if (schedule === undefined) return null
  let before: SchedulePoint = { time: Number.NEGATIVE_INFINITY, quantity: zero }
  return schedule.map((point, row) => {
    if (!(point.time >= before.time && point.time < Number.POSITIVE_INFINITY))
      throw invalidRow('schedule', row, 'time', point.time, 'epoch milliseconds, in the order of time')
    const planned = readNonNegative(`schedule[${row}].quantity`, point.quantity)
    if (planned.lt(before.quantity))
      throw invalidRow('schedule', row, 'quantity', planned, `${before.quantity} or more: quantities are cumulative`)
    before = { time: point.time, quantity: planned }
    return before
  })
}
