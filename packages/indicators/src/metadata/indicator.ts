import type { ChoiceParameter, IndicatorParameter } from './parameter.ts'

/** The rooms of this package, which are TA-Lib's groups. */
export type IndicatorGroup = 'overlap' | 'momentum' | 'volatility' | 'volume' | 'cycle' | 'price' | 'statistics'

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
  /** In the order of the arguments; the choices follow them in the options object. */
  readonly parameters: readonly IndicatorParameter[]
  /** The names of its lines. One stands for an array alone, several for an object with these names. */
  readonly outputs: readonly string[]
  /** Whether its lines are prices, and so belong over the chart of the price, not in a panel of their own. */
  readonly isOverlay: boolean
  /**
   * The index of the first value in a series without holes, which is how many bars have to be loaded before the first one
   * that counts. Parameters that are left out have their defaults; none is checked.
   */
  readonly lookback: (parameters?: ParameterValues) => number
}

/** Parameters by their names. */
export type ParameterValues = Readonly<Record<string, number | string>>

type ValuesOf<Parameters extends readonly IndicatorParameter[]> = {
  readonly [P in Parameters[number] as P['name']]: P extends ChoiceParameter<string, infer Choice> ? Choice : number
}

/** An indicator as its room writes it: with a lookback that is typed by the parameters and is given all of them. */
type Draft<Parameters extends readonly IndicatorParameter[]> = Omit<
  IndicatorMetadata,
  'group' | 'outputs' | 'isOverlay' | 'lookback' | 'parameters'
> & {
  readonly parameters: Parameters
  readonly outputs?: readonly string[]
  readonly isOverlay?: boolean
  readonly lookback: (parameters: ValuesOf<Parameters>) => number
}

/** Makes the entries of a room: one line of output under the indicator's name unless said otherwise, and in a panel. */
export function describeIn(group: IndicatorGroup) {
  return <const Parameters extends readonly IndicatorParameter[]>(draft: Draft<Parameters>): IndicatorMetadata => {
    const defaults = Object.fromEntries(draft.parameters.map((parameter) => [parameter.name, parameter.default]))
    return {
      outputs: [draft.name],
      isOverlay: false,
      ...draft,
      group,
      lookback: (given) => draft.lookback({ ...defaults, ...given } as ValuesOf<Parameters>),
    }
  }
}
