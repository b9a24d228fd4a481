import { type ZodType, z } from 'zod'
import { readNumber } from './number.ts'

/** A bar's numbers; what else stands beside them is no matter. */
export interface BarCells {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** The same of an adjusted series. */
export interface AdjustedCells extends BarCells {
  readonly 'adjusted close': number
}

/** Text that is a number, or a number; NaN is refused by what follows. */
const number = z.unknown().transform(readNumber)
// What is beyond these was never paid or traded, and could not be multiplied any more.
const price = number.pipe(z.number().positive().max(1e12))
const count = number.pipe(z.number().nonnegative().max(1e15))
/** How many shares one became. */
const ratio = number.pipe(z.number().min(1e-5).max(1e5))

const bar = z.looseObject({ open: price, high: price, low: price, close: price, volume: count })

const isWhole = ({ open, high, low, close }: BarCells): boolean =>
  low <= open && low <= close && high >= open && high >= close

export const barCells: ZodType<BarCells> = bar.refine(isWhole)

/** Currencies have no volume; of shares, none is not 0. */
export const pairCells: ZodType<BarCells> = bar.extend({ volume: count.default(0) }).refine(isWhole)

export const adjustedCells: ZodType<AdjustedCells> = bar.extend({ 'adjusted close': price }).refine(isWhole)

/** What of a share is told on a day: money paid, and how many there are afterwards for each one before. */
export interface ActionCells {
  readonly 'dividend amount': number
  readonly 'split coefficient': number
}

export const actionCells: ZodType<ActionCells> = z.looseObject({
  'dividend amount': count,
  'split coefficient': ratio,
})
