import { nse } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { implementationShortfall } from '../implementation-shortfall/implementation-shortfall.ts'
import { pov } from '../pov/pov.ts'
import { createRig, infy } from '../testing/rig.ts'
import { twap } from '../twap/twap.ts'
import { vwap } from '../vwap/vwap.ts'
import { plannedSchedule } from './planned-schedule.ts'

const minute = 60_000
const base = { instrument: 'NSE:INFY', side: 'buy', quantity: 500 } as const

describe('plannedSchedule', () => {
  it('tells what is to be filled by when', () => {
    const order = twap({ ...base, startAt: minute, durationMs: 3 * minute, slices: 3 })
    expect(textOf(plannedSchedule(order, { instrument: infy, now: 0 }))).toEqual(['1: 0', '2: 165', '3: 335', '4: 500'])
    const profile = { binMs: minute, volumes: [3, 0, 1], days: 20 }
    const byVolume = vwap({ ...base, durationMs: 3 * minute, profile })
    expect(textOf(plannedSchedule(byVolume, { instrument: infy, now: 0 }))).toEqual([
      '0: 0',
      '1: 375',
      '2: 375',
      '3: 500',
    ])
  })

  it('is flat while the venue is closed', () => {
    const friday = Date.UTC(2026, 10, 27, 9, 40) // 15:10 in Mumbai, five minutes before the auction
    const monday = Date.UTC(2026, 10, 30, 3, 45)
    const order = twap({ ...base, endAt: monday + 5 * minute, slices: 1 })
    const points = plannedSchedule(order, { instrument: infy, now: friday, calendar: nse() })
    expect(points.map(({ time, quantity }) => [time, String(quantity)])).toEqual([
      [friday, '0'],
      [friday + 5 * minute, '250'],
      [monday, '250'],
      [monday + 5 * minute, '500'],
    ])
  })

  it('is what the algo then does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        (lots, slices, equal) => {
          const params = {
            ...base,
            quantity: lots * 5,
            slices,
            durationMs: 10 * minute,
            placement: 'aggressive',
          } as const
          const order = equal ? twap(params) : implementationShortfall(params)
          const rig = createRig(order).start()
          for (let fills = 0; rig.wakeAt !== undefined || fills === 0; fills++) {
            for (const child of rig.children) if (child.working) rig.fill(child.key)
            if (rig.parent().filledLots === lots) break
            rig.at(rig.wakeAt!)
          }
          for (const { time, quantity } of plannedSchedule(order, { instrument: infy, now: 0 })) {
            const sent = rig.children.reduce((sum, child) => (child.placedAt < time ? sum + child.lots : sum), 0)
            expect(sent * 5).toBe(quantity.toNumber())
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('refuses what has no schedule, or none in its window', () => {
    const options = expect.objectContaining({ code: 'invalid-options' })
    expect(() => plannedSchedule(pov({ ...base, participationRate: 0.1 }), { instrument: infy, now: 0 })).toThrow(
      options,
    )
    expect(() => plannedSchedule(twap({ ...base, endAt: 5 }), { instrument: infy, now: 9 })).toThrow(options)
    const uneven = twap({ ...base, quantity: 7, durationMs: minute })
    expect(() => plannedSchedule(uneven, { instrument: infy, now: 0 })).toThrow(options)
  })
})

function textOf(points: ReturnType<typeof plannedSchedule>): string[] {
  return points.map(({ time, quantity }) => `${time / minute}: ${quantity}`)
}
