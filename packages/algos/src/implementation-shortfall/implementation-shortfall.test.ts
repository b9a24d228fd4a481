import { nse } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { almgrenChriss } from '../almgren-chriss/almgren-chriss.ts'
import { createRig, type Rig, type RigOptions } from '../testing/rig.ts'
import { implementationShortfall, type ImplementationShortfallParams as Params } from './implementation-shortfall.ts'

const minute = 60_000
const day = 1440 * minute
const paper = { volatility: 0.95, permanentImpact: 2.5e-7, temporaryImpact: 2.5e-6, fixedCost: 0.0625 }

describe('implementationShortfall', () => {
  it('trades along sinh(κ(T - t)) / sinh(κT), fast at first, with κT of 1, 3 and 6', () => {
    for (const [urgency, kappa] of [
      ['low', 1],
      ['medium', 3],
      ['high', 6],
    ] as const) {
      const left = (t: number): number => Math.sinh(kappa * (1 - t)) / Math.sinh(kappa)
      const rig = begun({ quantity: 50_000, slices: 5, urgency })
      runFilled(rig, 10 * minute)
      const targets = [0.2, 0.4, 0.6, 0.8, 1].map((t) => Math.round(10_000 * (1 - left(t))))
      expect(lotsOf(rig)).toEqual(targets.map((target, i) => target - (targets[i - 1] ?? 0)))
    }
  })

  it('is of medium urgency by default', () => {
    const [rig, medium] = [begun(), begun({ urgency: 'medium' })]
    runFilled(rig, 10 * minute)
    runFilled(medium, 10 * minute)
    expect(lotsOf(rig)).toEqual(lotsOf(medium))
    expect(lotsOf(rig).slice(0, 2)).toEqual([26, 19]) // 1 - sinh(2.7) / sinh(3) = 0.261; 0.455 by the second
  })

  it('gives the trades of the case in the paper', () => {
    // A million shares at 50 in five days of a market that never closes.
    const rig = begun({ quantity: 1_000_000, durationMs: 5 * day, slices: 5, riskAversion: 1e-6, impact: paper })
    runFilled(rig, 5 * day)
    const { trades } = almgrenChriss({
      ...paper,
      quantity: 1_000_000,
      horizonDays: 5,
      intervals: 5,
      riskAversion: 1e-6,
    })
    for (const [i, lots] of lotsOf(rig).entries()) expect(Math.abs(lots * 5 - trades[i]!)).toBeLessThanOrEqual(5)
    expect(lotsOf(rig).reduce((sum, lots) => sum + lots)).toBe(200_000)
  })

  it('is a straight line without aversion to risk', () => {
    const rig = begun({ riskAversion: 0, impact: paper })
    runFilled(rig, 10 * minute)
    expect(lotsOf(rig)).toEqual(new Array(10).fill(10))
  })

  it('counts days as the venue trades them', () => {
    const now = Date.UTC(2026, 10, 27, 3, 45)
    const rig = begun(
      { slices: 6, durationMs: 360 * minute, riskAversion: 1e-3, impact: paper },
      { now, calendar: nse() },
    )
    runFilled(rig, now + 360 * minute)
    const { trades } = almgrenChriss({ ...paper, quantity: 500, horizonDays: 1, intervals: 6, riskAversion: 1e-3 })
    let target = 0
    let filled = 0
    rig.children.forEach(({ lots }, i) => {
      target += trades[i]! / 5
      filled += lots
      expect(Math.abs(filled - target)).toBeLessThanOrEqual(0.5 + 1e-9)
    })
  })

  it('sums to the parent for any urgency and any number of slices', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 60 }),
        urgencies,
        (lots, slices, urgency) => {
          const rig = begun({ quantity: lots * 5, slices, urgency })
          runFilled(rig, 10 * minute)
          expect(lotsOf(rig).reduce((sum, each) => sum + each, 0)).toBe(lots)
        },
      ),
      { numRuns: 30 },
    )
  })

  it.each([
    ['an urgency that is none', { urgency: 'extreme' as 'high' }, 'urgency'],
    ['an aversion without an impact', { riskAversion: 1 }, 'impact'],
    ['an impact without an aversion', { impact: paper }, 'riskAversion'],
    ['an aversion beside an urgency', { urgency: 'high', impact: paper, riskAversion: 1 }, 'urgency'],
    ['a negative aversion', { impact: paper, riskAversion: -1 }, 'riskAversion'],
    ['an impact that pays for haste', { impact: { ...paper, permanentImpact: 1 }, riskAversion: 1 }, 'temporaryImpact'],
  ] as const)('refuses %s', (_, params, option) => {
    expect(() => begun(params)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})

const urgencies = fc.constantFrom('low' as const, 'medium' as const, 'high' as const)

function begun(params: Partial<Params> = {}, options: RigOptions = {}): Rig<Params> {
  const order: Params = { instrument: 'NSE:INFY', side: 'sell', quantity: 500, durationMs: 10 * minute, slices: 10 }
  return createRig(implementationShortfall({ ...order, ...params }), options).start()
}

/** Every child fills as soon as it is sent. */
function runFilled(rig: Rig<Params>, until: number): void {
  const fillOpen = (): void => {
    for (const child of rig.children) if (child.working) rig.fill(child.key)
  }
  fillOpen()
  while (rig.wakeAt !== undefined && rig.wakeAt <= rig.now + until && rig.finished === undefined) {
    rig.at(rig.wakeAt)
    fillOpen()
  }
}

function lotsOf(rig: Rig<Params>): number[] {
  return rig.children.map(({ lots }) => lots)
}
