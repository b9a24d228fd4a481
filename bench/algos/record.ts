import type { AlgoInput, Step } from '@shagun/core'
import { momentMs, moments } from './load.ts'
import { openSimulated, round, tick } from './market.ts'
import { observed } from './observed.ts'
import type { Scene } from './scenes.ts'

/** One step that a planner took. */
export interface Recorded {
  readonly state: unknown
  readonly input: AlgoInput
  readonly step: Step<unknown>
}

/** All steps of a planner in a market that climbs and falls back, through the trader and to the simulated venue. */
export async function record({ factory, parents, levelSize }: Scene): Promise<readonly Recorded[]> {
  const steps: Recorded[] = []
  const algo = observed(factory, (input, step, state) => steps.push({ state, input, step }))
  const { trader, instruments, clock, move } = await openSimulated([algo], 2)
  for (let i = 0; i <= moments; i++) {
    for (const instrument of instruments) move(instrument, bidAt(i), levelSize, 1_000 * (i + 1))
    const begins = i % 10 === 0 ? parents[i / 10] : undefined
    if (begins !== undefined) trader.execute(algo(begins))
    clock.advanceTo(clock.now() + momentMs)
  }
  await trader.stop()
  return steps
}

/** Twenty ticks up, ten down, and so on. */
function bidAt(i: number): number {
  const [cycle, phase] = [Math.floor(i / 30), i % 30]
  return round(100 + tick * (10 * cycle + (phase <= 20 ? phase : 40 - phase)))
}
