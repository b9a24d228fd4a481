import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from './decimal.ts'
import { createInstrument, type InstrumentOptions, roundToTick } from './instrument.ts'

const infy: InstrumentOptions = { id: 'NSE:INFY', currency: 'INR' }

/** Steps as NSE has them for stocks, by price. */
const tiered = createInstrument({
  ...infy,
  tickSize: [
    { from: 0, tick: '0.01' },
    { from: 250, tick: '0.05' },
    { from: '1000', tick: '0.1' },
    { from: 20_000, tick: 5 },
  ],
})

const ticks = fc.constantFrom('0.01', '0.05', '0.1', '0.25', '1', '5', '0.00001', '0.03')
const price = fc.tuple(fc.nat(100_000_000), fc.integer({ min: 0, max: 6 })).map(([n, e]) => new Decimal(`${n}e-${e}`))
const directions = ['down', 'up', 'nearest'] as const

describe('createInstrument', () => {
  it('fills in a tick of 0.01, a lot of 1, a multiplier of 1 and the kind equity', () => {
    const instrument = createInstrument(infy)
    expect(instrument.kind).toBe('equity')
    expect([instrument.tickAt(1520), instrument.lotSize, instrument.multiplier].map(String)).toEqual(['0.01', '1', '1'])
    expect(Object.keys(instrument).sort()).toEqual(['currency', 'id', 'kind', 'lotSize', 'multiplier', 'tickAt'])
  })

  it('keeps what it is told, as Decimals', () => {
    const option = createInstrument({
      id: 'NFO:NIFTY26DEC25000CE',
      kind: 'option',
      currency: 'INR',
      tickSize: 0.05,
      lotSize: '65',
      multiplier: '1.5',
      freezeQuantity: 1755,
      expiry: Date.UTC(2026, 11, 29, 10),
      strike: '25000',
    })
    expect(option.kind).toBe('option')
    expect(option.expiry).toBe(Date.UTC(2026, 11, 29, 10))
    expect(
      [option.tickAt('10'), option.lotSize, option.multiplier, option.freezeQuantity, option.strike].map(String),
    ).toEqual(['0.05', '65', '1.5', '1755', '25000'])
  })

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(createInstrument(infy))).toBe(true)
  })

  it.each([
    [0, '0.01'],
    ['249.99', '0.01'],
    [250, '0.05'],
    [new Decimal('999.95'), '0.05'],
    [1000, '0.1'],
    ['19999.9', '0.1'],
    [20_000, '5'],
    [1e9, '5'],
    [-3, '0.01'],
  ])('at %s the tick of the tiers is %s', (at, tick) => {
    expect(tiered.tickAt(at).toString()).toBe(tick)
  })

  const positive = 'a number above 0'
  const tiers = 'tiers in rising order, the first from 0'
  it.each<[string, object, string, string]>([
    ['tickSize', { tickSize: 0 }, '0', positive],
    ['tickSize', { tickSize: '-0.05' }, '-0.05', positive],
    ['tickSize', { tickSize: 'five' }, 'five', positive],
    ['tickSize', { tickSize: Number.NaN }, 'NaN', positive],
    ['tickSize', { tickSize: [] }, '[]', tiers],
    ['tickSize', { tickSize: [{ from: 1, tick: 1 }] }, '[{"from":1,"tick":1}]', tiers],
    ['tickSize', { tickSize: [{ from: -1, tick: 1 }] }, '-1', 'a number of 0 or more'],
    ['tickSize', { tickSize: [{ from: 0, tick: 0 }] }, '0', positive],
    [
      'tickSize',
      { tickSize: [0, 5, 5].map((from) => ({ from, tick: 1 })) },
      '[{"from":0,"tick":1},{"from":5,"tick":1},{"from":5,"tick":1}]',
      tiers,
    ],
    [
      'tickSize',
      { tickSize: [0, 9, 5].map((from) => ({ from, tick: 1 })) },
      '[{"from":0,"tick":1},{"from":9,"tick":1},{"from":5,"tick":1}]',
      tiers,
    ],
    ['lotSize', { lotSize: 0 }, '0', positive],
    ['lotSize', { lotSize: Number.POSITIVE_INFINITY }, 'Infinity', positive],
    ['multiplier', { multiplier: -1 }, '-1', positive],
    ['freezeQuantity', { freezeQuantity: 0 }, '0', positive],
    ['strike', { strike: -5 }, '-5', 'a number of 0 or more'],
  ])('refuses a %s of %j', (option, wrong, value, expected) => {
    expect(() => createInstrument({ ...infy, ...wrong })).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: `The instrument's ${option} is ${value}; expected ${expected}.`,
        details: { option, value, expected },
      }),
    )
  })

  it('refuses an id that is not EXCHANGE:SYMBOL', () => {
    expect(() => createInstrument({ ...infy, id: 'nse:INFY' })).toThrow(
      expect.objectContaining({ code: 'invalid-order', details: expect.objectContaining({ field: 'instrument' }) }),
    )
  })
})

