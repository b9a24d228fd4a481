/**
 * What there is to know of each indicator, as data: names, inputs, parameters, outputs and warm-up.
 *
 * @module @shagun/indicators/metadata
 */
export type { IndicatorGroup, IndicatorMetadata, ParameterValues } from './metadata/indicator.ts'
export { indicators } from './metadata/indicators.ts'
export type { ChoiceParameter, IndicatorParameter, NumberParameter } from './metadata/parameter.ts'
