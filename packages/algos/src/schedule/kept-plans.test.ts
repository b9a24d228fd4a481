import { createInstrument } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createRig, type Rig } from '../testing/rig.ts'
import { type TwapParams, twap } from '../twap/twap.ts'

const order = twap({ instrument: 'NSE:INFY', side: 'buy', quantity: 500, durationMs: 100_000, slices: 10, seed: 1 })
const lots = (rig: Rig<TwapParams>) =>
  rig.asked.flatMap(({ at, command }) => (command.type === 'place' ? [[at, command.lots]] : []))

/** Fills whatever it places, until a moment. */
function run(rig: Rig<TwapParams>, until: number) {
  for (let at = rig.now; at <= until; at += 5_000) {
    rig.at(at)
    for (const { key, working } of rig.children) if (working) rig.fill(key)
  }
  return rig
}

describe('a plan that is kept', () => {
  it('is that of each parent, where two of the same parameters began at different moments', () => {
    const [early, late] = [createRig(order).start(), createRig(order, { now: 33_000 }).start()]
    run(early, 50_000)
    run(late, 150_000)
    run(early, 150_000)
    const expected = Array.from({ length: 10 }, (_, i) => [i * 10_000, 10])
    expect(lots(early)).toEqual(expected)
    expect(lots(late)).toEqual(expected.map(([at = 0, size]) => [at + 33_000, size]))
  })

  it('is that of each parent, where the lots of their instruments differ', () => {
    const single = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
    createRig(order).start()
    const rig = run(createRig(order, { instrument: single }).start(), 150_000)
    // The rig counts in lots of the instrument: 500 of them, not 100.
    expect(lots(rig)).toEqual(Array.from({ length: 10 }, (_, i) => [i * 10_000, 50]))
  })

  it('gives way to the plan of new parameters', () => {
    const rig = run(createRig(order).start(), 45_000)
    rig.amend({ slices: 20 })
    run(rig, 150_000)
    expect(lots(rig).reduce((sum, [, size = 0]) => sum + size, 0)).toBe(100)
    expect(lots(rig).filter(([at = 0]) => at >= 50_000)).toHaveLength(10)
  })
})
