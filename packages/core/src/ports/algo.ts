import type { Bar } from '../model/bars.ts'
import type { DecimalInput } from '../model/decimal.ts'
import type { ExecutionStatus } from '../model/execution.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { SurvivesJson } from '../model/json.ts'
import type { Quote, Trade } from '../model/quote.ts'
import type { Product, Side } from '../model/supports.ts'
import type { Timeframe, Timestamp } from '../model/time.ts'

/** The parent order as it stands: whole lots, from fills and open orders, never from the planner's own counters. */
export interface ParentView {
  readonly lots: number
  readonly filledLots: number
  readonly openLots: number
  readonly remainingLots: number
  readonly arrivalPrice: number
}

/** A child order as it stands, under the key that its planner gave it. */
export interface ChildView {
  readonly key: string
  readonly lots: number
  readonly filledLots: number
  /** Whether it may still fill. */
  readonly working: boolean
  /** Whether the broker confirms what is known of it. */
  readonly certain: boolean
  readonly price?: number
}

/** What a planner is told, and where everything stands at that moment. */
export type AlgoInput = {
  readonly now: Timestamp
  readonly parent: ParentView
  readonly children: readonly ChildView[]
  readonly quote?: Quote
} & (
  | { readonly type: 'started' | 'woke' | 'resumed' | 'recovered' | 'canceled' }
  | { readonly type: 'quote'; readonly quote: Quote }
  | { readonly type: 'trade'; readonly trade: Trade }
  | { readonly type: 'bar'; readonly bar: Bar }
  | {
      readonly type: 'child'
      readonly key: string
      readonly change: 'accepted' | 'filled' | 'rejected' | 'canceled' | 'unconfirmed'
    }
)

/** What a planner wants done. Prices are numbers here; the runner rounds them to the tick, away from aggression. */
export type AlgoCommand =
  | {
      readonly type: 'place'
      readonly key: string
      readonly lots: number
      readonly limitPrice?: number
      readonly stopPrice?: number
    }
  | { readonly type: 'cancel'; readonly key: string }
  | { readonly type: 'wake'; readonly at: Timestamp }
  | { readonly type: 'finish'; readonly status: ExecutionStatus; readonly reason?: string }

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
  readonly limitPrice?: DecimalInput
  readonly seed?: number
}

/** What a planner begins with. */
export interface AlgoContext {
  readonly now: Timestamp
  readonly lots: number
  readonly instrument: Instrument
  /** Uniform in [0, 1), from the parent's seed. */
  readonly random: () => number
}

/** A pure planner: the same inputs give the same commands. */
export interface Algo<Params extends AlgoParams = AlgoParams, State = unknown> {
  readonly name: string
  readonly version: number
  readonly needs: readonly ('quotes' | 'trades' | Timeframe)[]
  /** The first state. Throws where the parameters have no meaning. */
  begin(params: Params, context: AlgoContext): State
  /** What it wants done now. Whatever it needs to know later must be in its state. */
  step(state: State, input: AlgoInput): Step<State>
}

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
