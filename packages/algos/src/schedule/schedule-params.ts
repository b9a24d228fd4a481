import {
  type AlgoContext,
  type AlgoParams,
  Decimal,
  type DecimalInput,
  type Instrument,
  ShagunError,
  type Supports,
  type Timestamp,
} from '@shagun/core'
import { type OwnVolume, requireShare } from '../participation/lots-within.ts'

/** What becomes of a slice that was not filled in its time. */
export type CatchUp = 'spread' | 'immediate' | 'skip'

/** How a slice is worked. */
export type Placement = 'passive-then-aggressive' | 'passive' | 'aggressive'

/** What every algo that follows a schedule can be told. Times are epoch milliseconds, quantities units. */
export interface ScheduleParams extends AlgoParams {
  /** When it begins. Default: at once. */
  readonly startAt?: Timestamp
  /** When it ends, whether filled or not. This or `durationMs`. */
  readonly endAt?: Timestamp
  /** How long it runs from `startAt`, on the clock. */
  readonly durationMs?: number
  /** Into how many bins of equal trading time the window is cut. This or `intervalMs`. */
  readonly slices?: number
  /** How long a bin is, as nearly as whole bins fill the window. */
  readonly intervalMs?: number
  /** A smaller slice waits for the next one; only the last may be smaller. Default: a lot. */
  readonly minChildQuantity?: DecimalInput
  /** A larger slice goes out in several orders, one after another. Default: no limit but the venue's. */
  readonly maxChildQuantity?: DecimalInput
  /** The share of the market's volume since the start, ours included, that is never passed: above 0 to 1. Default: no limit. */
  readonly maxParticipation?: number
  /** Whether the market's volume, as the data tells it, contains our own fills. Default: `inclusive`. */
  readonly ownVolume?: OwnVolume
  /** By how much of itself a slice may be larger or smaller than planned, 0 to 1. Default: 0. */
  readonly sizeJitter?: number
  /** Over how much of the part of its bin in which it is worked passively a slice's beginning is drawn, 0 to 1. Default: 0. */
  readonly timeJitter?: number
  /**
   * `spread` plans what was missed over the slices that are left, `immediate` adds it to the next one, `skip` leaves it.
   * Default: `spread`.
   */
  readonly catchUp?: CatchUp
  /**
   * `passive-then-aggressive` waits at the near side of the market, follows it up to sixteen times a bin, and crosses
   * the spread in its last fifth; `passive` never crosses; `aggressive` crosses at once. Default: `passive-then-aggressive`.
   */
  readonly placement?: Placement
  /**
   * Whether all that is left goes out in the last fifth of the last bin, whatever placement and participation say; never
   * past the limit. Default: false.
   */
  readonly completeAtEnd?: boolean
  /** Whether the time of closing auctions belongs to the schedule, too. Default: false. */
  readonly closingAuction?: boolean
}

/** The names of those that may change while it runs. */
export const amendableOfSchedule: readonly (keyof ScheduleParams)[] = [
  'endAt',
  'durationMs',
  'slices',
  'intervalMs',
  'minChildQuantity',
  'maxChildQuantity',
  'maxParticipation',
  'sizeJitter',
  'timeJitter',
  'catchUp',
  'placement',
  'completeAtEnd',
]

/** @throws ShagunError `invalid-options` for a parameter without meaning, `unsupported` where the broker lacks an order type */
export function checkScheduleParams({ params, instrument, supports }: AlgoContext<ScheduleParams>): void {
  const { slices, intervalMs, maxParticipation, catchUp, placement } = params
  if (slices !== undefined && intervalMs !== undefined)
    throw invalid('intervalMs', intervalMs, `either slices or intervalMs, not both`)
  if (slices !== undefined && !(Number.isSafeInteger(slices) && slices > 0 && slices <= mostBins))
    throw invalid('slices', slices, `a whole number from 1 to ${mostBins}`)
  if (intervalMs !== undefined && !(intervalMs > 0 && intervalMs < Number.POSITIVE_INFINITY))
    throw invalid('intervalMs', intervalMs, 'milliseconds above 0')
  checkChildSizes(params, instrument)
  if (maxParticipation !== undefined) requireShare('maxParticipation', maxParticipation)
  for (const name of ['sizeJitter', 'timeJitter'] as const) {
    const jitter = params[name]
    if (jitter !== undefined && !(jitter >= 0 && jitter <= 1)) throw invalid(name, jitter, 'a share from 0 to 1')
  }
  requireOneOf('catchUp', catchUp, ['spread', 'immediate', 'skip'])
  requireOneOf('placement', placement, ['passive-then-aggressive', 'passive', 'aggressive'])
  requireOneOf('ownVolume', params.ownVolume, ['inclusive', 'exclusive'])
  checkOrderTypes(params, supports)
}

/** More would make a step slow, and nobody needs them. */
export const mostBins = 10_000

export function lotsIn(quantity: DecimalInput, { lotSize }: Instrument): number {
  return new Decimal(quantity).div(lotSize).toNumber()
}

export function invalid(option: string, value: unknown, expected: string): ShagunError<'invalid-options'> {
  return new ShagunError('invalid-options', `${option} is ${String(value)}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}

function checkChildSizes(params: ScheduleParams, instrument: Instrument): void {
  const sizes = (['minChildQuantity', 'maxChildQuantity'] as const).map((name) => {
    const quantity = params[name]
    if (quantity === undefined) return undefined
    const lots = isQuantity(quantity) ? lotsIn(quantity, instrument) : 0
    if (Number.isSafeInteger(lots) && lots > 0) return lots
    throw invalid(name, quantity, `a multiple above 0 of the lot ${instrument.lotSize.toFixed()} of ${instrument.id}`)
  })
  const [least = 1, most = Number.POSITIVE_INFINITY] = sizes
  if (least > most)
    throw invalid(
      'minChildQuantity',
      params.minChildQuantity,
      `no more than the maxChildQuantity of ${params.maxChildQuantity}`,
    )
}

function isQuantity(input: DecimalInput): boolean {
  try {
    return new Decimal(input).isFinite()
  } catch {
    return false
  }
}

function checkOrderTypes({ placement, limitPrice }: ScheduleParams, { orderTypes }: Supports): void {
  if (orderTypes.includes('limit')) return
  const needsLimit = placement !== 'aggressive' || limitPrice !== undefined
  if (!needsLimit && orderTypes.includes('market')) return
  const feature = needsLimit ? 'limit orders' : 'market or limit orders'
  const way = 'Choose placement "aggressive" without a limitPrice, or a broker that takes them.'
  throw new ShagunError('unsupported', `The broker takes no ${feature}, which this schedule needs. ${way}`, {
    details: { feature, by: 'broker' },
  })
}

export function requireOneOf(option: string, value: unknown, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value as string))
    throw invalid(option, value, `one of ${allowed.join(', ')}`)
}
