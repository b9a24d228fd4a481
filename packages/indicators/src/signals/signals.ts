import { indicatorError } from '../indicator-error.ts'
import type { Series } from '../series.ts'
import { directionOf, type Signal, type Signals } from './signal.ts'

/**
 * Signals of two columns of evidence.
 *
 * @param reasonsAt - why there is a direction at a bar; asked only where there is one
 */
export function signalsOf(
  forLong: Series,
  forShort: Series,
  time: Series | undefined,
  reasonsAt: (index: number) => readonly string[],
): Signals {
  const { length } = forLong
  function at(index: number): Signal {
    if (!Number.isInteger(index) || index < 0 || index >= length)
      throw indicatorError('signals', 'index', `is ${index}, expected a whole number from 0 to ${length - 1}`)
    const [long, short] = [forLong[index]!, forShort[index]!]
    return signalOf(long, short, time?.[index] ?? NaN, () => reasonsAt(index))
  }
  return {
    length,
    forLong,
    forShort,
    time,
    at,
    *[Symbol.iterator]() {
      for (let i = 0; i < length; i++) if (directionOf(forLong[i]!, forShort[i]!) !== 'none') yield at(i)
    },
  }
}

/** One signal of its evidence. */
export function signalOf(forLong: number, forShort: number, time: number, reasons: () => readonly string[]): Signal {
  const direction = directionOf(forLong, forShort)
  if (direction === 'none') return { direction, strength: 0, forLong, forShort, reasons: [], time }
  return { direction, strength: Math.abs(forLong - forShort), forLong, forShort, reasons: reasons(), time }
}

/** A number as a trader reads it: six digits will do, and hundredths are told of a price that needs all of them before. */
export function figure(number: number): string {
  return String(Number(Math.abs(number) < 1e4 ? number.toPrecision(6) : number.toFixed(2)))
}
