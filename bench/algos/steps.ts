import type { AlgoInput } from '@shagun/core'
import type { Sample } from '../entry.ts'
import { timePasses } from '../stopwatch.ts'
import type { Planner } from './load.ts'
import { type Recorded, record } from './record.ts'
import { type Scene, scenes } from './scenes.ts'

/** What the steps take that a planner took while its parents ran, taken again. */
export async function measureSteps(planner: Planner): Promise<Sample> {
  const scene = scenes[planner]()
  const { step } = scene.factory.algo
  const decide = ({ state, input }: Recorded): number => {
    let decision = 0
    for (const command of step(state, input).commands) decision += scene.decisionOf(command)
    return decision
  }
  return time(sort(await record(scene), scene), decide)
}

/** The same decisions on the same inputs, by a plain loop. */
export async function measurePlain(planner: Planner): Promise<Sample> {
  const scene = scenes[planner]()
  const all = await record(scene)
  const decide = scene.plain()
  // It may have to see how things began.
  decide(all[0]!.input)
  return time(sort(all, scene), ({ input }) => decide(input))
}

interface Steps {
  /** What the market told, and nothing was done about it. */
  readonly idle: readonly Recorded[]
  readonly acts: readonly Recorded[]
}

function sort(all: readonly Recorded[], { decisionOf }: Scene): Steps {
  return {
    idle: all.filter(({ input, step }) => isMarket(input) && step.commands.length === 0),
    acts: all.filter(({ step }) => step.commands.some((command) => decisionOf(command) !== 0)),
  }
}

function time({ idle, acts }: Steps, decide: (recorded: Recorded) => number): Sample {
  const decisions = acts.map(decide)
  const idly = idle.reduce((sum, recorded) => sum + Math.abs(decide(recorded)), 0)
  let sum = 0
  const ns = (steps: readonly Recorded[]): number =>
    timePasses(() => {
      for (const recorded of steps) sum += decide(recorded)
    }) / steps.length
  const figures = { idleNs: ns(idle), actNs: ns(acts), idle: idle.length, acts: acts.length }
  if (!Number.isFinite(sum)) throw new Error('A decision is no number.')
  return { figures, outcome: Float64Array.of(idly, ...decisions) }
}

function isMarket({ type }: AlgoInput): boolean {
  return type === 'quote' || type === 'trade' || type === 'depth'
}
