import { describeIn, type IndicatorMetadata } from './indicator.ts'

const describe = describeIn('price')

export const price: readonly IndicatorMetadata[] = [
  describe({
    name: 'avgprice',
    talib: 'AVGPRICE',
    title: 'Average price',
    formula: '(open + high + low + close) / 4',
    takes: 'bars',
    inputs: ['open', 'high', 'low', 'close'],
    parameters: [],
    isOverlay: true,
    lookback: () => 0,
  }),
  describe({
    name: 'medprice',
    talib: 'MEDPRICE',
    title: 'Median price',
    formula: '(high + low) / 2',
    takes: 'bars',
    inputs: ['high', 'low'],
    parameters: [],
    isOverlay: true,
    lookback: () => 0,
  }),
  describe({
    name: 'typprice',
    talib: 'TYPPRICE',
    title: 'Typical price',
    formula: '(high + low + close) / 3',
    takes: 'bars',
    inputs: ['high', 'low', 'close'],
    parameters: [],
    isOverlay: true,
    lookback: () => 0,
  }),
  describe({
    name: 'wclprice',
    talib: 'WCLPRICE',
    title: 'Weighted close price',
    formula: '(high + low + 2 close) / 4',
    takes: 'bars',
    inputs: ['high', 'low', 'close'],
    parameters: [],
    isOverlay: true,
    lookback: () => 0,
  }),
]
