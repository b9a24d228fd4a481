import type { Algo, AlgoOrder } from '../../ports/algo.ts'
import type { Violation } from './promises.ts'

/** Planners that are looked at while they plan: each is asked twice, and must say the same. */
export interface WatchedAlgos {
  readonly algos: readonly { readonly algo: Algo }[]
  /** The same order, carried out by the planner that is looked at. */
  watched(order: AlgoOrder): AlgoOrder
  /** Whether one of its parents was to end so. */
  mayFail(algo: Algo): boolean
}

export function watchAlgos(
  algos: readonly { readonly algo: Algo }[],
  now: () => number,
  broke: (violation: Violation) => void,
): WatchedAlgos {
  let moment = now()
  let steps = 0
  const failing = new Set<string>()
  const twins = new Map<Algo, Algo>()
  for (const { algo } of algos)
    twins.set(algo, {
      ...algo,
      step(state, input) {
        if (now() !== moment) [moment, steps] = [now(), 0]
        if (steps++ >= mostSteps) {
          const evidence = `${algo.name} took ${mostSteps} steps at one moment, the last on ${JSON.stringify(input)}`
          broke({ promise: 'a planner comes to rest', evidence })
          throw new RangeError(evidence)
        }
        const before = JSON.stringify(state)
        try {
          const answer = algo.step(state, input)
          const again = algo.step(JSON.parse(before ?? 'null'), input)
          if (JSON.stringify(again) !== JSON.stringify(answer))
            broke({
              promise: 'a planner says the same to the same',
              evidence: `${algo.name} said ${JSON.stringify(answer)}, and from a state read from JSON ${JSON.stringify(again)}`,
            })
          if (JSON.stringify(state) !== before)
            broke({ promise: 'a planner leaves its state as it was', evidence: `${algo.name} changed ${before}` })
          if (answer.commands.some((command) => command.type === 'finish' && command.status === 'failed'))
            failing.add(algo.name)
          return answer
        } catch (cause) {
          // That is how it refuses new parameters.
          if (input.type !== 'amended')
            broke({
              promise: 'a planner stands whatever it is told',
              evidence: `${algo.name} threw on ${input.type}: ${(cause as Error).stack}`,
            })
          throw cause
        }
      },
    })
  return {
    algos: [...twins.values()].map((algo) => ({ algo })),
    mayFail: ({ name }) => failing.has(name),
    watched: ({ algo, params }) => ({ algo: twins.get(algo) ?? algo, params }),
  }
}

/** More than a venue can have to say at once. */
const mostSteps = 500
