import { invalidOption, type ShagunError } from '../errors.ts'
import { type Decimal, zero } from '../model/decimal.ts'
import type { InstrumentId } from '../model/ids.ts'
import { joinPortfolios, type Portfolio } from '../model/portfolio.ts'
import type { Position } from '../model/position.ts'
import type { Trader } from '../ports/trader.ts'

/** A position with the account that holds it. */
export interface DeskPosition extends Position {
  readonly account: string
}

/** Several accounts seen as one; each still trades for itself. */
export interface Desk {
  /** By name. */
  readonly accounts: ReadonlyMap<string, Trader>
  /** What each account holds, by instrument, as of now. */
  readonly positions: ReadonlyMap<InstrumentId, readonly DeskPosition[]>
  /**
   * Starts all accounts at once. Where one cannot start, all of the desk are stopped again.
   *
   * @throws ShagunError `journal-broken`, `journal-newer`, `journal-conflict` or whatever else the first account that
   * could not start threw; the logs have the others
   */
  start(): Promise<void>
  /**
   * Stops all accounts, also where one cannot be stopped.
   *
   * @throws ShagunError `storage-failed` or whatever else the first account that could not stop threw; the logs have the
   * others
   */
  stop(): Promise<void>
  /** The portfolios of all accounts as one: their positions one after the other, their totals added up by currency. */
  getPortfolio(): Portfolio
  /** The furthest that all accounts together could go if every open order filled: positive `long`, negative `short`. */
  worstCase(instrument: InstrumentId): { readonly long: Decimal; readonly short: Decimal }
}

/** What {@link createDesk} is told. */
export interface DeskOptions {
  /** Of different accounts; started or not. */
  readonly traders: readonly Trader[]
}

/**
 * Puts several accounts side by side.
 *
 * @throws ShagunError `invalid-options` where two traders have one account name
 * @example
 * ```ts
 * import { createDesk, type Trader } from '@shagun/core'
 *
 * async function watch(equities: Trader, futures: Trader): Promise<void> {
 *   const desk = createDesk({ traders: [equities, futures] })
 *   await desk.start()
 *   for (const [currency, { equity }] of desk.getPortfolio().totals) console.log(currency, equity)
 *   console.log(desk.worstCase('NSE:INFY').long.toString())
 *   await desk.stop()
 * }
 * ```
 */
export function createDesk({ traders }: DeskOptions): Desk {
  const accounts = new Map<string, Trader>()
  for (const trader of traders) {
    if (accounts.has(trader.account)) throw sameName(trader.account)
    accounts.set(trader.account, trader)
  }

  /** All are asked at once and waited for; the first failure is thrown then, so that none hides behind another. */
  async function all(what: 'start' | 'stop'): Promise<void> {
    const results = await Promise.allSettled(Array.from(accounts.values(), async (trader) => trader[what]()))
    const failures = results.flatMap((result, i) =>
      result.status === 'rejected' ? [{ cause: result.reason, trader: traders[i]! }] : [],
    )
    for (const { trader, cause } of failures)
      trader.environment.log.error(`Account ${trader.account} could not ${what}.`, { cause })
    if (failures.length > 0) throw failures[0]!.cause
  }

  return {
    accounts,
    get positions() {
      const found = new Map<InstrumentId, DeskPosition[]>()
      for (const [account, { view }] of accounts)
        for (const [instrument, held] of view.positions) {
          const rows = held.map((position) => ({ ...position, account }))
          found.set(instrument, [...(found.get(instrument) ?? []), ...rows])
        }
      return found
    },
    async start() {
      try {
        await all('start')
      } catch (cause) {
        // What cannot stop has told so in its log; why the desk did not start counts more.
        await all('stop').catch(() => {})
        throw cause
      }
    },
    stop: () => all('stop'),
    getPortfolio: () => joinPortfolios(Array.from(accounts.values(), ({ view }) => view.getPortfolio())),
    worstCase(instrument) {
      let [long, short] = [zero, zero]
      for (const { view } of accounts.values()) {
        const one = view.worstCase(instrument)
        long = long.plus(one.long)
        short = short.plus(one.short)
      }
      return { long, short }
    },
  }
}

function sameName(account: string): ShagunError {
  const expected = 'another `account` for each, given to createTrader'
  return invalidOption('Two traders of the desk have the account', 'traders', account, expected)
}
