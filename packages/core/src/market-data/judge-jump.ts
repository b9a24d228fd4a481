import type { InstrumentId } from '../model/ids.ts'
import type { Quote } from '../model/quote.ts'
import { type Calendars, calendarOf } from './freshness.ts'

/** What is wrong with the move that a quote makes, in words. Only what is not old is remembered. */
export type JumpJudge = (quote: Quote, source: string, isOld: boolean) => string | undefined

interface Doubted {
  readonly quote: Quote
  readonly source: string
}

/**
 * Tells the wrong price from the one that has moved: the second is said again, later or by somebody else, and a wrong
 * one that was believed is left behind in the same way.
 *
 * @param maxJump - the largest part of its price by which an instrument can move within a day
 */
export function createJumpJudge(calendars: Calendars, maxJump: number | undefined): JumpJudge {
  if (maxJump === undefined) return () => undefined
  const believed = new Map<InstrumentId, Quote>()
  const doubted = new Map<InstrumentId, Doubted>()

  function isFar(a: Quote, b: Quote): boolean {
    return Math.abs(a.last / b.last - 1) > maxJump!
  }

  function isSaidAgain(quote: Quote, source: string): boolean {
    const before = doubted.get(quote.instrument)
    if (before === undefined || isFar(quote, before.quote)) return false
    return source !== before.source || quote.time > before.quote.time
  }

  return (quote, source, isOld) => {
    const { instrument, time, last } = quote
    const calendar = calendarOf(calendars, instrument)
    const before = believed.get(instrument)
    const isSameDay = before !== undefined && calendar?.day(time).date === calendar?.day(before.time).date
    if (isSameDay && isFar(quote, before) && !isSaidAgain(quote, source)) {
      doubted.set(instrument, { quote, source })
      return `last is ${last} after ${before.last}; expected a move of at most ${maxJump * 100} %`
    }
    if (isOld) return undefined
    doubted.delete(instrument)
    believed.set(instrument, quote)
    return undefined
  }
}
