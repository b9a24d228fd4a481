import { type Bars, barClose, type Column } from '@shagun/core'

/** When each bar was complete, epoch milliseconds: at its full length, or when the next one opened where that was sooner. */
export function closeTimes({ time, timeframe }: Bars): Float64Array {
  const sameLength = timeframe.endsWith('mo') ? undefined : barClose(0, timeframe)
  return time.map((open, i) => {
    const close = sameLength === undefined ? barClose(open, timeframe) : open + sameLength
    return Math.min(close, time[i + 1] ?? close)
  })
}

/**
 * What `start` would have become, moment by moment, had it bought at the open of the first bar that closes in the run and
 * held; without fees. `undefined` where no bar closes in the run.
 */
export function buyAndHold(start: number, time: Column, bars: Bars): Float64Array | undefined {
  const closes = closeTimes(bars)
  const from = time[0]
  const to = time.at(-1)
  if (from === undefined || to === undefined) return undefined
  let bar = closes.findIndex((close) => close >= from)
  if (bar < 0 || closes[bar]! > to) return undefined
  const shares = start / bars.open[bar]!
  let worth = start
  return time.map((moment) => {
    for (; closes[bar]! <= moment; bar++) worth = shares * bars.close[bar]!
    return worth
  })
}
