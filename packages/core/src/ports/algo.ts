import type { DecimalInput } from '../model/decimal.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { SurvivesJson } from '../model/json.ts'
import type { Product, Side } from '../model/supports.ts'
import type { Timeframe } from '../model/time.ts'
import type { AlgoCommand } from './algo-command.ts'
import type { AlgoBeginning, AlgoInput } from './algo-input.ts'

/** The answer of a planner to one input: its next state, and what it wants done. */
export interface Step<State> {
  readonly state: State
  readonly commands: readonly AlgoCommand[]
}

/** What every parent order says; an algo adds its own. */
export interface AlgoParams {
  readonly instrument: InstrumentId
  readonly side: Side
  readonly quantity: DecimalInput
  readonly product?: Product
  /** No child is ever placed past it. */
  readonly limitPrice?: DecimalInput
  /** Everything that is left to chance comes from it. Default: drawn, and kept. */
  readonly seed?: number
  /** Where children may go. Default: its own instrument, at the account that runs it. */
  readonly routes?: readonly Route[]
}

/** An account, and what to trade there. */
export interface Route {
  readonly account: string
  readonly instrument: InstrumentId
}

/** A pure planner: the same inputs give the same commands. */
export interface Algo<Params extends AlgoParams = AlgoParams, State = unknown> {
  readonly name: string
  readonly version: number
  /** What it is told of the market, in every instrument of its routes. */
  readonly needs: readonly AlgoNeed[]
  /**
   * It closes again what it has filled, and so it ends itself: being filled, canceled or in error does not end what
   * protects a position.
   */
  readonly exits?: true
  /** The parameters that it takes anew while it runs, beside `quantity` and `limitPrice`. Default: none. */
  readonly amendable?: readonly string[]
  /** The first state. Throws where the parameters have no meaning, before anything is placed. */
  begin(params: Params, beginning: AlgoBeginning<Params>): State
  /** What it wants done now. Whatever it needs to know later must be in its state, which is journalled before its orders. */
  step(state: State, input: AlgoInput<Params>): Step<State>
}

/** What is told of the market. */
export type AlgoNeed = 'quotes' | 'trades' | 'depth' | Timeframe

/** Parameters bound to their planner; what `execute` takes. */
export interface AlgoOrder<Params extends AlgoParams = AlgoParams> {
  readonly algo: Algo<Params>
  readonly params: Params
}

/** Binds parameters to a planner, which it carries as `algo`. */
export type AlgoFactory<Params extends AlgoParams = AlgoParams> = ((params: Params) => AlgoOrder<Params>) & {
  readonly algo: Algo<Params>
}

/**
 * Declares an execution algo. Its state must survive JSON, because it is journalled.
 *
 * @returns the function that binds parameters to the planner: `trader.execute(drip({ … }))`
 * @example
 * ```ts
 * import { type AlgoFactory, defineAlgo } from '@shagun/core'
 *
 * // One lot a minute, until the parent is filled.
 * export const drip: AlgoFactory = defineAlgo({
 *   name: 'drip',
 *   version: 1,
 *   needs: [],
 *   begin: () => 0,
 *   step(sent, { type, now }) {
 *     if (type !== 'started' && type !== 'woke') return { state: sent, commands: [] }
 *     return {
 *       state: sent + 1,
 *       commands: [
 *         { type: 'place', key: `child-${sent}`, lots: 1 },
 *         { type: 'wake', at: now + 60_000 },
 *       ],
 *     }
 *   },
 * })
 * ```
 */
export function defineAlgo<Params extends AlgoParams, State>(
  algo: Algo<Params, State>,
): SurvivesJson<State> extends true ? AlgoFactory<Params> : 'the state of an algo must survive JSON' {
  // From here on nobody but the planner itself looks into its state.
  const opaque = algo as unknown as Algo<Params>
  const factory: AlgoFactory<Params> = Object.assign((params: Params) => ({ algo: opaque, params }), { algo: opaque })
  return factory as SurvivesJson<State> extends true ? AlgoFactory<Params> : never
}
