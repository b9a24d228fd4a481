import { type Calendar, exchangeOf, type Phase, type RiskRule } from '@shagun/core'
import { invalidOption } from '../invalid.ts'

/** What else {@link marketSession} is told. */
export interface MarketSessionOptions {
  /** When orders pass. Default: while a session is on, which is continuous trading and the closing auction. */
  readonly phases?: readonly Phase[]
}

const rule = 'market-session'

/**
 * Denies orders and modifications while the market of their instrument does not trade.
 *
 * Those that reduce a position as well: nobody would fill them. An instrument of an exchange that no calendar is given for
 * is denied. Cancels always pass.
 *
 * @param calendars - one for all instruments, or one for each exchange, where `*` stands for all others
 * @throws ShagunError `invalid-options` where there is no calendar, or no phase
 * @example
 * ```ts
 * import { mcx, nse, type RiskRule } from '@shagun/core'
 * import { marketSession } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [marketSession({ NSE: nse(), NFO: nse(), MCX: mcx() }, { phases: ['continuous'] })]
 * ```
 */
export function marketSession(
  calendars: Calendar | Readonly<Record<string, Calendar>>,
  { phases }: MarketSessionOptions = {},
): RiskRule {
  const byExchange = isCalendar(calendars) ? { '*': calendars } : calendars
  if (Object.keys(byExchange).length === 0)
    throw invalidOption('marketSession', 'calendars', '{}', 'at least one calendar')
  if (phases?.length === 0)
    throw invalidOption('marketSession', 'phases', '[]', 'at least one phase, or no list for sessions')
  return {
    name: rule,
    check({ terms }, { now }) {
      const { instrument } = terms
      const exchange = exchangeOf(instrument)
      const calendar = byExchange[exchange] ?? byExchange['*']
      if (calendar === undefined)
        return { rule, reason: `No calendar is known for ${exchange}, where ${instrument} trades.` }
      if (phases === undefined ? calendar.isOpen(now) : phases.includes(calendar.phase(now))) return undefined
      const opens = new Date(calendar.nextOpen(now)).toISOString()
      return {
        rule,
        reason: `${calendar.id} is in the phase ${calendar.phase(now)}; its next session opens at ${opens}.`,
      }
    },
  }
}

function isCalendar(given: Calendar | Readonly<Record<string, Calendar>>): given is Calendar {
  return typeof given['isOpen'] === 'function'
}
