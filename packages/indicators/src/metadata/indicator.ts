import type { ChoiceParameter, IndicatorParameter } from './parameter.ts'

/** The rooms of this package: TA-Lib's groups, and what is beyond them. */
export type IndicatorGroup =
  | 'overlap'
  | 'momentum'
  | 'volatility'
  | 'volume'
  | 'cycle'
  | 'price'
  | 'statistics'
  | 'candles'
  | 'channels'
  | 'trend'
  | 'session'

/** What there is to know of an indicator without loading it. */
export interface IndicatorMetadata {
  /** Its function in `@shagun/indicators`; the streaming form is `create` and the same with a capital. */
  readonly name: string
  /** What TA-Lib calls it; absent where TA-Lib does not have it. */
  readonly talib?: string
  readonly title: string
  /** What it computes, in short: `x` is the input, `[n]` n bars ago, and a function alone is one over the period. */
  readonly formula: string
  readonly group: IndicatorGroup
  /**
   * How the first argument looks: one series, or two as the first and second argument, or an object of columns (in
   * streaming: a number, a pair, an object of numbers).
   */
  readonly takes: 'series' | 'pair' | 'bars'
  /** The names of what it reads; a series called `close` may be any. */
  readonly inputs: readonly string[]
  /** Whether the bars have marks of where sessions begin, `sessionStart`; absent where sessions mean nothing to it. */
  readonly sessions?: 'optional' | 'needed'
  /** In the order of the arguments; the choices follow them in the options object. */
  readonly parameters: readonly IndicatorParameter[]
  /** The names of its lines. One stands for an array alone, several for an object with these names. */
  readonly outputs: readonly string[]
  /** Those of its lines that are prices, and so belong over the chart of the price, not in a panel of their own. */
  readonly overlays: readonly string[]
  /**
   * The index of the first bar at which each line has a value, in a series without holes: how many bars have to be loaded
   * before the first one that counts. `undefined` where the prices or the sessions decide. Parameters that are left out
   * have their defaults; none is checked.
   */
  readonly lookback: (parameters?: ParameterValues) => number | undefined
}

/** Parameters by their names. */
export type ParameterValues = Readonly<Record<string, number | string>>

type ValuesOf<Parameters extends readonly IndicatorParameter[]> = {
  readonly [P in Parameters[number] as P['name']]: P extends ChoiceParameter<string, infer Choice> ? Choice : number
}

/** An indicator as its room writes it: with a lookback that is typed by the parameters and is given all of them. */
type Draft<Parameters extends readonly IndicatorParameter[]> = Omit<
  IndicatorMetadata,
  'group' | 'outputs' | 'overlays' | 'lookback' | 'parameters'
> & {
  readonly parameters: Parameters
  readonly outputs?: readonly string[]
  readonly overlays?: 'all' | readonly string[]
  readonly lookback: (parameters: ValuesOf<Parameters>) => number | undefined
}

/** Makes the entries of a room: one line of output under the indicator's name unless said otherwise, and in a panel. */
export function describeIn(group: IndicatorGroup) {
  return <const Parameters extends readonly IndicatorParameter[]>(draft: Draft<Parameters>): IndicatorMetadata => {
    const defaults = Object.fromEntries(draft.parameters.map((parameter) => [parameter.name, parameter.default]))
    const { outputs = [draft.name], overlays = [] } = draft
    return {
      ...draft,
      group,
      outputs,
      overlays: overlays === 'all' ? outputs : overlays,
      lookback: (given) => draft.lookback({ ...defaults, ...given } as ValuesOf<Parameters>),
    }
  }
}
