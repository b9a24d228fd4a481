import type { AccountView, Decimal, InstrumentId } from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { type Derivative, derived, shocked } from './derivative.ts'
import { type Held, listHeld } from './held.ts'
import { type Mapping, requireScenario, type Scenario, shockOf } from './scenario.ts'

/** What is known beside the account. */
export interface ScenarioOptions extends Mapping {
  /** Options, and futures whose own price is not shocked, by instrument. */
  readonly derivatives?: Readonly<Record<InstrumentId, Derivative>>
  /** ISO 4217: what results are in. Default: the currency of all positions, where they have one. */
  readonly currency?: string
  /** What one unit of other currencies is worth in `currency`, by ISO 4217 code. */
  readonly fxRates?: Readonly<Record<string, number>>
}

/** What a scenario does to what is held of one instrument. */
export interface InstrumentEffect {
  readonly instrument: InstrumentId
  /** `null` where none is known. */
  readonly sector: string | null
  /** Over all products; above 0 is long. */
  readonly quantity: Decimal
  /** The last price; `null` where there is none at hand. */
  readonly before: number | null
  /** The price in the scenario; `null` where nobody knows. */
  readonly after: number | null
  /** Money in the currency of the result; a loss is negative, `null` is unknown. */
  readonly profit: number | null
  /** Why the profit is unknown; absent otherwise. */
  readonly reason?: string
}

/** What a scenario does to one sector. */
export interface SectorEffect {
  /** `null` for instruments without one. */
  readonly sector: string | null
  /** Money; a loss is negative, `null` where that of any instrument is unknown. */
  readonly profit: number | null
}

/** What a scenario does to an account. */
export interface ScenarioResult {
  readonly scenario: Scenario
  /** One for each instrument that is held, in the order of the portfolio. */
  readonly instruments: readonly InstrumentEffect[]
  /** One for each sector that is held, in the same order. */
  readonly sectors: readonly SectorEffect[]
  /** Money; a loss is negative, `null` where that of any instrument is unknown. */
  readonly profit: number | null
  /** Money; of those instruments whose profit is known. */
  readonly knownProfit: number
  /** Those whose profit is unknown, each with its reason. */
  readonly missing: readonly InstrumentEffect[]
}

/**
 * What a scenario would do to the positions of an account, from the prices of now.
 *
 * Profit = quantity x multiplier x (price after - price before) x exchange rate, for each instrument over all products.
 * A price after is before x (1 + change), or before + points; by factors the change is the sum of beta x return. A
 * derivative follows its underlying. Prices are those of the view's quotes: where one is missing or stale, where nothing
 * in the scenario reaches an instrument, or where a beta, a vega or an exchange rate is not known, the profit is `null`
 * with its reason, and so is every sum that it is part of. An option that is no derivative here is only reached by a
 * shock of its own, because a change of the market is not a change of its price.
 *
 * @param view - of a trader, or what a rule and a strategy are given
 * @throws ShagunError `invalid-options` where the scenario could not happen, or positions are in several currencies and
 * `currency` does not say which one counts
 * @example
 * ```ts
 * import type { Trader } from '@shagun/core'
 * import { applyScenario } from '@shagun/risk'
 *
 * function printCrash({ view }: Trader): void {
 *   const crash = { name: 'IT falls', sectors: { IT: { change: -0.2 } }, others: { change: -0.05 } }
 *   const { profit, missing } = applyScenario(view, crash, { sectors: { 'NSE:INFY': 'IT', 'NSE:TCS': 'IT' } })
 *   console.log(profit ?? missing.map(({ reason }) => reason))
 * }
 * ```
 */
export function applyScenario(view: AccountView, scenario: Scenario, options: ScenarioOptions = {}): ScenarioResult {
  requireScenario('applyScenario', scenario)
  const held = listHeld(view)
  const rateOf = readRates(held, options)
  const instruments = held.map((position): InstrumentEffect => {
    const { instrument, quantity, currency } = position
    const underlying = options.derivatives?.[instrument]?.underlying ?? instrument
    const sector = options.sectors?.[instrument] ?? options.sectors?.[underlying] ?? null
    const before = view.getQuote(instrument)?.last ?? null
    const known = { instrument, sector, quantity, before }
    if (before === null) return unknown(known, null, `There is no quote of ${instrument}, or it is stale.`)
    const after = priceAfter(position, before, view, scenario, options)
    if (typeof after === 'string') return unknown(known, null, after)
    const rate = rateOf(currency)
    if (typeof rate === 'string') return unknown(known, after, rate)
    if (position.listed === undefined)
      return unknown(known, after, `Nobody listed ${instrument}, so its multiplier is not known.`)
    const exposure = quantity.toNumber() * position.listed.multiplier.toNumber()
    return { ...known, after, profit: exposure * (after - before) * rate }
  })
  return {
    scenario,
    instruments,
    sectors: bySector(instruments),
    ...sum(instruments),
    missing: instruments.filter(isMissing),
  }
}

function unknown(
  known: Omit<InstrumentEffect, 'after' | 'profit' | 'reason'>,
  after: number | null,
  reason: string,
): InstrumentEffect {
  return { ...known, after, profit: null, reason }
}

/** The rate of a currency to the one that counts; where it is not known, why. */
function readRates(held: readonly Held[], { currency, fxRates = {} }: ScenarioOptions) {
  const currencies = [...new Set(held.map((position) => position.currency))]
  if (currency === undefined && currencies.length > 1)
    throw invalidOption(
      'applyScenario',
      'currency',
      currency,
      `one, with fxRates, as positions are in ${currencies.join(', ')}`,
    )
  const counted = currency ?? currencies[0]
  return (from: string): number | string => {
    const rate = from === counted ? 1 : fxRates[from]
    return rate !== undefined && rate > 0 && rate < Infinity ? rate : `There is no rate from ${from} to ${counted}.`
  }
}

function priceAfter(
  { instrument, listed }: Held,
  before: number,
  view: AccountView,
  scenario: Scenario,
  options: ScenarioOptions,
): number | string {
  const own = scenario.instruments?.[instrument]
  const derivative = options.derivatives?.[instrument]
  if (own === undefined && derivative !== undefined) {
    const { underlying } = derivative
    const from = view.getQuote(underlying)?.last
    if (from === undefined) return `There is no quote of ${underlying}, which ${instrument} follows, or it is stale.`
    const shock = shockOf(underlying, scenario, options)
    if (typeof shock === 'string') return shock
    return derived(before, derivative, from, shocked(from, shock), shock.volatilityPoints ?? 0)
  }
  if (own === undefined && listed?.kind === 'option')
    return `${instrument} is an option, and neither its Greeks nor a shock of its own are given.`
  const shock = shockOf(instrument, scenario, options)
  return typeof shock === 'string' ? shock : shocked(before, shock)
}

function bySector(instruments: readonly InstrumentEffect[]): readonly SectorEffect[] {
  const sectors = new Set(instruments.map(({ sector }) => sector))
  return [...sectors].map((sector) => ({
    sector,
    profit: sum(instruments.filter((effect) => effect.sector === sector)).profit,
  }))
}

function sum(instruments: readonly InstrumentEffect[]) {
  const knownProfit = instruments.reduce((total, { profit }) => total + (profit ?? 0), 0)
  return { knownProfit, profit: instruments.some(isMissing) ? null : knownProfit }
}

function isMissing({ profit }: InstrumentEffect): boolean {
  return profit === null
}
