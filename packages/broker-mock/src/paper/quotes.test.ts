import { describe, expect, it } from 'vitest'
import { type BootOptions, createMachine, differences, instrument, type Running } from './process.fixture.ts'

const buy = { instrument, side: 'buy', type: 'limit', quantity: 10, limitPrice: '100.00' } as const
const market = { instrument, side: 'buy', type: 'market', quantity: 10 } as const

const fillsOf = ({ broker }: Running): string[] =>
  broker.venue.listFills().map(({ quantity, price }) => `${quantity} at ${price}`)
const boot = (options?: BootOptions): Promise<Running> => createMachine().boot(options)

describe('the quotes of a paper account', () => {
  it('fill at the ask, once it comes down to a limit', async () => {
    const process = await boot()
    await process.trader.place(buy)
    await process.quote(100, undefined, { bid: 99, ask: 100 })
    expect(fillsOf(process)).toEqual([])
    await process.quote(100.5, undefined, { bid: 100.25, ask: 100.5 })
    expect(fillsOf(process)).toEqual([])
    await process.quote(100, undefined, { bid: 99.5, ask: 100 })
    expect(fillsOf(process)).toEqual(['10 at 100'])
    await process.trader.place(market)
    await process.quote(100, undefined, { bid: 99.5, ask: 100.05 })
    expect(fillsOf(process)).toEqual(['10 at 100', '10 at 100.05'])
    expect(differences(process)).toEqual([])
  })

  it('bring a stop to the market with their last price, where it takes what they ask', async () => {
    const process = await boot()
    await process.trader.place({ instrument, side: 'buy', type: 'stop', quantity: 10, stopPrice: '102.00' })
    await process.quote(101, undefined, { bid: 100.95, ask: 101.05 })
    await process.quote(101.5, undefined, { bid: 101.95, ask: 102.05 })
    expect(fillsOf(process)).toEqual([])
    await process.quote(102, undefined, { bid: 101.95, ask: 102.05 })
    expect(fillsOf(process)).toEqual(['10 at 102.05'])
  })

  it('say nothing of how many stand at their prices, so that an order there waits until it is gone through', async () => {
    const process = await boot()
    await process.trader.place(buy)
    await process.quote(100.1, 1_000, { bid: 100, ask: 100.1 })
    await process.quote(100.1, 1_000, { bid: 100, ask: 100.1 })
    await process.quote(100, 5_000, { bid: 100, ask: 100.1 })
    expect(fillsOf(process)).toEqual([])
    await process.quote(99.9, 5_004, { bid: 99.85, ask: 100.1 })
    expect(fillsOf(process)).toEqual(['4 at 100'])
  })

  it('meet no order of the same moment', async () => {
    const machine = createMachine()
    const process = await machine.boot()
    await process.trader.place({ ...buy, limitPrice: '50.00' })
    const quote = { instrument, last: 100, bid: 99.95, ask: 100.05 }
    await process.quote(100, undefined, quote)
    await machine.pass(1_000)
    await process.trader.place(market)
    process.provider.push({ type: 'quote', quote: { ...quote, time: machine.clock.now() } })
    await machine.pass(1_000)
    expect(fillsOf(process)).toEqual([])
    await process.quote(100.2, undefined, { bid: 100.15, ask: 100.25 })
    expect(fillsOf(process)).toEqual(['10 at 100.25'])
  })

  it('fill nothing with a volume of which some came before the order', async () => {
    const machine = createMachine()
    const process = await machine.boot()
    await process.trader.place({ ...buy, limitPrice: '50.00' })
    await process.quote(100, 1_000)
    await machine.pass(3_000)
    await process.trader.place(buy)
    await process.quote(100, 1_500)
    expect(fillsOf(process)).toEqual([])
    await process.quote(100, 1_504)
    expect(fillsOf(process)).toEqual(['4 at 100'])
  })

  it('that are stale fill nothing', async () => {
    const machine = createMachine()
    const process = await machine.boot()
    await process.trader.place(market)
    await process.quote(100, undefined, { bid: 99.95, ask: 100.05 })
    const time = machine.clock.now() - 9 * 86_400_000
    process.provider.push({ type: 'depth', depth: { instrument, time, bids: [], asks: [{ price: 90, quantity: 50 }] } })
    await machine.pass(1_000)
    expect(fillsOf(process)).toEqual([])
  })
})

