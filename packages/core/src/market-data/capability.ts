import { barClose, checkMultiple, isWithinDay } from '../model/bar-period.ts'
import type { Calendar } from '../model/calendar.ts'
import { exchangeOf, type InstrumentId, symbolOf } from '../model/ids.ts'
import type { Timeframe } from '../model/time.ts'
import type { DataProvider } from '../ports/data-provider.ts'

/** Whether a provider knows the instruments of an exchange. */
export function servesExchange({ supports }: DataProvider, exchange: string): boolean {
  return supports.exchanges.includes('*') || supports.exchanges.includes(exchange)
}

/** The name under which a provider serves an instrument: its own, else that of its listing elsewhere, else none. */
export function servedAs(provider: DataProvider, instrument: InstrumentId): InstrumentId | undefined {
  const exchange = exchangeOf(instrument)
  if (servesExchange(provider, exchange)) return instrument
  const substitute = provider.supports.substitutes?.[exchange]
  return substitute === undefined ? undefined : `${substitute}:${symbolOf(instrument)}`
}

/** The longest of some timeframes that bars of another can be made of. */
export function longestPart(
  timeframes: readonly Timeframe[],
  whole: Timeframe,
  calendar: Calendar | undefined,
): Timeframe | undefined {
  return timeframes
    .filter((part) => part !== whole && isPart(part, whole, calendar))
    .sort((a, b) => barClose(0, b) - barClose(0, a))[0]
}

function isPart(part: Timeframe, whole: Timeframe, calendar: Calendar | undefined): boolean {
  // The hours of a session that nobody knows do not add up to its day.
  if (calendar === undefined && isWithinDay(part) && !isWithinDay(whole)) return false
  try {
    checkMultiple(part, whole, calendar)
    return true
  } catch {
    return false
  }
}
