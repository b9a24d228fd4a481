import { type AlgoFactory, type AlgoParams, defineAlgo } from '@shagun/core'

export interface DripParams extends AlgoParams {
  readonly everyMs: number
  readonly lots: number
}

/** A few lots every so often, at the market or the limit; about the smallest algo there can be. */
export const drip: AlgoFactory<DripParams> = defineAlgo<DripParams, { readonly sent: number }>({
  name: 'drip',
  version: 1,
  needs: [],
  amendable: ['everyMs', 'lots'],
  begin: () => ({ sent: 0 }),
  step({ sent }, { type, now, params, children }) {
    if (type === 'paused')
      return {
        state: { sent },
        commands: children.filter(({ working }) => working).map(({ key }) => ({ type: 'cancel', key }) as const),
      }
    if (type === 'child' || type === 'canceled') return { state: { sent }, commands: [] }
    return {
      state: { sent: sent + 1 },
      commands: [
        { type: 'place', key: `drip-${sent}`, lots: params.lots },
        { type: 'wake', at: now + params.everyMs },
      ],
    }
  },
})
