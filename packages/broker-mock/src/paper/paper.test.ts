import { createEnvironment, createInstrument, createMarketData, memory, nse, verifyJournal } from '@shagun/core'
import { createFakeProvider } from '@shagun/core/testing'
import { describe, expect, it } from 'vitest'
import { percentFees } from '../fees.ts'
import { mockSupports } from '../mock.ts'
import { paper } from './paper.ts'
import { createMachine, differences, instrument, type Running, start } from './process.fixture.ts'

const buy = { instrument, side: 'buy', type: 'limit', quantity: 10, limitPrice: '100.00' } as const
const market = { instrument, side: 'buy', type: 'market', quantity: 10 } as const

const fillsOf = ({ broker }: Running): string[] =>
  broker.venue.listFills().map(({ quantity, price }) => `${quantity} at ${price}`)
const rowsOf = ({ broker }: Running): string[] =>
  broker.venue.listOrders().map(({ lifecycle, filledQuantity }) => `${lifecycle} ${filledQuantity}`)

describe('the market of a paper account', () => {
  it('fills an order from the trades that its provider streams, as far as each goes', async () => {
    const process = await createMachine().boot({ fees: percentFees('0.1') })
    await process.trader.place(buy)
    await process.trade(100.5, 50)
    await process.trade(99.5, 4)
    await process.trade(100, 50)
    expect(fillsOf(process)).toEqual(['4 at 99.5', '6 at 100'])
    expect(process.trader.view.cash.get('INR')?.toFixed()).toBe('99001.002')
    expect(differences(process)).toEqual([])
  })

  it('listens to what it has working orders in, and to nothing else', async () => {
    const process = await createMachine().boot()
    expect(process.provider.subscriptions).toEqual([])
    const { order } = await process.trader.place(buy)
    await process.trade(101, 1)
    expect(process.provider.subscriptions).toEqual([[instrument]])
    await process.trader.cancel(order.terms.clientOrderId)
    expect(process.provider.subscriptions).toEqual([])
  })

  it('takes what the volume grew by for a trade where there are only quotes', async () => {
    const process = await createMachine().boot()
    await process.trader.place(buy)
    // Nobody knows what of the first volume was traded since the order came.
    await process.quote(99, 1_000)
    await process.quote(99, 1_000)
    await process.quote(99.5, 1_004)
    expect(fillsOf(process)).toEqual(['4 at 99.5'])
    await process.quote(99.5)
    await process.quote(99, 2_000)
    expect(fillsOf(process)).toEqual(['4 at 99.5'])
    await process.quote(98.5, 2_100)
    expect(fillsOf(process)).toEqual(['4 at 99.5', '6 at 98.5'])
  })

  it('takes no volume for a trade where the trades themselves are told', async () => {
    const process = await createMachine().boot()
    await process.trader.place(buy)
    await process.quote(99, 1_000)
    await process.trade(99, 3)
    await process.quote(99, 1_003)
    expect(fillsOf(process)).toEqual(['3 at 99'])
  })

  it('fills nothing from what was missed while the line was lost', async () => {
    const machine = createMachine()
    const process = await machine.boot()
    await process.trader.place(buy)
    await process.quote(101, 1_000)
    process.provider.push({ type: 'lost', cause: 'a test' })
    await machine.pass(500)
    process.provider.push({ type: 'restored' })
    await process.quote(99, 5_000)
    expect(fillsOf(process)).toEqual([])
    await process.quote(99, 5_010)
    expect(fillsOf(process)).toEqual(['10 at 99'])
  })

  it('fills nothing from what is stale', async () => {
    const process = await createMachine().boot()
    await process.trader.place(buy)
    process.provider.push({
      type: 'trade',
      trade: { instrument, time: start - 9 * 86_400_000, price: 99, quantity: 50 },
    })
    await process.trade(101, 1)
    expect(fillsOf(process)).toEqual([])
  })

  it('fills nothing from what was traded outside of a session', async () => {
    const machine = createMachine()
    const process = await machine.boot({ calendar: nse() })
    // From 10:00 to 17:00 in India.
    await machine.pass(7 * 3_600_000)
    await process.trader.place(buy)
    await process.trade(99, 50)
    expect(fillsOf(process)).toEqual([])
    await machine.pass(16.25 * 3_600_000)
    await process.trade(99, 50)
    expect(fillsOf(process)).toEqual(['10 at 99'])
  })

  it('does not fill an order from the very trade that brought it about', async () => {
    const machine = createMachine()
    const process = await machine.boot({
      trader: {
        strategies: [
          {
            name: 'eager',
            watch: [{ instrument }],
            async onQuote(quote, trader) {
              if (quote.last === 99) await trader.place(market)
            },
          },
        ],
      },
    })
    const both = (price: number): void => {
      const time = machine.clock.now()
      process.provider.push({ type: 'quote', quote: { instrument, time, last: price } })
      process.provider.push({ type: 'trade', trade: { instrument, time, price, quantity: 100 } })
    }
    await process.trader.place({ ...buy, limitPrice: '50.00' })
    await machine.pass(1_000)
    both(99)
    await machine.pass(1_000)
    expect(fillsOf(process)).toEqual([])
    both(101)
    expect(fillsOf(process)).toEqual(['10 at 101'])
  })

  it('rejects an order for what nobody streams', async () => {
    const alone = paper({ data: [] })
    await alone.connect(() => {})
    const placed = await alone.place({ ...buy, clientOrderId: 'a' } as never)
    expect(placed).toMatchObject({ outcome: 'rejected', evidence: { reason: expect.stringContaining(instrument) } })
    expect(alone.venue.listOrders()).toEqual([])
  })
})

