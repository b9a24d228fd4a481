import { type Environment, ShagunError } from '@shagun/core'
import type { LatencyModel } from './latency.ts'

/**
 * One way between an account and its venue: what is sent arrives in that order, each after its own time and never before
 * what was sent before it. How long that is, is known before anything is sent.
 *
 * @throws ShagunError `invalid-options` where the model gives no time
 */
export type Wire = (model: LatencyModel | undefined) => (arrive: () => void) => void

export function createWire({ clock, timers, random }: Environment): Wire {
  let free = Number.NEGATIVE_INFINITY
  let under = 0
  return (model) => {
    const now = clock.now()
    const ms = model?.(random) ?? 0
    if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) throw invalid(ms)
    free = Math.max(now + ms, under > 0 ? free : now)
    const arrival = free
    return (arrive) => {
      // Without a wait nothing is put off: a mock without latency answers in the call.
      if (arrival <= now && under === 0) return arrive()
      under++
      timers.after(arrival - now, () => {
        under--
        arrive()
      })
    }
  }
}

function invalid(ms: number): ShagunError {
  const expected = 'milliseconds, 0 or more'
  return new ShagunError('invalid-options', `latency is ${ms}; expected ${expected}.`, {
    details: { option: 'latency', value: String(ms), expected },
  })
}
