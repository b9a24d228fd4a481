import { checkPeriod } from '../period.ts'
import { compose } from './compose.ts'
import { directionOf, type SignalStream, type Signals } from './signal.ts'
import { noEvidence } from './signal-stream.ts'
import { signalsOf } from './signals.ts'

/**
 * Says at every bar what a signal last said within so many bars, this one included, so that signals that follow upon each
 * other can be taken together.
 *
 * The last one with a direction counts, whatever there was before it, at its full strength. Where there is none so near,
 * this bar stays as it is.
 *
 * @param signals - what is to be remembered
 * @param bars - how long, from 1 (which gives the signal itself)
 * @throws IndicatorError where that is no such number
 *
 * @example
 * ```ts
 * import { all, crossOver, within } from '@shagun/indicators'
 *
 * const [price, volume] = [new Float64Array([99, 101, 102]), new Float64Array([800, 900, 1100])]
 * const breakout = all(within(crossOver(price, 100), 2), crossOver(volume, 1000))
 * breakout.at(2).direction   // long: the volume came one bar after the price
 * ```
 */
export function within(signals: Signals, bars: number): Signals {
  checkPeriod('within', bars, 1, 'bars')
  const { length, time } = signals
  const forLong = new Float64Array(length)
  const forShort = new Float64Array(length)
  const memory = emptyMemory()
  for (let i = 0; i < length; i++) {
    hold(memory, memory, signals.forLong[i]!, signals.forShort[i]!, bars)
    forLong[i] = memory[0]!
    forShort[i] = memory[1]!
  }
  return signalsOf(forLong, forShort, time, (i) => {
    let ago = 0
    while (directionOf(signals.forLong[i - ago]!, signals.forShort[i - ago]!) === 'none') ago++
    return toldAgo(signals.at(i - ago).reasons, ago)
  })
}

/**
 * {@link within} fed one bar at a time, with the input of the signal.
 *
 * @param stream - it belongs to it from here on
 * @param bars - how long, from 1
 * @throws IndicatorError where that is no such number
 *
 * @example
 * ```ts
 * import { createCrossOver, createWithin } from '@shagun/indicators'
 *
 * const recent = createWithin(createCrossOver(), 3)
 * for (const close of [99, 101, 102, 103]) recent.update([close, 100])
 * recent.value.reasons   // 2 bars ago: The series (101) crossed over 100
 * ```
 */
export function createWithin<Input>(stream: SignalStream<Input>, bars: number): SignalStream<Input> {
  checkPeriod('within', bars, 1, 'bars')
  return compose<Input>({
    signature: `within(${bars})`,
    parts: [stream],
    memory: emptyMemory(),
    feed(how, input, time, said) {
      said[0] = stream[how](input, time)
    },
    combine: (from, to, said) => hold(from, to, said[0]!.forLong, said[0]!.forShort, bars),
    describe: (memory, _, kept) => toldAgo(kept, memory[agoAt]!),
  })
}

const agoAt = 3
const longAt = 4
const shortAt = 5

/** Behind what is shown: how many bars ago there was a direction, and its evidence. */
function emptyMemory(): Float64Array {
  return Float64Array.from([...noEvidence, Infinity, NaN, NaN])
}

function hold(from: Float64Array, to: Float64Array, forLong: number, forShort: number, bars: number): void {
  const isSignal = directionOf(forLong, forShort) !== 'none'
  const ago = isSignal ? 0 : from[agoAt]! + 1
  const long = isSignal ? forLong : from[longAt]!
  const short = isSignal ? forShort : from[shortAt]!
  to[0] = ago < bars ? long : forLong
  to[1] = ago < bars ? short : forShort
  to[agoAt] = ago
  to[longAt] = long
  to[shortAt] = short
}

function toldAgo(reasons: readonly string[], ago: number): readonly string[] {
  if (ago === 0) return reasons
  return reasons.map((reason) => `${ago === 1 ? '1 bar' : `${ago} bars`} ago: ${reason}`)
}
