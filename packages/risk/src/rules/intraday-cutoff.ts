import type { Calendar, Product, RiskRule, Timestamp } from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { readMs } from '../options.ts'
import { onlyReduces } from './reach.ts'

/** When {@link intradayCutoff} begins to deny; either `time` or `beforeCloseMs`. */
export interface IntradayCutoffOptions {
  readonly calendar: Calendar
  /** On the wall clock of the venue, as in `15:10`. */
  readonly time?: string
  /** So many milliseconds before the last session of the day closes. */
  readonly beforeCloseMs?: number
  /** What has to be closed within the day. Default: `intraday`. */
  readonly products?: readonly Product[]
}

const rule = 'intraday-cutoff'

/**
 * From a time of the day on, denies what could open or enlarge a position that has to be closed within the day.
 *
 * That time itself is past the cut-off, and so is the rest of the day until its midnight. What can only reduce a position,
 * or takes quantity away, passes; so do other products. On a day without a session, `beforeCloseMs` denies all day.
 *
 * @throws ShagunError `invalid-options` where there is no time of the form `15:10`, no positive span before the close, or
 * both, or the list of products is empty
 * @example
 * ```ts
 * import { nse, type RiskRule } from '@shagun/core'
 * import { intradayCutoff } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [intradayCutoff({ calendar: nse(), time: '15:10' })]
 * ```
 */
export function intradayCutoff(options: IntradayCutoffOptions): RiskRule {
  const { products = ['intraday'] } = options
  const cutoffAt = readCutoff(options)
  if (products.length === 0) throw invalidOption('intradayCutoff', 'products', '[]', 'at least one product')
  return {
    name: rule,
    check(intent, view) {
      const { product } = intent.terms
      if (!products.includes(product)) return undefined
      const cutoff = cutoffAt(view.now)
      if (view.now < cutoff || onlyReduces(intent, view)) return undefined
      const since = Number.isFinite(cutoff) ? `since ${new Date(cutoff).toISOString()}` : 'on a day without a session'
      return {
        rule,
        reason: `${since[0]!.toUpperCase()}${since.slice(1)} only orders that reduce a position pass for product ${product}.`,
      }
    },
  }
}

function readCutoff({ calendar, time, beforeCloseMs }: IntradayCutoffOptions): (now: Timestamp) => Timestamp {
  const both = 'either a time or a span before the close'
  if (time !== undefined && beforeCloseMs !== undefined) throw invalidOption('intradayCutoff', 'time', time, both)
  if (beforeCloseMs !== undefined) {
    readMs('intradayCutoff', 'beforeCloseMs', beforeCloseMs)
    return (now) => (calendar.day(now).sessions.at(-1)?.close ?? Number.NEGATIVE_INFINITY) - beforeCloseMs
  }
  if (time === undefined) throw invalidOption('intradayCutoff', 'time', time, both)
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? []
  if (hours === undefined) throw invalidOption('intradayCutoff', 'time', time, 'a time of the day, such as 15:10')
  // Counted from the end of the day, because where clocks change they do so early in it.
  const untilMidnightMs = (24 * 60 - Number(hours) * 60 - Number(minutes)) * 60_000
  return (now) => calendar.day(now).end - untilMidnightMs
}
