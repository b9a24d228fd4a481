import { type AlgoFactory, defineAlgo } from '@shagun/core'

/** No algo at all: everything in one market order. What the others cost is held against it. */
export const atOnce: AlgoFactory = defineAlgo({
  name: 'at-once',
  version: 1,
  needs: [],
  begin: () => null,
  step: (state, { type, lots }) => ({
    state,
    commands: type === 'started' ? [{ type: 'place', key: 'all', lots }] : [],
  }),
})
