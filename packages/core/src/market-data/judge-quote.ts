import { type AnyShagunError, ShagunError } from '../errors.ts'
import type { Calendar } from '../model/calendar.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Quote } from '../model/quote.ts'
import type { Timestamp } from '../model/time.ts'

/** Clocks of two machines differ; what is stamped further ahead would close bars early, and make all that follows look old. */
const aheadMs = 5_000

/**
 * What is wrong with a quote, in words; `undefined` for one that can be.
 *
 * @param isAuction - whether the venue collects orders now: only then buyers may offer more than sellers ask
 */
export function faultOfQuote(quote: Quote, now: Timestamp, isAuction: () => boolean): string | undefined {
  const { time, last, bid, ask, volume, delayedBySec } = quote
  if (!(last > 0 && last < Infinity)) return `last is ${last}; expected a price above 0`
  const wrongTime = faultOfTime(time, now)
  if (wrongTime !== undefined) return wrongTime
  if (bid !== undefined && !(bid > 0 && bid < Infinity)) return `bid is ${bid}; expected a price above 0, or none`
  if (ask !== undefined && !(ask > 0 && ask < Infinity)) return `ask is ${ask}; expected a price above 0, or none`
  if (bid !== undefined && ask !== undefined && bid > ask && !isAuction())
    return `bid is ${bid}, and ask ${ask}; expected a bid up to the ask`
  if (volume !== undefined && !(volume >= 0 && volume < Infinity)) return `volume is ${volume}; expected 0 or more`
  if (delayedBySec !== undefined && !(delayedBySec >= 0 && delayedBySec < Infinity))
    return `delayedBySec is ${delayedBySec}; expected 0 or more`
  return undefined
}

export function faultOfTime(time: Timestamp, now: Timestamp): string | undefined {
  if (time <= now + aheadMs && time > Number.NEGATIVE_INFINITY) return undefined
  return `time is ${time}; expected one up to now, in epoch milliseconds`
}

/** Whether a venue collects orders at a moment, before they trade all at once. */
export function isAuction(calendar: Calendar | undefined, at: Timestamp): boolean {
  const phase = calendar?.phase(at)
  return phase === 'pre-open' || phase === 'closing-auction'
}

export function insane(source: string, instrument: InstrumentId, fault: string): AnyShagunError {
  const message = `${source} sent a quote of ${instrument} that cannot be: ${fault}. It is left out.`
  return new ShagunError('invalid-data', message, { details: { source, field: instrument, value: fault } })
}
