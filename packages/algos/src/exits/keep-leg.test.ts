import type { ChildView } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { everything, infy } from '../testing/rig.ts'
import { keepLeg, type Leg } from './keep-leg.ts'
import type { LegMemory } from './memory.ts'

const stop: Leg = { name: 'stop', lots: 10, prices: { stopPrice: 95 }, exit: true, siblings: 'exits' }

function child(change: Partial<ChildView> = {}): ChildView {
  return {
    key: 'stop-1',
    exit: true,
    siblings: 'exits',
    account: 'main',
    instrument: infy.id,
    lots: 10,
    filledLots: 0,
    working: true,
    certain: true,
    pending: 'none',
    placedAt: 0,
    stopPrice: 95,
    ...change,
  }
}

const view = (...children: ChildView[]) => ({ now: 0, supports: everything, instrument: infy, children })

describe('one leg', () => {
  it('is left alone while a command is on its way, or the broker does not confirm it', () => {
    for (const change of [{ pending: 'modify' }, { pending: 'cancel' }, { certain: false }] as const)
      for (const lots of [4, 10, 14]) {
        const kept = keepLeg({ ...stop, lots, prices: { stopPrice: 97 } }, view(child(change)))
        expect(kept).toEqual({ commands: [], memory: {} })
      }
  })

  it('is ended once, also where a change of it is on its way', () => {
    const { commands, memory } = keepLeg({ ...stop, lots: 0 }, view(child({ pending: 'modify' })))
    expect(commands).toEqual([{ type: 'cancel', key: 'stop-1' }])
    expect(keepLeg({ ...stop, lots: 0 }, view(child({ pending: 'cancel' })), memory).commands).toEqual([])
  })

  it('is told the whole of its quantity, with what is filled', () => {
    const { commands } = keepLeg({ ...stop, lots: 3 }, view(child({ filledLots: 2 })))
    expect(commands).toEqual([{ type: 'modify', key: 'stop-1', lots: 5 }])
  })

  it('is asked for the same change once', () => {
    const first = keepLeg({ ...stop, lots: 12 }, view(child()))
    expect(first.commands).toEqual([{ type: 'modify', key: 'stop-1', lots: 12 }])
    expect(keepLeg({ ...stop, lots: 12 }, view(child()), first.memory)).toEqual({ commands: [], memory: first.memory })
    expect(keepLeg({ ...stop, lots: 13 }, view(child()), first.memory).commands.length).toBe(1)
  })

  it('whose change was refused is canceled, and placed anew once that is confirmed', () => {
    const memory: LegMemory = { rigid: 'stop-1' }
    const moved = { ...stop, prices: { stopPrice: 97 } }
    expect(keepLeg(moved, view(child()), memory).commands).toEqual([{ type: 'cancel', key: 'stop-1' }])
    expect(keepLeg(moved, view(child({ working: false })), memory).missing).toEqual({
      key: 'stop-2',
      lots: 10,
      exit: true,
      siblings: 'exits',
      stopPrice: 97,
    })
  })

  it('of several orders gives up the newest first', () => {
    const orders = [child({ lots: 5 }), child({ key: 'stop-2', lots: 3 }), child({ key: 'stop-3', lots: 4 })]
    expect(keepLeg({ ...stop, lots: 7 }, view(...orders)).commands).toEqual([
      { type: 'cancel', key: 'stop-3' },
      { type: 'modify', key: 'stop-2', lots: 2 },
    ])
  })

  it('that the venue has split is not changed in quantity, but canceled', () => {
    const parts = [child({ lots: 6 }), child({ lots: 4 })]
    expect(keepLeg({ ...stop, lots: 7 }, view(...parts)).commands).toEqual([{ type: 'cancel', key: 'stop-1' }])
  })

  it('waits after a refusal, but not for longer because the clock jumped back', () => {
    expect(keepLeg(stop, view(), { until: 1000, failures: 1 }).missing).toBeUndefined()
    expect(keepLeg(stop, { ...view(), now: 1000 }, { until: 1000 }).missing).toMatchObject({ key: 'stop-1' })
    expect(keepLeg(stop, { ...view(), now: -3_600_000 }, { until: 1000 }).missing).toMatchObject({ key: 'stop-1' })
  })
})
