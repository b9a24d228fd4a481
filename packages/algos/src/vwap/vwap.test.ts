import { nse } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createRig, type Rig, type RigOptions } from '../testing/rig.ts'
import { type VwapParams, vwap } from './vwap.ts'

const minute = 60_000
const profile = { binMs: 10 * minute, volumes: [400, 200, 0, 100, 300], days: 20 }

describe('vwap', () => {
  it('slices in proportion to what usually trades, and gives nothing to bins without volume', () => {
    const rig = begun({ durationMs: 50 * minute })
    runFilled(rig, 50 * minute)
    expect(sent(rig)).toEqual([
      [0, 40],
      [10, 20],
      [30, 10],
      [40, 30],
    ])
  })

  it('counts what usually trades within the window only, of partial bins the part by time', () => {
    const rig = begun({ startAt: 5 * minute, endAt: 45 * minute, quantity: 650 * 5 }) // of 200, 200, 0, 100 and 150
    runFilled(rig, 50 * minute)
    expect(sent(rig)).toEqual([
      [5, 200],
      [10, 200],
      [30, 100],
      [40, 150],
    ])
  })

  it('takes slices of equal time where it is told to, with the volume that falls into each', () => {
    const rig = begun({ durationMs: 50 * minute, slices: 4 }) // by 450, 600, 675 and 1000 of 1000
    runFilled(rig, 50 * minute)
    expect(sent(rig)).toEqual([
      [0, 45],
      [12.5, 15],
      [25, 8],
      [37.5, 32],
    ])
  })

  it('begins the profile anew with each day of the venue', () => {
    // From Friday 15:05 in Mumbai, ten minutes before the auction, to Monday 09:25.
    const now = Date.UTC(2026, 10, 27, 9, 35)
    const volumes = Array.from({ length: 36 }, (_, i) => (i === 35 ? 300 : i === 0 ? 700 : 1))
    const window = { endAt: Date.UTC(2026, 10, 30, 3, 55) }
    const rig = begun({ ...window, profile: { ...profile, volumes } }, { now, calendar: nse() })
    runFilled(rig, window.endAt)
    expect(rig.children.map(({ placedAt, lots }) => [placedAt, lots])).toEqual([
      [now, 30],
      [Date.UTC(2026, 10, 30, 3, 45), 70],
    ])
  })

  it('spreads what was missed by volume', () => {
    const rig = begun({ durationMs: 50 * minute, placement: 'passive' })
    rig.at(10 * minute + 1_000)
    expect(rig.children.map(({ lots }) => lots)).toEqual([40, 33]) // 100 over 200, 100 and 300
  })

  it('sends the rest where a slice was missed and nothing is expected any more', () => {
    const rig = begun({ durationMs: 30 * minute, placement: 'passive' })
    rig.at(20 * minute + 1_000)
    expect(rig.children.at(-1)).toMatchObject({ lots: 100, placedAt: 20 * minute + 1_000 })
  })

  it('bends a dynamic curve to what really trades', () => {
    const run = (first: number): number[] => {
      const rig = begun({ durationMs: 50 * minute, curve: 'dynamic' }, { quote: { volume: 0 } })
      rig.fill(rig.children.at(-1)!.key)
      rig.at(9 * minute).quote({ volume: first })
      runFilled(rig, 50 * minute)
      return sent(rig).map(([, lots]) => lots!)
    }
    // As expected: as without it.
    expect(run(400)[1]).toBe(20)
    // Twice as much: 1.5 times of 200, 100 and 300 are to come, 800 + 300 of 1700 are 64.7 of 100 lots.
    expect(run(800)[1]).toBe(25)
    // Half as much: 0.75 times of it are to come, 200 + 150 of 650 are 53.8.
    expect(run(200)[1]).toBe(14)
    // A thousand times as much, as of a profile in shares of a day: four times counts, 1600 + 500 of 3100 are 67.7.
    expect(run(400_000)[1]).toBe(28)
    // Nobody tells any volume: as expected.
    expect(run(0)).toEqual([40, 20, 10, 30])
  })

  it.each([
    ['no profile', undefined, 'profile'],
    ['a profile with nothing in the window', { ...profile, volumes: [0, 0, 0, 0, 0, 0, 9] }, 'profile'],
    ['a profile that is none', { ...profile, volumes: [Number.NaN] }, 'profile.volumes'],
    ['bins of nothing', { ...profile, binMs: 0 }, 'profile.binMs'],
  ])('refuses %s', (_, given, option) => {
    expect(() => begun({ durationMs: 50 * minute, profile: given as VwapParams['profile'] })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})

function begun(params: Partial<VwapParams>, options: RigOptions = {}): Rig<VwapParams> {
  const order: VwapParams = { instrument: 'NSE:INFY', side: 'buy', quantity: 500, profile }
  return createRig(vwap({ ...order, ...params }), options).start()
}

/** Every child fills as soon as it is sent. */
function runFilled(rig: Rig<VwapParams>, until: number): void {
  const fillOpen = (): void => {
    for (const child of rig.children) if (child.working) rig.fill(child.key)
  }
  fillOpen()
  while (rig.wakeAt !== undefined && rig.wakeAt <= until && rig.finished === undefined) {
    rig.at(rig.wakeAt)
    fillOpen()
  }
}

function sent(rig: Rig<VwapParams>): number[][] {
  return rig.children.map(({ placedAt, lots }) => [placedAt / minute, lots])
}
