import { describe, expect, expectTypeOf, it } from 'vitest'
import { type AlgoFactory, type AlgoParams, defineAlgo } from './algo.ts'

interface DripParams extends AlgoParams {
  readonly everyMs: number
}

const algo = {
  name: 'drip',
  version: 2,
  needs: ['quotes', '1m'],
  begin: ({ everyMs }: DripParams) => ({ next: everyMs }),
  step: (state: { readonly next: number }) => ({ state, commands: [] }),
} as const
const drip = defineAlgo<DripParams, { readonly next: number }>(algo)

describe('defineAlgo', () => {
  it('binds parameters to the planner itself, so that a runner knows it again', () => {
    const params: DripParams = { instrument: 'NSE:INFY', side: 'buy', quantity: 10, everyMs: 5 }
    const order = drip(params)
    expect(order.params).toBe(params)
    expect(order.algo).toBe(algo)
    expect(drip.algo).toBe(algo)
    expect(drip(params).algo).toBe(order.algo)
  })

  it('asks for the parameters of the planner', () => {
    expectTypeOf(drip).toEqualTypeOf<AlgoFactory<DripParams>>()
    // @ts-expect-error this planner needs to know how often
    drip({ instrument: 'NSE:INFY', side: 'buy', quantity: 10 })
  })

  it('is no factory for a planner whose state a journal cannot hold', () => {
    const forgetful = defineAlgo<AlgoParams, { readonly since: Date }>({
      name: 'forgetful',
      version: 1,
      needs: [],
      begin: () => ({ since: new Date(0) }),
      step: (state) => ({ state, commands: [] }),
    })
    expectTypeOf(forgetful).toEqualTypeOf<'the state of an algo must survive JSON'>()
  })
})
