import { createInstrument, createTrader, memory } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { zerodhaData } from '../data/zerodha-data.ts'
import { kiteAccount } from '../kite-account.ts'
import { openWorld } from '../world.fixture.ts'
import { zerodha } from '../zerodha.ts'
import type { ContractTerms } from './contract-terms.ts'

const monday = Date.UTC(2026, 0, 5, 4)
const crude = 'MCX:CRUDEOIL26JANFUT'
const later = 'MCX:CRUDEOIL26FEBFUT'
const nifty = 'NFO:NIFTY26JANFUT'

/** What the exchange knows; Kite's list tells of neither multiplier nor freeze quantity. */
const listed = [
  createInstrument({
    id: crude,
    kind: 'future',
    currency: 'INR',
    tickSize: 1,
    multiplier: 100,
    underlying: 'CRUDEOIL',
    expiry: Date.UTC(2026, 0, 19, 18),
  }),
  createInstrument({
    id: later,
    kind: 'future',
    currency: 'INR',
    tickSize: 1,
    multiplier: 100,
    underlying: 'CRUDEOIL',
    expiry: Date.UTC(2026, 1, 19, 18),
  }),
  createInstrument({
    id: 'CDS:USDINR26JANFUT',
    kind: 'future',
    currency: 'INR',
    tickSize: '0.0025',
    multiplier: 1000,
    underlying: 'USDINR',
    expiry: Date.UTC(2026, 0, 28, 7),
  }),
  createInstrument({
    id: nifty,
    kind: 'future',
    currency: 'INR',
    tickSize: '0.1',
    lotSize: 65,
    underlying: 'NIFTY',
    expiry: Date.UTC(2026, 0, 27, 10),
  }),
]

function open(contracts?: Readonly<Record<string, ContractTerms>>) {
  const world = openWorld(monday, { instruments: listed })
  const { fake, environment, afterwards } = world
  const account = kiteAccount({ ...fake.session(), ...(contracts !== undefined && { contracts }) }, environment)
  afterwards(account.close)
  fake.print(crude, 5_000, 1)
  fake.print(nifty, 26_000, 1)
  const data = zerodhaData({ account })
  const trader = createTrader({ broker: zerodha({ account }), storage: memory() })
  afterwards(() => void trader.stop())
  return { ...world, account, data, trader }
}

const order = { instrument: crude, side: 'buy', quantity: 2, type: 'limit', limitPrice: 5_000 } as const