describe('the depth of a paper account', () => {
  const asks = [
    [100.1, 6],
    [100.2, 20],
  ] as const

  it('fills level by level, and no more of a level than it shows', async () => {
    const process = await boot()
    await process.trader.place({ ...market, quantity: 10 })
    await process.depth([[100, 50]], asks)
    expect(fillsOf(process)).toEqual(['6 at 100.1', '4 at 100.2'])
    // What was taken stays taken while the same size is shown.
    await process.trader.place({ ...market, quantity: 10 })
    await process.depth([[100, 50]], asks)
    expect(fillsOf(process).slice(2)).toEqual(['10 at 100.2'])
    expect(differences(process)).toEqual([])
  })

  it('has an order stand behind what is shown at its price, until that has traded', async () => {
    const process = await boot()
    await process.trader.place(buy)
    await process.depth([[100, 30]], asks)
    await process.trade(100, 25)
    expect(fillsOf(process)).toEqual([])
    await process.depth([[100, 5]], asks)
    await process.trade(100, 9)
    expect(fillsOf(process)).toEqual(['4 at 100'])
    await process.trade(100, 50)
    expect(fillsOf(process)).toEqual(['4 at 100', '6 at 100'])
  })

  it('has a later order stand there at once, before anything else is told', async () => {
    const process = await boot()
    await process.trader.place({ ...buy, limitPrice: '99.00' })
    await process.depth([[100, 30]], asks)
    await process.trader.place(buy)
    await process.trade(100, 30)
    expect(fillsOf(process)).toEqual([])
    await process.trade(100, 30)
    expect(fillsOf(process)).toEqual(['10 at 100'])
  })

  it('goes before the quotes of its source, which tell no sizes', async () => {
    const process = await boot()
    await process.trader.place({ ...market, quantity: 10 })
    // As Kite sends them: one packet, of which the quote is the first part.
    await process.quote(100.05, undefined, { bid: 100, ask: 100.1 })
    expect(fillsOf(process)).toEqual([])
    await process.depth([[100, 50]], [[100.1, 6]])
    expect(fillsOf(process)).toEqual(['6 at 100.1'])
    await process.quote(100.05, undefined, { bid: 100, ask: 100.1 })
    expect(fillsOf(process)).toEqual(['6 at 100.1'])
    // Their last price sets off stops all the same.
    await process.trader.place({ instrument, side: 'sell', type: 'stop', quantity: 6, stopPrice: '99.50' })
    await process.quote(99.5, undefined, { bid: 99.45, ask: 100.1 })
    await process.depth([[99.45, 50]], [[100.1, 6]])
    expect(fillsOf(process)).toEqual(['6 at 100.1', '6 at 99.45'])
  })

  it('that was shown before the line was lost has nobody stand there', async () => {
    const machine = createMachine()
    const process = await machine.boot()
    await process.trader.place({ ...buy, limitPrice: '50.00' })
    await process.depth([[100, 3]], asks)
    process.provider.push({ type: 'lost', cause: 'a test' })
    await machine.pass(500)
    await process.trader.place(buy)
    process.provider.push({ type: 'restored' })
    await process.depth([[100, 80]], asks)
    await process.trade(100, 79)
    expect(fillsOf(process)).toEqual([])
    await process.trade(100, 5)
    expect(fillsOf(process)).toEqual(['4 at 100'])
  })

  it('keeps who stood in it behind others after a restart', async () => {
    const machine = createMachine()
    const first = await machine.boot()
    await first.trader.place(buy)
    await first.depth([[100, 30]], asks)
    first.kill()
    const second = await machine.boot()
    await second.trade(100, 29)
    expect(fillsOf(second)).toEqual([])
    await second.depth([[100, 12]], asks)
    await second.trade(100, 15)
    expect(fillsOf(second)).toEqual(['3 at 100'])
    expect(differences(second)).toEqual([])
  })
})
