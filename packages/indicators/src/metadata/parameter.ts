import { type AverageKind, averageKinds } from '../overlap/average-lookback.ts'

/** A parameter of an indicator: what it may be is what the function takes, and it throws on everything else. */
export type IndicatorParameter = NumberParameter | ChoiceParameter

/** A number, given as an argument. */
export interface NumberParameter<Name extends string = string> {
  readonly name: Name
  /** `whole`: a count, mostly of bars; `real`: any finite number. */
  readonly kind: 'whole' | 'real'
  /** The least that is taken; absent where there is no limit. */
  readonly from?: number
  /** In place of `from`: it must be more than this. */
  readonly above?: number
  /** The most that is taken; absent where there is no limit. */
  readonly to?: number
  /** What the function takes where it is left out; where it must be given, what TA-Lib begins with, else what is usual. */
  readonly default: number
}

/** One of several words, given in the options object under its name. */
export interface ChoiceParameter<Name extends string = string, Choice extends string = string> {
  readonly name: Name
  readonly kind: 'choice'
  readonly choices: readonly Choice[]
  readonly default: Choice
}

/** A count of bars, up to what fits into memory. */
export function whole<Name extends string>(name: Name, usual: number, from = 1): NumberParameter<Name> {
  return { name, kind: 'whole', from, to: 1e7, default: usual }
}

export function real<Name extends string>(
  name: Name,
  usual: number,
  range: Pick<NumberParameter, 'from' | 'above' | 'to'> = {},
): NumberParameter<Name> {
  return { name, kind: 'real', ...range, default: usual }
}

/** The kind of a moving average; the simple one is what TA-Lib begins with. */
export function average<Name extends string>(name: Name): ChoiceParameter<Name, AverageKind> {
  return { name, kind: 'choice', choices: averageKinds, default: 'sma' }
}