describe('a contract that Kite counts in lots', () => {
  it('is no instrument as long as nobody says what a lot moves, and the log says why, and its prices can be had', async () => {
    const { data, during, logged } = open()
    expect(await during(data.fetchInstruments('MCX'))).toEqual([])
    expect(await during(data.fetchInstruments('CDS'))).toEqual([])
    expect((await during(data.fetchInstruments('NFO'))).map(({ id }) => id)).toEqual([nifty])
    expect(logged.filter((line) => line.includes('multipliers are declared'))).toHaveLength(2)
    expect(logged.join()).toContain('CRUDEOIL')
    const { quotes } = await during(data.fetchQuotes([crude]))
    expect(quotes).toMatchObject([{ instrument: crude, last: 5_000 }])
  })

  it('is one with the multiplier that was declared, of it or of all with its underlying', async () => {
    const { data, during, logged } = open({
      CRUDEOIL: { multiplier: '100', freezeQuantity: 50 },
      [later]: { multiplier: 10 },
      NIFTY: { freezeQuantity: 1_800 },
    })
    const [near, far] = await during(data.fetchInstruments('MCX'))
    expect([near!.multiplier.toNumber(), near!.freezeQuantity?.toNumber(), near!.expiry]).toEqual([
      100,
      50,
      Date.UTC(2026, 0, 19, 18),
    ])
    expect([far!.multiplier.toNumber(), far!.freezeQuantity?.toNumber()]).toEqual([10, 50])
    const [future] = await during(data.fetchInstruments('NFO'))
    expect([future!.multiplier.toNumber(), future!.freezeQuantity?.toNumber()]).toEqual([1, 1_800])
    expect(logged).toEqual([])
  })

  it.each([
    ['multiplier', 0],
    ['multiplier', 'much'],
    ['freezeQuantity', -1],
  ] as const)('is refused a %s of %s', (field, value) => {
    expect(() => open({ CRUDEOIL: { [field]: value } })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })

  it('is not traded before that, however it came to be known', async () => {
    const { fake, account, during } = open()
    const trader = createTrader({ broker: zerodha({ account }), storage: memory(), instruments: listed })
    await during(trader.start())
    const placed = await during(trader.place(order))
    expect(placed).toMatchObject({
      outcome: 'rejected',
      evidence: { vendorCode: 'multiplier', reason: expect.stringContaining('contracts') },
    })
    expect(fake.count('place')).toBe(0)
    await trader.stop()
  })
})

describe('what is held of contracts', () => {
  it('counts with the multiplier of Kite from the start on, also where none was declared, and can be closed', async () => {
    const { fake, trader, during, pass } = open()
    fake.placeOutside({ instrument: crude, side: 'buy', quantity: 2, product: 'carryforward' })
    fake.placeOutside({ instrument: nifty, side: 'sell', quantity: 65, product: 'carryforward' })
    fake.print(nifty, 26_000, 100)
    fake.print(crude, 5_000, 10)
    await during(trader.start())
    const held = trader.view.getPortfolio().positions
    expect(held.map(({ instrument, quantity }) => [instrument, quantity.toNumber()]).sort()).toEqual([
      [crude, 2],
      [nifty, -65],
    ])
    // A price that is not known yet is the average; futures add what they have earned to equity, and not what they are worth.
    expect(held.map(({ marketValue }) => marketValue)).toEqual([0, 0])
    const closed = await during(trader.place({ ...order, side: 'sell', product: 'carryforward', limitPrice: 5_010 }))
    expect(closed.outcome).toBe('accepted')
    fake.print(crude, 5_010, 10)
    await pass(3_000)
    expect(trader.view.getPortfolio().totals.get('INR')!.realizedProfit.toNumber()).toBe(2_000)
    expect(trader.view.cash.get('INR')!.toFixed()).toBe(fake.venue.getCash()['INR']!.toFixed())
  })

  it('is told of in the log where Kite lists it no more', async () => {
    const { environment, afterwards, during, fake, logged } = openWorld(
      monday,
      { instruments: listed },
      ({ pathname }) =>
        pathname === '/instruments/MCX'
          ? new Response(
              'instrument_token,tradingsymbol,name,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange\n',
            )
          : undefined,
    )
    const account = kiteAccount(fake.session(), environment)
    afterwards(account.close)
    fake.print(crude, 5_000, 1)
    fake.placeOutside({ instrument: crude, side: 'buy', quantity: 2, product: 'carryforward' })
    fake.print(crude, 5_000, 10)
    const trader = createTrader({ broker: zerodha({ account }), storage: memory() })
    await during(trader.start())
    afterwards(() => void trader.stop())
    expect(logged.join('\n')).toContain(`lists no ${crude}, which is held`)
  })

  it('does not start on a multiplier that Kite contradicts', async () => {
    const { fake, trader, during } = open({ CRUDEOIL: { multiplier: 10 } })
    fake.placeOutside({ instrument: crude, side: 'buy', quantity: 2, product: 'carryforward' })
    fake.print(crude, 5_000, 10)
    await expect(during(trader.start())).rejects.toMatchObject({
      code: 'invalid-options',
      details: { value: '10', expected: '100' },
    })
  })

  it('is told of in the log where Kite contradicts it later', async () => {
    const { fake, trader, during, pass, logged } = open({ CRUDEOIL: { multiplier: 10 } })
    await during(trader.start())
    fake.placeOutside({ instrument: crude, side: 'buy', quantity: 2, product: 'carryforward' })
    fake.print(crude, 5_000, 10)
    await pass(130_000)
    expect(logged.filter((line) => line.includes('with a multiplier of 100, and 10 was declared'))).toHaveLength(1)
  })
})
