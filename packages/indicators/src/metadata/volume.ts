import { describeIn, type IndicatorMetadata } from './indicator.ts'
import { whole } from './parameter.ts'

const describe = describeIn('volume')

export const volume: readonly IndicatorMetadata[] = [
  describe({
    name: 'ad',
    talib: 'AD',
    title: 'Accumulation/distribution line',
    formula: 'd += volume ((close - low) - (high - close)) / (high - low)',
    takes: 'bars',
    inputs: ['high', 'low', 'close', 'volume'],
    parameters: [],
    lookback: () => 0,
  }),
  describe({
    name: 'adosc',
    talib: 'ADOSC',
    title: 'Chaikin oscillator',
    formula: 'fast ema of ad - slow ema of ad',
    takes: 'bars',
    inputs: ['high', 'low', 'close', 'volume'],
    parameters: [whole('fastPeriod', 3), whole('slowPeriod', 10)],
    lookback: ({ fastPeriod, slowPeriod }) => Math.max(fastPeriod, slowPeriod) - 1,
  }),
  describe({
    name: 'obv',
    talib: 'OBV',
    title: 'On-balance volume',
    formula: 'o += volume on a rise, o -= volume on a fall',
    takes: 'bars',
    inputs: ['close', 'volume'],
    parameters: [],
    lookback: () => 0,
  }),
  describe({
    name: 'cmf',
    title: 'Chaikin money flow',
    formula: 'sum of the volume, weighed as in ad, / sum(volume)',
    takes: 'bars',
    inputs: ['high', 'low', 'close', 'volume'],
    parameters: [whole('period', 20)],
    lookback: ({ period }) => period - 1,
  }),
  describe({
    name: 'forceIndex',
    title: 'Force index',
    formula: 'ema((close - close[1]) volume)',
    takes: 'bars',
    inputs: ['close', 'volume'],
    parameters: [whole('period', 13)],
    lookback: ({ period }) => period,
  }),
]
