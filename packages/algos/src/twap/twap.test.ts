import { nse } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createRig, everything, type Rig, type RigOptions } from '../testing/rig.ts'
import { type TwapParams, twap } from './twap.ts'

const minute = 60_000

describe('twap', () => {
  it('sends the same in every bin, at its beginning, the first at once and the last before the end', () => {
    const rig = begun({ slices: 5 })
    runFilled(rig, 10 * minute)
    expect(sent(rig)).toEqual([
      [0, 20],
      [2 * minute, 20],
      [4 * minute, 20],
      [6 * minute, 20],
      [8 * minute, 20],
    ])
  })

  it('rounds what is to be done by each boundary, so that none is off by more than half a lot', () => {
    const rig = begun({ quantity: 10 * 5, slices: 4 })
    runFilled(rig, 10 * minute)
    expect(lotsOf(rig)).toEqual([3, 2, 3, 2]) // 2.5, 5, 7.5 and 10
    const uneven = begun({ quantity: 130 * 5, slices: 100 })
    runFilled(uneven, 10 * minute)
    expect(lotsOf(uneven).slice(0, 10)).toEqual([1, 2, 1, 1, 2, 1, 1, 1, 2, 1]) // 1.3, 2.6, 3.9, 5.2, 6.5, 7.8 …
    expect(lotsOf(uneven).reduce((sum, lots) => sum + lots)).toBe(130)
  })

  it('gives no bin a lot where there are fewer lots than bins', () => {
    const rig = begun({ quantity: 3 * 5, slices: 5 })
    runFilled(rig, 10 * minute)
    expect(sent(rig)).toEqual([
      [0, 1],
      [4 * minute, 1],
      [8 * minute, 1],
    ]) // by 0.6, 1.2, 1.8, 2.4 and 3
  })

  it('takes bins of about a minute, at least ten, none below a second, and no more than children', () => {
    expect(binsOf({ quantity: 5000, durationMs: 30 * minute })).toBe(30)
    expect(binsOf({ quantity: 5000, durationMs: 5 * minute })).toBe(10)
    expect(binsOf({ quantity: 5000, durationMs: 4_000 })).toBe(4)
    expect(binsOf({ quantity: 35, durationMs: 30 * minute })).toBe(7)
    expect(binsOf({ quantity: 5000, durationMs: 30 * minute, minChildQuantity: 1000 })).toBe(5)
    expect(binsOf({ quantity: 5000, durationMs: 30 * minute, intervalMs: 7 * minute })).toBe(4)
  })

  it('begins when it is told to', () => {
    const rig = begun({ startAt: 3 * minute, durationMs: 4 * minute, slices: 2 })
    expect(rig.children).toEqual([])
    expect(rig.wakeAt).toBe(3 * minute)
    runFilled(rig, 10 * minute)
    expect(sent(rig)).toEqual([
      [3 * minute, 50],
      [5 * minute, 50],
    ])
  })

  it('shares out what is left of a window that has begun already', () => {
    const rig = begun({ startAt: -5 * minute, slices: 4 })
    runFilled(rig, 10 * minute)
    expect(sent(rig)).toEqual([
      [0, 25],
      [1.25 * minute, 25],
      [2.5 * minute, 25],
      [3.75 * minute, 25],
    ])
  })

  it('counts trading time only, along a calendar and without its auctions', () => {
    // Friday 2026-11-27 until 15:15 in Mumbai, then Monday from 09:15.
    const now = Date.UTC(2026, 10, 27, 9, 30)
    const endAt = Date.UTC(2026, 10, 30, 4)
    const rig = begun({ endAt, slices: 4 }, { now, calendar: nse() })
    runFilled(rig, endAt)
    expect(sent(rig)).toEqual([
      [now, 25],
      [now + 7.5 * minute, 25],
      [Date.UTC(2026, 10, 30, 3, 45), 25],
      [Date.UTC(2026, 10, 30, 3, 52, 30), 25],
    ])
  })

  it.each([
    ['nothing to say when it ends', { durationMs: undefined }, 'endAt'],
    ['both ends', { endAt: 5 * minute, durationMs: minute }, 'endAt'],
    ['a window that is over', { startAt: -20 * minute }, 'durationMs'],
    ['an end before the start', { startAt: 9 * minute, endAt: 5 * minute }, 'endAt'],
    ['an end that is none', { endAt: Number.NaN }, 'endAt'],
    ['a start that is none', { startAt: Number.NaN }, 'startAt'],
    ['no slices', { slices: 0 }, 'slices'],
    ['half a slice', { slices: 2.5 }, 'slices'],
    ['slices and an interval', { slices: 2, intervalMs: minute }, 'intervalMs'],
    ['an interval of nothing', { slices: undefined, intervalMs: 0 }, 'intervalMs'],
    ['a participation of nothing', { maxParticipation: 0 }, 'maxParticipation'],
    ['a participation above 1', { maxParticipation: 1.1 }, 'maxParticipation'],
    ['a child of half a lot', { minChildQuantity: 7 }, 'minChildQuantity'],
    ['a child that is no number', { maxChildQuantity: 'many' }, 'maxChildQuantity'],
    ['a smallest child above the largest', { minChildQuantity: 20, maxChildQuantity: 10 }, 'minChildQuantity'],
    ['too much jitter', { sizeJitter: 1.5 }, 'sizeJitter'],
    ['negative jitter', { timeJitter: -0.1 }, 'timeJitter'],
    ['an unknown policy', { catchUp: 'panic' as 'skip' }, 'catchUp'],
    ['an unknown placement', { placement: 'hidden' as 'passive' }, 'placement'],
  ])('refuses %s before its first child', (_, params, option) => {
    expect(() => begun(params as Partial<TwapParams>)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('refuses a window in which the venue does not trade', () => {
    const saturday = Date.UTC(2026, 10, 28, 5)
    expect(() => begun({}, { now: saturday, calendar: nse() })).toThrow(/NSE still trades/)
  })

  it('refuses a broker that lacks the orders that it needs', () => {
    const supports = { ...everything, orderTypes: ['market'] as const }
    const unsupported = expect.objectContaining({ code: 'unsupported' })
    expect(() => begun({}, { supports })).toThrow(unsupported)
    expect(() => begun({ placement: 'aggressive', limitPrice: 100 }, { supports })).toThrow(unsupported)
    expect(begun({ placement: 'aggressive' }, { supports }).children).toHaveLength(1)
  })
})

function begun(params: Partial<TwapParams> = {}, options: RigOptions = {}): Rig<TwapParams> {
  const order: TwapParams = { instrument: 'NSE:INFY', side: 'buy', quantity: 500, slices: 10 }
  const window = params.endAt === undefined ? { durationMs: 10 * minute } : {}
  return createRig(twap({ ...order, ...window, ...params }), options).start()
}

/** Every child fills as soon as it is sent. */
function runFilled(rig: Rig<TwapParams>, until: number): void {
  fillOpen(rig)
  while (rig.wakeAt !== undefined && rig.wakeAt <= until && rig.finished === undefined) {
    rig.at(rig.wakeAt)
    fillOpen(rig)
  }
}

function fillOpen(rig: Rig<TwapParams>): void {
  for (const child of rig.children) if (child.working) rig.fill(child.key)
}

function sent(rig: Rig<TwapParams>): [number, number][] {
  return rig.children.map(({ placedAt, lots }) => [placedAt, lots])
}

function lotsOf(rig: Rig<TwapParams>): number[] {
  return rig.children.map(({ lots }) => lots)
}

/** How many bins it takes where it is not told, by when its first one ends. */
function binsOf(params: Partial<TwapParams>): number {
  const rig = begun({ ...params, slices: undefined as never })
  runFilled(rig, params.durationMs!)
  return rig.children.length
}
