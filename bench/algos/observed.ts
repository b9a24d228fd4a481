import type { Algo, AlgoFactory, AlgoInput, AlgoParams, Step } from '@shagun/core'

/** A planner, of whose every step somebody is told. */
export function observed<P extends AlgoParams>(
  factory: AlgoFactory<P>,
  hear: (input: AlgoInput, step: Step<unknown>, state: unknown) => void,
): AlgoFactory<P> {
  const inner = factory.algo as unknown as Algo
  const algo: Algo = {
    ...inner,
    step(state, input) {
      const step = inner.step(state, input)
      hear(input, step, state)
      return step
    },
  }
  return Object.assign((params: P) => ({ algo, params }), { algo }) as unknown as AlgoFactory<P>
}