describe('roundToTick', () => {
  it.each([
    [1520.0734, 'down', '1520.05'],
    [1520.0734, 'up', '1520.1'],
    [1520.0734, 'nearest', '1520.05'],
    ['1520.075', 'nearest', '1520.1'],
    ['1520.025', 'nearest', '1520.05'],
    ['1520.05', 'down', '1520.05'],
    ['1520.05', 'up', '1520.05'],
    ['0.01', 'down', '0'],
    ['-0.01', 'down', '-0.05'],
    ['-0.025', 'nearest', '0'],
  ] as const)('takes %s %s to %s on a tick of 0.05', (from, direction, to) => {
    const nickel = createInstrument({ ...infy, tickSize: '0.05' })
    expect(roundToTick(nickel, from, direction).toFixed()).toBe(to)
  })

  it('goes to the nearest unless told otherwise', () => {
    expect(roundToTick(tiered, '100.006').toString()).toBe('100.01')
  })

  it.each([
    ['249.996', 'down', '249.99'],
    ['249.996', 'up', '250'],
    ['250.04', 'down', '250'],
    ['999.99', 'up', '1000'],
    ['19999.96', 'up', '20000'],
    ['20003', 'down', '20000'],
  ] as const)('takes %s %s to %s where tiers meet', (from, direction, to) => {
    expect(roundToTick(tiered, from, direction).toString()).toBe(to)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 'much'])('refuses a price of %s', (wrong) => {
    expect(() => roundToTick(tiered, wrong)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        details: { option: 'price', value: String(wrong), expected: 'a finite number' },
      }),
    )
  })

  it('lands on a tick, within one tick, and never across the price', () => {
    fc.assert(
      fc.property(price, ticks, (from, tickSize) => {
        const instrument = createInstrument({ ...infy, tickSize })
        const [down, up, nearest] = directions.map((direction) => roundToTick(instrument, from, direction))
        for (const rounded of [down!, up!, nearest!]) expect(rounded.mod(tickSize).isZero()).toBe(true)
        expect(down!.lte(from) && from.minus(down!).lt(tickSize)).toBe(true)
        expect(up!.gte(from) && up!.minus(from).lt(tickSize)).toBe(true)
        expect(from.minus(nearest!).abs().times(2).lte(tickSize)).toBe(true)
      }),
    )
  })

  it('lands on the tick that holds where it lands, when tiers begin on the ticks of both sides', () => {
    fc.assert(
      fc.property(price, fc.constantFrom(...directions), (from, direction) => {
        const rounded = roundToTick(tiered, from, direction)
        expect(rounded.mod(tiered.tickAt(rounded)).isZero()).toBe(true)
      }),
    )
  })

  it('leaves alone what it has rounded, whichever way', () => {
    fc.assert(
      fc.property(price, fc.constantFrom(...directions), fc.constantFrom(...directions), (from, first, second) => {
        const once = roundToTick(tiered, from, first)
        expect(roundToTick(tiered, once, second).eq(once)).toBe(true)
      }),
    )
  })

  it('keeps prices in their order', () => {
    fc.assert(
      fc.property(price, price, fc.constantFrom(...directions), (a, b, direction) => {
        const [low, high] = a.lte(b) ? [a, b] : [b, a]
        expect(roundToTick(tiered, low, direction).lte(roundToTick(tiered, high, direction))).toBe(true)
      }),
    )
  })
})
