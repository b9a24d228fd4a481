import type { AlgoInput, Step } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRig, everything, type Rig } from '../testing/rig.ts'
import { iceberg } from './iceberg.ts'
import type { IcebergParams } from './params.ts'

/** What may happen to it, in any order. */
const happening = fc.oneof(
  fc.record({ what: fc.constant('fill' as const), part: fc.integer({ min: 1, max: 20 }), pick: fc.nat(5) }),
  fc.record({ what: fc.constantFrom('end', 'reject', 'doubt', 'confirm') as fc.Arbitrary<'end'>, pick: fc.nat(5) }),
  fc.record({ what: fc.constant('time' as const), ms: fc.integer({ min: -20_000, max: 20_000 }) }),
  fc.record({ what: fc.constantFrom('pause', 'resume', 'restart', 'woke') as fc.Arbitrary<'pause'> }),
  fc.record({ what: fc.constant('limit' as const), limitPrice: fc.integer({ min: 95, max: 105 }) }),
  fc.record({ what: fc.constant('grow' as const), lots: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ what: fc.constant('quote' as const), bid: fc.integer({ min: 90, max: 110 }) }),
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

const parameters = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  quantity: fc.integer({ min: 1, max: 80 }).map((lots) => lots * 5),
  displayQuantity: fc.integer({ min: 3, max: 15 }).map((lots) => lots * 5),
  displayVariance: fc.constantFrom(0, 0.2, 0.5),
  refreshDelayMs: fc.constantFrom(0, 1500),
  displayLowQuantity: fc.constantFrom(0, 0, 10),
  timeJitter: fc.constantFrom(0, 0.5),
  peg: fc.constantFrom(undefined, 'primary' as const),
  seed: fc.nat(),
})

interface Seen {
  readonly input: AlgoInput<IcebergParams>
  readonly step: Step<unknown>
}

/** A rig that writes down each step, and can go back to an older state. */
function watch(params: IcebergParams, canModify: boolean) {
  const seen: Seen[] = []
  let back = 0
  const { algo } = iceberg
  const order = {
    params,
    algo: {
      ...algo,
      step(state: unknown, input: AlgoInput<IcebergParams>) {
        const from = back === 0 ? state : (seen.at(-1 - back)?.step.state ?? state)
        back = 0
        const step = algo.step(from, input)
        seen.push({ input, step })
        return step
      },
    },
  }
  const rig = createRig(order, { supports: { ...everything, modify: canModify ? everything.modify : [] } })
  rig.cancelsAtOnce = false
  return { rig, seen, goBack: (steps: number) => void (back = steps) }
}

function happen(rig: Rig<IcebergParams>, event: Happening, goBack: (steps: number) => void): void {
  const working = rig.children.filter((child) => child.working)
  const child = 'pick' in event ? working[event.pick % Math.max(working.length, 1)] : undefined
  switch (event.what as string) {
    case 'fill':
      return void (child && rig.fill(child.key, (event as { part: number }).part))
    case 'end':
      return void (child && rig.canceled(child.key))
    case 'reject':
      return void (child && child.filledLots === 0 && rig.reject(child.key, 'transient'))
    case 'doubt':
    case 'confirm':
      if (child) child.certain = event.what === ('confirm' as string)
      return void (child && !child.certain && rig.tell({ type: 'child', key: child.key, change: 'unconfirmed' }))
    case 'time': {
      const { ms } = event as { ms: number }
      if (ms >= 0) rig.at(rig.now + ms)
      else rig.now = Math.max(0, rig.now + ms)
      return
    }
    case 'pause':
      return void rig.tell({ type: 'paused' })
    case 'resume':
      return void rig.tell({ type: 'resumed' })
    case 'woke':
      return void rig.tell({ type: 'woke' })
    case 'restart':
      goBack(4)
      return void rig.tell({ type: 'recovered' })
    case 'limit':
      return void rig.amend({ limitPrice: (event as { limitPrice: number }).limitPrice })
    case 'grow':
      return void rig.amend({ quantity: (rig.lots + (event as { lots: number }).lots) * 5 })
    case 'quote':
      return void rig.quote({
        bid: (event as { bid: number }).bid - 0.05,
        ask: (event as { bid: number }).bid + 0.05,
      })
  }
}

describe('an iceberg, whatever happens', () => {
  const history = fc.tuple(parameters, fc.boolean(), fc.array(happening, { maxLength: 60 }))

  it('asks for no more than remains, shows no more than it may, within its limit, in whole lots', () => {
    fc.assert(
      fc.property(history, ([{ peg, ...given }, canModify, events]) => {
        const params: IcebergParams = { instrument: 'NSE:INFY', limitPrice: 100, ...given, ...(peg && { peg }) }
        const { rig, seen, goBack } = watch(params, canModify)
        rig.start()
        for (const event of events) happen(rig, event, goBack)
        const display = Number(params.displayQuantity) / 5
        const most = display + Math.floor(display * params.displayVariance!)
        let isHeld = false
        for (const { input, step } of seen) {
          const places = step.commands.filter((command) => command.type === 'place')
          const asked = places.reduce((sum, { lots }) => sum + lots, 0)
          expect(asked).toBeLessThanOrEqual(Math.max(input.parent.remainingLots, 0))
          if (places.length > 0) expect(input.parent.openLots + asked).toBeLessThanOrEqual(most)
          for (const { lots, limitPrice } of places) {
            expect(Number.isInteger(lots) && lots > 0).toBe(true)
            const limit = Number(input.params.limitPrice)
            expect(params.side === 'buy' ? limitPrice! <= limit : limitPrice! >= limit).toBe(true)
          }
          if (input.type === 'paused') isHeld = true
          // A state from before the pause does not know of it; the runner opens nothing then.
          else if (input.type !== 'child' && input.type !== 'amended') isHeld = false
          if (isHeld && input.type === 'child' && input.change !== 'rejected') expect(places).toEqual([])
        }
        const { filledLots, openLots, remainingLots, lots } = rig.parent()
        expect(filledLots + openLots + remainingLots).toBe(lots)
      }),
      { numRuns: 300 },
    )
  })

  it('fills its order in the end, where the venue does', () => {
    fc.assert(
      fc.property(history, ([{ peg, ...given }, canModify, events]) => {
        const params: IcebergParams = { instrument: 'NSE:INFY', limitPrice: 100, ...given, ...(peg && { peg }) }
        const { rig, goBack } = watch(params, canModify)
        rig.start()
        for (const event of events) happen(rig, event, goBack)
        for (const child of rig.children) child.certain = true
        rig.tell({ type: 'resumed' }).quote({ bid: 99.95, ask: 100.05 })
        for (let i = 0; i < 1000 && rig.parent().filledLots < rig.lots; i++) {
          const child = rig.children.findLast(({ working }) => working)
          if (child) rig.fill(child.key)
          else rig.at(rig.wakeAt ?? rig.now + 1)
        }
        expect(rig.parent().filledLots).toBe(rig.lots)
      }),
      { numRuns: 200 },
    )
  })
})
