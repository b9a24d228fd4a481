import { describeIn, type IndicatorMetadata } from './indicator.ts'
import { whole } from './parameter.ts'

const describe = describeIn('volatility')

export const volatility: readonly IndicatorMetadata[] = [
  describe({
    name: 'atr',
    talib: 'ATR',
    title: 'Average true range',
    formula: 'Wilder average of trange',
    takes: 'bars',
    inputs: ['high', 'low', 'close'],
    parameters: [whole('period', 14)],
    lookback: ({ period }) => period,
  }),
  describe({
    name: 'natr',
    talib: 'NATR',
    title: 'Normalized average true range',
    formula: '100 atr / close',
    takes: 'bars',
    inputs: ['high', 'low', 'close'],
    parameters: [whole('period', 14)],
    lookback: ({ period }) => period,
  }),
  describe({
    name: 'trange',
    talib: 'TRANGE',
    title: 'True range',
    formula: 'max(high, close[1]) - min(low, close[1])',
    takes: 'bars',
    inputs: ['high', 'low', 'close'],
    parameters: [],
    lookback: () => 1,
  }),
]
