import { describeIn, type IndicatorMetadata } from './indicator.ts'

const describe = describeIn('cycle')

export const cycle: readonly IndicatorMetadata[] = [
  describe({
    name: 'htDcPeriod',
    talib: 'HT_DCPERIOD',
    title: 'Hilbert transform, dominant cycle period',
    formula: 'bars of the dominant cycle, 6 to 50',
    takes: 'series',
    inputs: ['close'],
    parameters: [],
    lookback: () => 32,
  }),
  describe({
    name: 'htDcPhase',
    talib: 'HT_DCPHASE',
    title: 'Hilbert transform, dominant cycle phase',
    formula: 'degrees into the dominant cycle, -45 to 315',
    takes: 'series',
    inputs: ['close'],
    parameters: [],
    lookback: () => 63,
  }),
  describe({
    name: 'htPhasor',
    talib: 'HT_PHASOR',
    title: 'Hilbert transform, phasor',
    formula: 'the part of x in phase with its cycle, and a quarter ahead',
    takes: 'series',
    inputs: ['close'],
    parameters: [],
    outputs: ['inPhase', 'quadrature'],
    lookback: () => 32,
  }),
  describe({
    name: 'htSine',
    talib: 'HT_SINE',
    title: 'Hilbert transform, sine wave',
    formula: 'sine of the phase, and of 45 degrees ahead',
    takes: 'series',
    inputs: ['close'],
    parameters: [],
    outputs: ['sine', 'leadSine'],
    lookback: () => 63,
  }),
  describe({
    name: 'htTrendMode',
    talib: 'HT_TRENDMODE',
    title: 'Hilbert transform, trend or cycle',
    formula: '1 in a trend, 0 in a cycle',
    takes: 'series',
    inputs: ['close'],
    parameters: [],
    lookback: () => 63,
  }),
]
