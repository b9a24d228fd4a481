import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { allowedInstruments, bannedInstruments } from './listed-instruments.ts'

const order = openOrder({ quantity: 10 })
const tcs = { instrument: 'NSE:TCS' as const }

describe('allowedInstruments', () => {
  const rule = allowedInstruments(['NSE:TCS'])

  it('passes what is listed and denies what is not', () => {
    expect(rule.check(placing({ ...tcs, quantity: 1 }), viewOf())).toBeUndefined()
    expect(rule.check(placing({ quantity: 1 }), viewOf())).toEqual({
      rule: 'allowed-instruments',
      reason: 'NSE:INFY is not among the allowed instruments; only orders that reduce a position pass.',
    })
    expect(rule.check(modifying(order, { quantity: 11 }), viewOf({ open: [order] }))).toBeDefined()
    expect(rule.check(modifying(order, { quantity: 9 }), viewOf({ open: [order] }))).toBeUndefined()
    const listed = openOrder({ ...tcs, quantity: 1 })
    expect(rule.check(modifying(listed, { quantity: 9 }), viewOf({ open: [listed] }))).toBeUndefined()
  })

  it('lets what is held be closed, and no more, unless that is denied as well', () => {
    expect(rule.check(placing({ side: 'sell', quantity: 5 }), viewOf({ held: 5 }))).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 6 }), viewOf({ held: 5 }))).toBeDefined()
    const strict = allowedInstruments(['NSE:TCS'], { reducing: 'denied' })
    expect(strict.check(placing({ side: 'sell', quantity: 5 }), viewOf({ held: 5 }))?.reason).toBe(
      'NSE:INFY is not among the allowed instruments.',
    )
  })

  it('asks a function anew for each order', () => {
    let kind = 'future'
    const asked = allowedInstruments((instrument) => instrument.kind === kind)
    expect(asked.check(placing({ quantity: 1 }), viewOf())).toBeDefined()
    kind = 'equity'
    expect(asked.check(placing({ quantity: 1 }), viewOf())).toBeUndefined()
  })

  it('cannot be made of an empty list', () => {
    expect(() => allowedInstruments([])).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    expect(() => bannedInstruments([])).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})

describe('bannedInstruments', () => {
  const rule = bannedInstruments(['NSE:INFY'])

  it('denies what is listed, but for what can only reduce, and passes all others', () => {
    expect(rule.check(placing({ ...tcs, quantity: 1 }), viewOf())).toBeUndefined()
    expect(rule.check(placing({ quantity: 1 }), viewOf({ held: -1 }))).toBeUndefined()
    expect(rule.check(placing({ quantity: 2 }), viewOf({ held: -1 }))).toEqual({
      rule: 'banned-instruments',
      reason: 'NSE:INFY is banned; only orders that reduce a position pass.',
    })
    expect(rule.check(modifying(order, { quantity: 10, limitPrice: 5 }), viewOf({ open: [order] }))).toBeDefined()
    expect(rule.check(modifying(order, { quantity: 9 }), viewOf({ open: [order] }))).toBeUndefined()
  })
})
