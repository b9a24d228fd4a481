import { compose } from './compose.ts'
import type { Signal, SignalStream, Signals } from './signal.ts'
import { noEvidence } from './signal-stream.ts'
import { signalsOf } from './signals.ts'

/**
 * Says what a signal speaks against: of each side the rest of the evidence, 1 less what there was (Zadeh's not).
 *
 * By itself it is the signal the other way round. Within {@link all} it is a veto: where the signal says nothing, both
 * sides have all the evidence, and let pass what the others say; where it says long, long is refused. Where nothing can be
 * said, it vetoes both.
 *
 * @param signals - what is not to be
 *
 * @example
 * ```ts
 * import { above, all, crossOver, not } from '@shagun/indicators'
 *
 * const [close, rsi] = [new Float64Array([99, 101]), new Float64Array([60, 75])]
 * all(crossOver(close, 100), not(above(rsi, 70))).at(1).direction   // none: it is overbought already
 * ```
 */
export function not(signals: Signals): Signals {
  const forLong = signals.forLong.map((evidence) => 1 - evidence)
  const forShort = signals.forShort.map((evidence) => 1 - evidence)
  return signalsOf(forLong, forShort, signals.time, (i) => denied(signals.at(i)))
}

/**
 * {@link not} fed one bar at a time, with the input of the signal.
 *
 * @param stream - it belongs to it from here on
 *
 * @example
 * ```ts
 * import { createAbove, createAll, createCrossOver, createNot } from '@shagun/indicators'
 *
 * const entry = createAll(createCrossOver(), createNot(createAbove()))
 * entry.update([[99, 100], [60, 70]])
 * entry.update([[101, 100], [65, 70]]).direction   // long
 * ```
 */
export function createNot<Input>(stream: SignalStream<Input>): SignalStream<Input> {
  return compose<Input>({
    signature: 'not',
    parts: [stream],
    memory: Float64Array.from(noEvidence),
    feed(how, input, time, said) {
      said[0] = stream[how](input, time)
    },
    combine(_, to, said) {
      to[0] = 1 - said[0]!.forLong
      to[1] = 1 - said[0]!.forShort
    },
    describe: (_, said) => denied(said[0]!),
  })
}

function denied({ reasons }: Signal): readonly string[] {
  return reasons.map((reason) => `Contrary to this: ${reason}`)
}
