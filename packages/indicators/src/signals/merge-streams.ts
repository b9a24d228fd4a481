import { checkSome, type Merger } from './combine.ts'
import { compose } from './compose.ts'
import { directionOf, type SignalStream } from './signal.ts'
import { noEvidence } from './signal-stream.ts'

/** The streams of each of these inputs. */
export type StreamsOf<Inputs extends readonly unknown[]> = {
  readonly [Place in keyof Inputs]: SignalStream<Inputs[Place]>
}

/** Streams of the same bars as one, whose input is those of all of them in their order. */
export function mergeStreams<Inputs extends readonly unknown[]>(
  { name, merge, reasons }: Merger,
  streams: StreamsOf<Inputs>,
): SignalStream<Readonly<Inputs>> {
  checkSome(name, streams)
  const parts = streams as readonly SignalStream<unknown>[]
  const evidence = new Float64Array(parts.length)
  return compose<Readonly<Inputs>>({
    signature: `${name}(${parts.length})`,
    parts,
    memory: Float64Array.from(noEvidence),
    feed(how, inputs, time, said) {
      for (let k = 0; k < parts.length; k++) said[k] = parts[k]![how](inputs[k], time)
    },
    combine(_, to, said) {
      for (let k = 0; k < said.length; k++) evidence[k] = said[k]!.forLong
      to[0] = merge(evidence)
      for (let k = 0; k < said.length; k++) evidence[k] = said[k]!.forShort
      to[1] = merge(evidence)
    },
    describe: (memory, said) => reasons(said, directionOf(memory[0]!, memory[1]!)),
  })
}
