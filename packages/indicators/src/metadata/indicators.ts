import { candles } from './candles.ts'
import { channels } from './channels.ts'
import { cycle } from './cycle.ts'
import type { IndicatorMetadata } from './indicator.ts'
import { momentum } from './momentum.ts'
import { momentumOfBars } from './momentum-of-bars.ts'
import { overlap } from './overlap.ts'
import { price } from './price.ts'
import { session } from './session.ts'
import { statistics } from './statistics.ts'
import { trend } from './trend.ts'
import { volatility } from './volatility.ts'
import { volume } from './volume.ts'

/**
 * Every indicator of `@shagun/indicators` as data: what it is called, reads, takes and gives, and how many bars it needs.
 * None of them is loaded with it.
 *
 * @example
 * ```ts
 * import { indicators } from '@shagun/indicators/metadata'
 *
 * const macd = indicators.find(({ name }) => name === 'macd')
 * macd?.parameters.map(({ name, default: usual }) => `${name} ${usual}`)   // fastPeriod 12, slowPeriod 26, signalPeriod 9
 * macd?.lookback({ slowPeriod: 40 })                                       // 47: the index of the first value
 * ```
 */
export const indicators: readonly IndicatorMetadata[] = [
  ...overlap,
  ...momentum,
  ...momentumOfBars,
  ...volatility,
  ...volume,
  ...cycle,
  ...price,
  ...statistics,
  ...candles,
  ...channels,
  ...trend,
  ...session,
]
