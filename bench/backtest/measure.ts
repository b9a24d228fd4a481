import { performance } from 'node:perf_hooks'
import type { Sample } from '../entry.ts'
import { type Columns, randomWalk } from '../random-walk.ts'
import { barCount, warmUpCount } from './rules.ts'

/** What a run came to; `held` is everything it gives to its caller, which counts as live. */
export interface Ended {
  readonly equity: number
  readonly fills: number
  readonly held: unknown
}
/** Puts the bars into a contestant's own form, and gives what is timed. */
export type Prepare = (columns: Columns) => () => Ended | Promise<Ended>

/**
 * Times one run over all bars, after a warm-up on some of them, and weighs the process.
 *
 * @param reference - worked out beside it, untimed, for comparing another contestant that has other rules
 */
export async function measureRun(prepare: Prepare, reference?: Prepare): Promise<Sample> {
  await prepare(randomWalk(warmUpCount))()
  const columns = randomWalk(barCount)
  const run = prepare(columns)
  collect()
  const begin = performance.now()
  const ended = await run()
  const seconds = (performance.now() - begin) / 1_000
  const peakMb = (process.resourceUsage().maxRSS * 1_024) / 1e6
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  const other = await reference?.(columns)()
  return {
    figures: { seconds, peakMb, heapMb: heapUsed / 1e6, columnsMb: arrayBuffers / 1e6 },
    outcome: new Float64Array([ended, other].flatMap((each) => (each === undefined ? [] : [each.equity, each.fills]))),
  }
}

/** Twice, because the first time may leave behind what only finalizers let go of. */
function collect(): void {
  globalThis.gc?.()
  globalThis.gc?.()
}
