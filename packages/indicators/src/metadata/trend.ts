import { describeIn, type IndicatorMetadata } from './indicator.ts'
import { real, whole } from './parameter.ts'

const describe = describeIn('trend')

export const trend: readonly IndicatorMetadata[] = [
  describe({
    name: 'superTrend',
    title: 'Super trend',
    formula: '(high + low) / 2 and so many atr away, never giving way; changes sides at a close beyond',
    takes: 'bars',
    inputs: ['high', 'low', 'close'],
    parameters: [whole('period', 10), real('multiplier', 3, { above: 0 })],
    outputs: ['superTrend', 'direction'],
    overlays: ['superTrend'],
    lookback: ({ period }) => period,
  }),
  describe({
    name: 'ichimoku',
    title: 'Ichimoku',
    formula: 'midprice over three windows, the cloud shifted ahead',
    takes: 'bars',
    inputs: ['high', 'low', 'close'],
    parameters: [
      whole('tenkanPeriod', 9),
      whole('kijunPeriod', 26),
      whole('senkouPeriod', 52),
      whole('displacement', 26),
    ],
    outputs: ['tenkan', 'kijun', 'senkouA', 'senkouB', 'chikou'],
    overlays: 'all',
    lookback: ({ tenkanPeriod, kijunPeriod, senkouPeriod, displacement }) =>
      Math.max(tenkanPeriod, kijunPeriod, senkouPeriod) + displacement - 2,
  }),
  describe({
    name: 'zigzag',
    title: 'Zigzag',
    formula: 'the last high or low from which the price came back by so many percent',
    takes: 'bars',
    inputs: ['high', 'low'],
    parameters: [real('percent', 5, { above: 0 })],
    outputs: ['price', 'index', 'direction'],
    overlays: ['price'],
    lookback: () => undefined,
  }),
  describe({
    name: 'vortex',
    title: 'Vortex indicator',
    formula: 'sum(|high - low[1]|) and sum(|low - high[1]|), over sum(trange)',
    takes: 'bars',
    inputs: ['high', 'low', 'close'],
    parameters: [whole('period', 14)],
    outputs: ['plusVi', 'minusVi'],
    lookback: ({ period }) => period,
  }),
  describe({
    name: 'choppiness',
    title: 'Choppiness index',
    formula: '100 log(sum(trange) / (max(high) - min(low))) / log(n)',
    takes: 'bars',
    inputs: ['high', 'low', 'close'],
    parameters: [whole('period', 14, 2)],
    lookback: ({ period }) => period,
  }),
]
