import { checkPeriod } from '../period.ts'
import { compose } from './compose.ts'
import { directionOf, type SignalStream, type Signals } from './signal.ts'
import { noEvidence } from './signal-stream.ts'
import { signalsOf } from './signals.ts'

/**
 * Says what a signal says, and then nothing for so many bars, whichever way it points then.
 *
 * Only what is let through starts the wait, so a signal at every bar comes through every `bars + 1` bars. In the wait both
 * sides have no evidence.
 *
 * @param signals - what is to be thinned out
 * @param bars - how many bars are silent after one with a direction, from 1
 * @throws IndicatorError where that is no such number
 *
 * @example
 * ```ts
 * import { cooldown, crossOver } from '@shagun/indicators'
 *
 * const close = new Float64Array([99, 101, 99, 101, 99, 101])
 * cooldown(crossOver(close, 100), 3).forLong   // 0, 1, 0, 0, 0, 1
 * ```
 */
export function cooldown(signals: Signals, bars: number): Signals {
  checkPeriod('cooldown', bars, 1, 'bars')
  const { length, time } = signals
  const forLong = new Float64Array(length)
  const forShort = new Float64Array(length)
  const memory = emptyMemory()
  for (let i = 0; i < length; i++) {
    letThrough(memory, memory, signals.forLong[i]!, signals.forShort[i]!, bars)
    forLong[i] = memory[0]!
    forShort[i] = memory[1]!
  }
  return signalsOf(forLong, forShort, time, (i) => signals.at(i).reasons)
}

/**
 * {@link cooldown} fed one bar at a time, with the input of the signal.
 *
 * @param stream - it belongs to it from here on
 * @param bars - how many bars are silent after one with a direction, from 1
 * @throws IndicatorError where that is no such number
 *
 * @example
 * ```ts
 * import { createAbove, createCooldown } from '@shagun/indicators'
 *
 * const calm = createCooldown(createAbove(), 5)
 * calm.update([101, 100]).direction   // long
 * calm.update([102, 100]).direction   // none
 * ```
 */
export function createCooldown<Input>(stream: SignalStream<Input>, bars: number): SignalStream<Input> {
  checkPeriod('cooldown', bars, 1, 'bars')
  return compose<Input>({
    signature: `cooldown(${bars})`,
    parts: [stream],
    memory: emptyMemory(),
    feed(how, input, time, said) {
      said[0] = stream[how](input, time)
    },
    combine: (from, to, said) => letThrough(from, to, said[0]!.forLong, said[0]!.forShort, bars),
    describe: (_, said) => said[0]!.reasons,
  })
}

const waitAt = 3

/** Behind what is shown: how many bars are still to be silent. */
function emptyMemory(): Float64Array {
  return Float64Array.from([...noEvidence, 0])
}

function letThrough(from: Float64Array, to: Float64Array, forLong: number, forShort: number, bars: number): void {
  const wait = from[waitAt]!
  to[0] = wait > 0 ? forLong * 0 : forLong
  to[1] = wait > 0 ? forShort * 0 : forShort
  to[waitAt] = wait > 0 ? wait - 1 : directionOf(forLong, forShort) === 'none' ? 0 : bars
}
