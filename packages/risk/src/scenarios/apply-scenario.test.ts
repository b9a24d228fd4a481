import { createInstrument } from '@shagun/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { type Holding, viewHolding } from '../testing/holdings.ts'
import { applyScenario, type ScenarioOptions } from './apply-scenario.ts'
import type { Derivative, GreekDerivative, RepricedDerivative } from './derivative.ts'
import type { Scenario } from './scenario.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR' })
const sbin = createInstrument({ id: 'NSE:SBIN', currency: 'INR' })
const future = createInstrument({ id: 'NFO:NIFTYFUT', currency: 'INR', kind: 'future', multiplier: 2 })
const put = createInstrument({ id: 'NFO:NIFTYPE', currency: 'INR', kind: 'option', optionType: 'put', lotSize: 65 })
const apple = createInstrument({ id: 'NASDAQ:AAPL', currency: 'USD' })

/** 100 INFY at 1,500 and 50 SBIN short at 800. */
const stocks = viewHolding([
  { instrument: infy, quantity: 100, last: 1500 },
  { instrument: sbin, quantity: -50, last: 800 },
])
const mapping = {
  sectors: { 'NSE:INFY': 'IT', 'NSE:SBIN': 'banks' },
  betas: { 'NSE:INFY': { market: 0.8, rupee: -0.5 }, 'NSE:SBIN': { market: 1.5, rupee: 0.1 } },
} as const

function profitOf(scenario: Omit<Scenario, 'name'>, options: ScenarioOptions = mapping, view = stocks) {
  return applyScenario(view, { name: 'test', ...scenario }, options).profit
}

