import { describeIn, type IndicatorMetadata } from './indicator.ts'
import { real, whole } from './parameter.ts'

const describe = describeIn('channels')

export const channels: readonly IndicatorMetadata[] = [
  describe({
    name: 'donchian',
    title: 'Donchian channel',
    formula: 'max(high), halfway, min(low)',
    takes: 'bars',
    inputs: ['high', 'low'],
    parameters: [whole('period', 20)],
    outputs: ['upper', 'middle', 'lower'],
    overlays: 'all',
    lookback: ({ period }) => period - 1,
  }),
  describe({
    name: 'keltner',
    title: 'Keltner channel',
    formula: 'ema(close), and so many atr above and below it',
    takes: 'bars',
    inputs: ['high', 'low', 'close'],
    parameters: [whole('period', 20), real('multiplier', 2), whole('atrPeriod', 10)],
    outputs: ['upper', 'middle', 'lower'],
    overlays: 'all',
    lookback: ({ period, atrPeriod }) => Math.max(period - 1, atrPeriod),
  }),
]
