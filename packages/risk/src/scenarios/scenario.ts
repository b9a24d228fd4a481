import type { InstrumentId } from '@shagun/core'
import { invalidOption } from '../invalid.ts'

/** What happens to a price, and to the volatility that options on it are priced by. */
export interface Shock {
  /** Of the price, as a fraction of -1 or more: -0.1 is a fall of 10 %. */
  readonly change?: number
  /** Of the price, in its own unit, in place of `change`. */
  readonly points?: number
  /** Of implied volatility, in percentage points: 5 takes 20 % to 25 %. Moves options alone. */
  readonly volatilityPoints?: number
}

/**
 * A day that might come. What is said of an instrument itself goes before what is said of its sector, that before
 * factors, and those before `others`.
 */
export interface Scenario {
  readonly name: string
  readonly instruments?: Readonly<Record<InstrumentId, Shock>>
  /** By names of sectors. */
  readonly sectors?: Readonly<Record<string, Shock>>
  /** Returns of factors as fractions, by name: a price moves by the sum of its betas times these. */
  readonly factors?: Readonly<Record<string, number>>
  /** What happens to everything else: `{ change: 0 }` leaves it. Default: nobody knows, and it is missing from the result. */
  readonly others?: Shock
  /** Of implied volatility, in percentage points, where a shock does not say. Default: 0. */
  readonly volatilityPoints?: number
}

/** What is known of instruments that a scenario does not name. */
export interface Mapping {
  readonly sectors?: Readonly<Record<InstrumentId, string>>
  /** How much of a factor's return an instrument makes, by instrument and factor; as `beta` measures it. */
  readonly betas?: Readonly<Record<InstrumentId, Readonly<Record<string, number>>>>
}

/** What a scenario does to an instrument, with the volatility it leaves unsaid; or, as text, why nobody knows. */
export function shockOf(id: InstrumentId, scenario: Scenario, { sectors = {}, betas = {} }: Mapping): Shock | string {
  const { volatilityPoints = 0 } = scenario
  const sector = sectors[id]
  const said = scenario.instruments?.[id] ?? (sector === undefined ? undefined : scenario.sectors?.[sector])
  const found = said ?? byFactors(scenario.factors ?? {}, betas[id]) ?? scenario.others
  if (found === undefined) return `The scenario says nothing of ${id}, of its sector, or of others.`
  return typeof found === 'string' ? `${id} has ${found}.` : { volatilityPoints, ...found }
}

function byFactors(
  factors: Readonly<Record<string, number>>,
  betas: Readonly<Record<string, number>> | undefined,
): Shock | string | undefined {
  const names = Object.keys(factors)
  if (names.length === 0 || betas === undefined) return undefined
  const unknown = names.find((name) => !Number.isFinite(betas[name]))
  if (unknown !== undefined) return `no beta to ${unknown}`
  const change = names.reduce((sum, name) => sum + betas[name]! * factors[name]!, 0)
  // High betas reach below a total loss in a deep fall; prices do not.
  return { change: Math.max(-1, change) }
}

/** Refuses what could not happen, before anything is worked out. */
export function requireScenario(of: string, scenario: Scenario): void {
  const { instruments = {}, sectors = {}, factors = {}, others = {}, volatilityPoints = 0 } = scenario
  for (const shock of [...Object.values(instruments), ...Object.values(sectors), others]) requireShock(of, shock)
  for (const [name, value] of Object.entries(factors))
    if (!(value >= -1 && value < Infinity)) throw invalidOption(of, `factors.${name}`, value, 'a return of -1 or more')
  if (!Number.isFinite(volatilityPoints))
    throw invalidOption(of, 'volatilityPoints', volatilityPoints, 'a finite number of percentage points')
}

function requireShock(of: string, { change, points, volatilityPoints = 0 }: Shock): void {
  if (change !== undefined && points !== undefined)
    throw invalidOption(of, 'points', points, 'no points beside a change, or no change')
  if (change !== undefined && !(change >= -1 && change < Infinity))
    throw invalidOption(of, 'change', change, 'a fraction of -1 or more, such as -0.1')
  for (const [option, value] of Object.entries({ points: points ?? 0, volatilityPoints }))
    if (!Number.isFinite(value)) throw invalidOption(of, option, value, 'a finite number')
}