describe('the books of a paper account', () => {
  it('are there after a restart, and what was working fills from what comes then', async () => {
    const machine = createMachine()
    const first = await machine.boot()
    await first.trader.place(buy)
    await first.trade(99, 4)
    first.kill()
    await machine.pass(60_000)

    const second = await machine.boot()
    expect(rowsOf(second)).toEqual(['working 4'])
    expect(differences(second)).toEqual([])
    await second.trade(98, 50)
    expect(fillsOf(second)).toEqual(['4 at 99', '6 at 98'])
    expect(differences(second)).toEqual([])
  })

  it('keep the cash that they began with', async () => {
    const machine = createMachine()
    await (await machine.boot({ cash: '5000' })).trader.stop()
    expect((await machine.boot({ cash: '9000' })).broker.cash.toFixed()).toBe('5000')
  })

  it('keep who stands before whom', async () => {
    const machine = createMachine()
    const first = await machine.boot()
    const old = await first.trader.place(buy)
    const young = await first.trader.place(buy)
    // With another price and back it stands behind.
    await first.trader.modify(old.order.terms.clientOrderId, { limitPrice: '99.00' })
    await machine.pass(1_000)
    await first.trader.modify(old.order.terms.clientOrderId, { limitPrice: '100.00' })
    first.kill()
    const second = await machine.boot()
    await second.trade(100, 10)
    expect(second.trader.view.orders.get(young.order.terms.clientOrderId)?.lifecycle).toBe('filled')
    expect(second.trader.view.orders.get(old.order.terms.clientOrderId)?.lifecycle).toBe('working')
  })

  it('keep pairs in step, and stops that were reached', async () => {
    const machine = createMachine()
    const first = await machine.boot({ shortSelling: true })
    const exits = [
      { instrument, side: 'sell', type: 'limit', quantity: 10, limitPrice: '110.00' },
      { instrument, side: 'sell', type: 'stop-limit', quantity: 10, stopPrice: '95.00', limitPrice: '96.00' },
    ] as const
    await first.trader.placeGroup({ kind: 'oco', legs: exits })
    await first.trader.placeGroup({ kind: 'oco', legs: exits })
    await first.trade(95, 1)
    first.kill()
    const second = await machine.boot({ shortSelling: true })
    // Both stops were reached, which canceled the limits; they are limits of 96 now.
    expect(rowsOf(second)).toEqual(['canceled 0', 'working 0', 'canceled 0', 'working 0'])
    await second.trade(96, 100)
    expect(fillsOf(second)).toEqual(['10 at 96', '10 at 96'])
    expect(differences(second)).toEqual([])
    await second.trader.placeGroup({ kind: 'oco', legs: exits })
    second.kill()
    const third = await machine.boot({ shortSelling: true })
    await third.trade(110, 100)
    expect(rowsOf(third).slice(4)).toEqual(['filled 10', 'canceled 0'])
    expect(differences(third)).toEqual([])
  })

  it('let go of day orders when the session ends, and keep the others', async () => {
    const machine = createMachine()
    const process = await machine.boot({ calendar: nse(), trader: { calendar: nse() } })
    await process.trader.place(buy)
    await process.trader.place({ ...buy, timeInForce: 'gtc' })
    await machine.pass(5.5 * 3_600_000 - 1_000)
    expect(rowsOf(process)).toEqual(['working 0', 'working 0'])
    await machine.pass(2_000)
    expect(rowsOf(process)).toEqual(['expired 0', 'working 0'])
    expect(differences(process)).toEqual([])
  })

  it.each(['kept', 'daily'] as const)(
    'let go of them at the start where that end was missed, with %s books',
    async (books) => {
      const machine = createMachine()
      const options = { books, calendar: nse(), trader: { calendar: nse() } }
      const first = await machine.boot(options)
      await first.trader.place(buy)
      await first.trader.place({ ...buy, timeInForce: 'gtc' })
      await first.trade(99, 15)
      first.kill()
      await machine.pass(20 * 3_600_000)
      const second = await machine.boot(options)
      expect(rowsOf(second)).toEqual(['filled 10', 'working 5'])
      await second.trader.place(buy)
      second.kill()
      await machine.pass(10 * 3_600_000)
      const third = await machine.boot(options)
      expect(rowsOf(third)).toEqual(['filled 10', 'working 5', 'expired 0'])
      await machine.pass(60_000)
      expect(differences(third)).toEqual([])
      expect((await third.broker.fetchSnapshot()).orders).toHaveLength(books === 'daily' ? 1 : 3)
    },
  )

  it('can be put down and taken up again within one process', async () => {
    const machine = createMachine()
    const process = await machine.boot()
    await process.trader.place(buy)
    await process.trader.stop()
    expect(process.provider.subscriptions).toEqual([])
    expect(() => process.broker.venue.print({ instrument, time: start, price: 90, quantity: 1 })).toThrowError(
      expect.objectContaining({ code: 'not-started' }),
    )
    await process.trader.start()
    await process.trade(99, 50)
    expect(fillsOf(process)).toEqual(['10 at 99'])
    expect(differences(process)).toEqual([])
  })

  it('are a journal that can be proven, and none that a trader wrote', async () => {
    const machine = createMachine()
    const process = await machine.boot()
    await process.trader.place(buy)
    await process.trade(99, 3)
    await process.trader.stop()
    const journal = await machine.disk.openJournal('paper')
    expect(await verifyJournal(journal)).toEqual({ ok: true, entries: 3 })
    await journal.close()
    await expect(paper({ storage: machine.disk, account: 'main' }).connect(() => {})).rejects.toMatchObject({
      code: 'invalid-options',
      details: { option: 'account', value: 'main' },
    })
  })

  it('halt the account where they cannot be kept, and a start finds what was', async () => {
    const machine = createMachine()
    let isFull = false
    const process = await machine.boot({ isDiskFull: () => isFull })
    await process.trader.place(buy)
    isFull = true
    await process.trade(99, 4)
    expect(process.logged.join()).toContain('has halted')
    expect(process.trader.view.getQuantity(instrument).toFixed()).toBe('0')
    await expect(process.broker.fetchSnapshot()).rejects.toMatchObject({ code: 'account-halted' })
    isFull = false
    await process.trader.stop()
    await process.trader.start()
    expect(rowsOf(process)).toEqual(['working 0'])
    await process.trade(98, 50)
    expect(fillsOf(process)).toEqual(['10 at 98'])
    expect(differences(process)).toEqual([])
  })

  it('let go of an order for what is listed no longer', async () => {
    const machine = createMachine()
    const first = await machine.boot()
    await first.trader.place({ ...buy, timeInForce: 'gtc' })
    first.kill()
    const other = createInstrument({ id: 'NSE:TCS', currency: 'INR' })
    const second = await machine.boot({ instruments: [other] })
    expect(rowsOf(second)).toEqual(['canceled 0'])
    expect(differences(second)).toEqual([])
  })

  it('go on where a model of fees fails, and say so', async () => {
    const process = await createMachine().boot({ fees: () => Number.NaN })
    await process.trader.place(buy)
    await process.trade(99, 50)
    expect(process.logged.join()).toContain('went wrong at the venue')
    expect(rowsOf(process)).toEqual(['working 0'])
  })

  it('are in the environment of their market', () => {
    const { clock } = createMachine()
    const elsewhere = createEnvironment({ clock, timers: clock })
    const provider = createFakeProvider({}, elsewhere)
    const mismatch = expect.objectContaining({ code: 'environment-mismatch' })
    expect(() => paper({ data: [provider] })).toThrowError(mismatch)
    expect(() => paper({ data: createMarketData({ providers: [provider] }) })).toThrowError(mismatch)
  })

  it('refuse what the mock can and a restart would lose, and what needs prices that they do not hear', () => {
    for (const options of [
      { latency: {} },
      { squareOff: { at: '15:20', timeZone: 'Asia/Kolkata' } },
      { settlementPrice: () => 100 },
      { settlement: 'daily' },
      { supports: { ...mockSupports, groups: ['bracket'] } },
    ] as const)
      expect(() => paper(options as never)).toThrowError(expect.objectContaining({ code: 'invalid-options' }))
  })

  it('refuse a provider that is no list of them', () => {
    const provider = createFakeProvider({}, createEnvironment({}))
    expect(() => paper({ data: provider as never })).toThrowError(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'data' }) }),
    )
  })

  it('have nothing to show before the first start', () => {
    const broker = paper({ storage: memory() })
    expect(() => broker.cash).toThrowError(expect.objectContaining({ code: 'not-started' }))
  })
})
