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

export interface ChildView {
  readonly key: string
  readonly lots: number
  readonly filledLots: number
  readonly working: boolean
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

export interface AlgoContext {
  readonly now: Timestamp
  readonly lots: number
  readonly instrument: Instrument
  readonly random: () => number
}

/** A pure planner: the same inputs give the same commands. */
export interface Algo<Params extends AlgoParams = AlgoParams, State = unknown> {
  readonly name: string
  readonly version: number
  readonly needs: readonly ('quotes' | 'trades' | Timeframe)[]
  /** The first state. Throws where the parameters have no meaning. */
  begin(params: Params, context: AlgoContext): State
  step(state: State, input: AlgoInput): Step<State>
}

/** Parameters bound to their planner; what `execute` takes. */
export interface AlgoOrder<Params extends AlgoParams = AlgoParams> {
  readonly algo: Algo<Params>
  readonly params: Params
}

export type AlgoFactory<Params extends AlgoParams = AlgoParams> = ((params: Params) => AlgoOrder<Params>) & {
  readonly algo: Algo<Params>
}

/**
 * Declares an execution algo. Its state must survive JSON, because it is journalled.
 *
 * @returns the function that binds parameters to the planner: `trader.execute(drip({ … }))`
 */
export function defineAlgo<Params extends AlgoParams, State>(
  algo: Algo<Params, State>,
): SurvivesJson<State> extends true ? AlgoFactory<Params> : 'the state of an algo must survive JSON' {
  // From here on nobody but the planner itself looks into its state.
  const opaque = algo as unknown as Algo<Params>
  const factory: AlgoFactory<Params> = Object.assign((params: Params) => ({ algo: opaque, params }), { algo: opaque })
  return factory as SurvivesJson<State> extends true ? AlgoFactory<Params> : never
}