describe('applyScenario', () => {
  it('changes prices by a fraction, and short positions gain where they fall', () => {
    // 100 x -150 and -50 x -80.
    const result = applyScenario(stocks, { name: 'fall', others: { change: -0.1 } }, mapping)
    expect(result.instruments.map(({ after, profit }) => [after, profit])).toEqual([
      [1350, -15_000],
      [720, 4000],
    ])
    expect(result).toMatchObject({ profit: -11_000, knownProfit: -11_000, missing: [] })
    expect(result.sectors).toEqual([
      { sector: 'IT', profit: -15_000 },
      { sector: 'banks', profit: 4000 },
    ])
  })

  it('changes prices by points', () => {
    expect(profitOf({ others: { points: -30 } })).toBe(-3000 + 1500)
  })

  it('moves by the sum of betas times factors', () => {
    // INFY: 0.8 x -0.1 - 0.5 x 0.04 = -0.1; SBIN: 1.5 x -0.1 + 0.1 x 0.04 = -0.146.
    expect(profitOf({ factors: { market: -0.1, rupee: 0.04 } })).toBeCloseTo(-15_000 + 50 * 800 * 0.146, 8)
  })

  it('takes what is said of an instrument before its sector, that before factors, and those before others', () => {
    const one = { 'NSE:INFY': { change: -0.01 } } as const
    const all = { sectors: { IT: { change: -0.02 } }, factors: { market: -0.1 }, others: { change: 0.5 } }
    const ofInfy = (scenario: Omit<Scenario, 'name'>, options: ScenarioOptions = mapping) =>
      applyScenario(stocks, { name: 'test', ...scenario }, options).instruments[0]!.after
    expect(ofInfy({ ...all, instruments: one })).toBe(1485)
    expect(ofInfy(all)).toBe(1470)
    expect(ofInfy(all, { betas: mapping.betas })).toBe(1380)
    expect(ofInfy(all, {})).toBe(2250)
  })

  it('never lets a beta take a price below 0, and lets points do what they say', () => {
    const steep = { betas: { 'NSE:INFY': { market: 3 }, 'NSE:SBIN': { market: 3 } } } as const
    expect(profitOf({ factors: { market: -0.5 } }, steep)).toBe(-150_000 + 40_000)
    expect(profitOf({ instruments: { 'NSE:INFY': { points: -1537 } }, others: { change: 0 } })).toBe(-153_700)
  })

  it('counts the multiplier, and adds up the products of an instrument', () => {
    const view = viewHolding([
      { instrument: future, quantity: 65, last: 100 },
      { instrument: future, quantity: -15, last: 100 },
      { instrument: infy, quantity: 0, last: 1500 },
    ])
    const { instruments, profit } = applyScenario(view, { name: 'up', others: { points: 3 } })
    expect(instruments.map(({ instrument, quantity }) => `${quantity} ${instrument}`)).toEqual(['50 NFO:NIFTYFUT'])
    expect(profit).toBe(50 * 2 * 3)
  })

  it('is additive over positions and linear in the shock', () => {
    const holding = fc.tuple(fc.integer({ min: -100, max: 100 }), fc.integer({ min: 1, max: 5000 }))
    always(
      fc.property(holding, holding, fc.integer({ min: -49, max: 100 }), ([a, aPrice], [b, bPrice], percent) => {
        const parts: Holding[] = [
          { instrument: infy, quantity: a, last: aPrice },
          { instrument: sbin, quantity: b, last: bPrice },
        ]
        const profit = (holdings: readonly Holding[], change: number): number =>
          applyScenario(viewHolding(holdings), { name: 'test', others: { change } }).profit!
        const change = percent / 100
        const whole = profit(parts, change)
        expect(profit([parts[0]!], change) + profit([parts[1]!], change)).toBeCloseTo(whole, 6)
        expect(profit(parts, 2 * change)).toBeCloseTo(2 * whole, 6)
      }),
    )
  })

  describe('a derivative', () => {
    const held = (derivative: Derivative, quantity = 65) => ({
      view: viewHolding([{ instrument: put, quantity, last: 200 }], { 'NSE:NIFTY': 25_000 }),
      options: { derivatives: { 'NFO:NIFTYPE': derivative }, betas: { 'NSE:NIFTY': { market: 1 } } },
    })

    it('follows its underlying by delta and gamma, and volatility by vega', () => {
      const { view, options } = held({ underlying: 'NSE:NIFTY', delta: -0.4, gamma: 0.0004, vega: 15 })
      // The underlying falls by 500: -0.4 x -500 = 200, 0.0004 x 250,000 / 2 = 50, and 15 x 3 = 45.
      const crash = { factors: { market: -0.02 }, volatilityPoints: 3 }
      expect(profitOf(crash, options, view)).toBeCloseTo(65 * (200 + 50 + 45), 8)
      const calm = { instruments: { 'NSE:NIFTY': { points: -500, volatilityPoints: 0 } }, volatilityPoints: 3 } as const
      expect(profitOf(calm, options, view)).toBeCloseTo(65 * 250, 8)
      expect(profitOf({ others: { volatilityPoints: -2 } }, { derivatives: options.derivatives }, view)).toBe(65 * -30)
    })

    it('never falls below 0 by its Greeks', () => {
      const { view, options } = held({ underlying: 'NSE:NIFTY', delta: -0.4 })
      expect(profitOf({ factors: { market: 0.1 } }, options, view)).toBe(65 * -200)
    })

    it('is priced in full where a function is given', () => {
      const { view, options } = held({
        underlying: 'NSE:NIFTY',
        reprice: (price, points) => Math.max(0, 24_800 - price) + 10 * points,
      })
      expect(profitOf({ factors: { market: -0.02 }, volatilityPoints: 1 }, options, view)).toBe(65 * (300 + 10 - 200))
    })

    it('takes a shock of its own before its underlying', () => {
      const { view, options } = held({ underlying: 'NSE:NIFTY', delta: -0.4 })
      expect(profitOf({ instruments: { 'NFO:NIFTYPE': { change: -1 } } }, options, view)).toBe(-13_000)
    })

    it('belongs to the sector of its underlying, where it has none', () => {
      const { view, options } = held({ underlying: 'NSE:NIFTY', delta: -0.4 })
      const { sectors } = applyScenario(
        view,
        { name: 'test', others: { change: 0 } },
        { ...options, sectors: { 'NSE:NIFTY': 'index' } },
      )
      expect(sectors).toEqual([{ sector: 'index', profit: 0 }])
    })
  })

  describe('says what is missing', () => {
    const unsure = (
      scenario: Omit<Scenario, 'name'>,
      options: ScenarioOptions = mapping,
      holding: Holding = { instrument: infy, quantity: 100, last: 1500 },
      quotes = {},
    ) => {
      const view = viewHolding([holding, { instrument: sbin, quantity: -50, last: 800 }], quotes)
      const known = { ...scenario, instruments: { 'NSE:SBIN': { change: -0.1 }, ...scenario.instruments } } as const
      return applyScenario(view, { name: 'test', ...known }, options)
    }
    const option: Holding = { instrument: put, quantity: 65, last: 200 }
    const following = (
      derivative: Omit<GreekDerivative, 'underlying'> | Omit<RepricedDerivative, 'underlying'>,
    ): ScenarioOptions => ({ derivatives: { 'NFO:NIFTYPE': { underlying: 'NSE:NIFTY', ...derivative } } })
    const index = { 'NSE:NIFTY': 25_000 }
    const still = { others: { change: 0 } }

    it.each<[string, ReturnType<typeof unsure>]>([
      [
        'The scenario says nothing of NSE:INFY, of its sector, or of others.',
        unsure({ sectors: { energy: { change: -0.5 } } }),
      ],
      ['NSE:INFY has no beta to oil.', unsure({ factors: { market: -0.1, oil: -0.3 }, ...still })],
      [
        'NSE:INFY has no beta to market.',
        unsure({ factors: { market: -0.1 } }, { betas: { 'NSE:INFY': { market: Number.NaN } } }),
      ],
      ['There is no quote of NSE:INFY, or it is stale.', unsure(still, mapping, { instrument: infy, quantity: 100 })],
      [
        'Nobody listed NSE:INFY, so its multiplier is not known.',
        unsure(still, mapping, { instrument: infy, quantity: 100, last: 1500, unlisted: true }),
      ],
      [
        'There is no rate from USD to INR.',
        unsure(still, { currency: 'INR' }, { instrument: apple, quantity: 1, last: 200 }),
      ],
      [
        'There is no rate from USD to INR.',
        unsure(still, { currency: 'INR', fxRates: { USD: Number.NaN } }, { instrument: apple, quantity: 1, last: 200 }),
      ],
      ['NFO:NIFTYPE is an option, and neither its Greeks nor a shock of its own are given.', unsure(still, {}, option)],
      [
        'There is no quote of NSE:NIFTY, which NFO:NIFTYPE follows, or it is stale.',
        unsure(still, following({ delta: -0.4 }), option),
      ],
      [
        'The scenario says nothing of NSE:NIFTY, of its sector, or of others.',
        unsure({}, following({ delta: -0.4 }), option, index),
      ],
      [
        'Volatility is shocked, and its vega is not known.',
        unsure({ ...still, volatilityPoints: 1 }, following({ delta: -0.4 }), option, index),
      ],
      ['Its Greeks give NaN at 25000.', unsure(still, following({ delta: Number.NaN }), option, index)],
      ['Its reprice gives NaN at 25000.', unsure(still, following({ reprice: () => Number.NaN }), option, index)],
    ])('%s', (reason, { instruments, profit, knownProfit, missing, sectors }) => {
      expect(instruments[0]).toMatchObject({ profit: null, reason })
      expect(missing).toEqual([instruments[0]])
      expect(profit).toBeNull()
      expect(knownProfit).toBe(4000)
      expect(sectors.find(({ sector }) => sector === instruments[0]!.sector)!.profit).toBeNull()
    })
  })

  it('adds up currencies at the given rates', () => {
    const view = viewHolding([
      { instrument: infy, quantity: 100, last: 1500 },
      { instrument: apple, quantity: 10, last: 200 },
    ])
    const fall = { others: { change: -0.1 } }
    expect(profitOf(fall, { currency: 'INR', fxRates: { USD: 80 } }, view)).toBeCloseTo(-15_000 - 200 * 80, 8)
    expect(() => profitOf(fall, {}, view)).toThrow(
      'applyScenario was given currency undefined; expected one, with fxRates, as positions are in INR, USD.',
    )
  })

  it('comes to 0 for an account that holds nothing', () => {
    expect(applyScenario(viewHolding([]), { name: 'test' })).toMatchObject({ profit: 0, instruments: [], missing: [] })
  })

  it.each<[string, Omit<Scenario, 'name'>]>([
    ['change', { others: { change: -1.01 } }],
    ['change', { sectors: { IT: { change: Number.NaN } } }],
    ['points', { instruments: { 'NSE:INFY': { points: Number.POSITIVE_INFINITY } } }],
    ['points', { others: { change: -0.1, points: 5 } }],
    ['volatilityPoints', { others: { volatilityPoints: Number.NaN } }],
    ['volatilityPoints', { volatilityPoints: Number.NaN }],
    ['factors.market', { factors: { market: -2 } }],
  ])('refuses a %s that could not happen: %j', (option, scenario) => {
    expect(() => profitOf(scenario)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})
