import { ShagunError } from '@shagun/core'

/** How many milliseconds one message takes; `random` is the environment's. */
export type LatencyModel = (random: () => number) => number

/** How long messages between the account and its venue take; those of one way arrive in the order they were sent in. */
export interface Latency {
  /** Until an order, or new terms of one, are at the venue. Default: no time. */
  readonly orders?: LatencyModel
  /** Until a cancellation is. Default: no time. */
  readonly cancels?: LatencyModel
  /** Until the account hears of what became of an order. Default: no time. */
  readonly reports?: LatencyModel
}

/**
 * Always the same.
 *
 * @throws ShagunError `invalid-options` where it is below 0 or no number
 * @example
 * ```ts
 * import { constantLatency, mock } from '@shagun/broker-mock'
 *
 * const broker = mock({ latency: { orders: constantLatency(80), cancels: constantLatency(80) } })
 * ```
 */
export function constantLatency(ms: number): LatencyModel {
  check('ms', ms)
  return () => ms
}

/**
 * Any time between two, each as likely as the others.
 *
 * @throws ShagunError `invalid-options` where one is below 0 or no number, or the second is below the first
 * @example
 * ```ts
 * import { mock, uniformLatency } from '@shagun/broker-mock'
 *
 * const broker = mock({ latency: { reports: uniformLatency(5, 40) } })
 * ```
 */
export function uniformLatency(minMs: number, maxMs: number): LatencyModel {
  check('minMs', minMs)
  check('maxMs', maxMs, minMs)
  return (random) => minMs + (maxMs - minMs) * random()
}

/**
 * As networks and brokers are: mostly near the median, now and then many times as long.
 *
 * @param medianMs - half of all messages take longer
 * @param sigma - the standard deviation of the logarithm; at 0.5 one in twenty takes 2.3 times the median or more
 * @throws ShagunError `invalid-options` where one is below 0 or no number
 * @example
 * ```ts
 * import { lognormalLatency, mock } from '@shagun/broker-mock'
 *
 * const broker = mock({ latency: { orders: lognormalLatency(60, 0.5) } })
 * ```
 */
export function lognormalLatency(medianMs: number, sigma: number): LatencyModel {
  check('medianMs', medianMs)
  check('sigma', sigma)
  return (random) => medianMs * Math.exp(sigma * normal(random))
}

/** By Box and Muller; 1 less a number below 1 is never 0, of which there is no logarithm. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function check(option: string, value: number, least = 0): void {
  if (Number.isFinite(value) && value >= least) return
  const expected = `a number of ${least} or more`
  throw new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}
