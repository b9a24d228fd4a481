import { type AlgoContext, type DecimalInput, ShagunError, type Timestamp } from '@shagun/core'
import { restingTime } from '../children/time-in-force.ts'
import { checkFlag, checkMs, checkNumber, checkOneOf, checkShare } from '../params/check.ts'
import { invalid } from '../params/invalid.ts'
import { readLots } from '../params/read-lots.ts'
import { readPrice } from '../params/read-price.ts'
import { checkWindow, readWindow, type Window } from '../window/read-window.ts'
import type { IcebergParams } from './params.ts'

/** What an iceberg's parameters come to at its venue, in whole lots. */
export interface Terms extends Window {
  readonly isNative: boolean
  readonly displayLots: number
  readonly lowLots: number
  readonly leastLots: number
  /** Of one order. */
  readonly mostLots: number
}

type Context = Pick<AlgoContext<IcebergParams>, 'params' | 'instrument' | 'supports' | 'now' | 'calendar'>

/** @throws ShagunError `invalid-options` for quantities that are no lots */
export function readTerms({ params, instrument, supports }: Context, begunAt: Timestamp): Terms {
  const displayLots = readLots('displayQuantity', required('displayQuantity', params.displayQuantity), instrument)!
  const freezeLots = instrument.freezeQuantity?.div(instrument.lotSize).floor().toNumber()
  return {
    ...readWindow(params, begunAt),
    isNative: params.native ?? supports.display === true,
    displayLots,
    lowLots: readLots('displayLowQuantity', params.displayLowQuantity, instrument, 0) ?? 0,
    leastLots: readLots('minChildQuantity', params.minChildQuantity, instrument) ?? 1,
    mostLots: Math.min(
      readLots('maxChildQuantity', params.maxChildQuantity, instrument) ?? Number.MAX_SAFE_INTEGER,
      Math.max(freezeLots ?? Number.MAX_SAFE_INTEGER, 1),
    ),
  }
}

/**
 * @throws ShagunError `invalid-options` for parameters without a meaning; `unsupported` where the broker takes no limit
 * orders, or none that hide a part although `native` asks for them
 */
export function checkTerms(context: Context, begunAt: Timestamp): void {
  const { params, supports } = context
  const { endAt } = checkWindow(params, context, begunAt)
  readPrice('limitPrice', required('limitPrice', params.limitPrice))
  checkFlag('native', params.native)
  if (restingTime(supports) === undefined) throw lacks('limit orders that rest')
  if (params.native === true && supports.display !== true) throw lacks('orders that show a part')

  const { displayLots, lowLots, leastLots } = readTerms(context, begunAt)
  if (lowLots >= displayLots)
    throw invalid('displayLowQuantity', params.displayLowQuantity, 'less than displayQuantity, of which it is the rest')
  if (leastLots > displayLots) throw invalid('minChildQuantity', params.minChildQuantity, 'at most displayQuantity')
  const mostLots = readLots('maxChildQuantity', params.maxChildQuantity, context.instrument)
  if (mostLots !== undefined && mostLots < leastLots)
    throw invalid('maxChildQuantity', params.maxChildQuantity, 'at least minChildQuantity')
  const { displayVariance } = params
  checkNumber('displayVariance', displayVariance, (part) => part >= 0 && part < 1, 'a share from 0 to below 1')
  checkShare('timeJitter', params.timeJitter)
  checkMs('refreshDelayMs', params.refreshDelayMs)
  checkMs('pegIntervalMs', params.pegIntervalMs)
  checkOneOf('peg', params.peg, 'primary')
  checkFlag('completeAtEnd', params.completeAtEnd)
  if (params.completeAtEnd === true && endAt === Number.POSITIVE_INFINITY)
    throw invalid('completeAtEnd', true, 'an endAt or a durationMs with it')
}

function required(option: string, value: DecimalInput | undefined): DecimalInput {
  if (value === undefined) throw invalid(option, value, 'a number: an iceberg rests at a limit, and shows a part')
  return value
}

function lacks(feature: string): ShagunError<'unsupported'> {
  return new ShagunError(
    'unsupported',
    `The broker takes no ${feature}, which an iceberg needs; choose another algo.`,
    {
      details: { feature, by: 'the broker' },
    },
  )
}
