import { Decimal, memory, nse, type Storage } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { percentFees } from '../fees.ts'
import { mockSupports } from '../mock.ts'
import { type BootOptions, createMachine, differences, instrument, type Running, start } from './process.fixture.ts'

const buy = { instrument, side: 'buy', type: 'limit', quantity: 10, limitPrice: '100.00' } as const
const dayMs = 86_400_000

const feesOf = ({ broker }: Running): string[] => broker.venue.listFills().map(({ fees }) => `${fees}`)
const rowsOf = ({ broker }: Running): string[] =>
  broker.venue.listOrders().map(({ lifecycle, filledQuantity }) => `${lifecycle} ${filledQuantity}`)

describe('a paper account that begins again', () => {
  it('charges an order for what it filled before, and after', async () => {
    const machine = createMachine()
    const options = { fees: percentFees('1', { max: 5 }) }
    const first = await machine.boot(options)
    await first.trader.place(buy)
    await first.trade(100, 4)
    first.kill()
    const second = await machine.boot(options)
    await second.trade(100, 50)
    // In all it would be 1 % of 1,000, and is 5 at most.
    expect(feesOf(second)).toEqual(['4', '1'])
    expect(differences(second)).toEqual([])
  })

  it('charges no order with what was filled the day before', async () => {
    const machine = createMachine()
    const options = { fees: percentFees('1', { max: 5 }) }
    const first = await machine.boot(options)
    await first.trader.place({ ...buy, timeInForce: 'gtc' })
    await first.trade(100, 4)
    first.kill()
    await machine.pass(dayMs)
    const second = await machine.boot(options)
    await second.trade(100, 2)
    await second.trade(100, 4)
    expect(feesOf(second)).toEqual(['4', '2', '3'])
  })

  it('ends an order at the date that it was given', async () => {
    const machine = createMachine()
    const options = {
      supports: { ...mockSupports, timeInForce: ['day', 'gtd'] },
      goodTill: (placedAt: number) => placedAt + 2 * dayMs,
    } as unknown as BootOptions
    const first = await machine.boot(options)
    await first.trader.place({ ...buy, timeInForce: 'gtd' } as never)
    first.kill()
    await machine.pass(dayMs)
    const second = await machine.boot(options)
    expect(rowsOf(second)).toEqual(['working 0'])
    await machine.pass(dayMs + 1_000)
    expect((await second.broker.fetchSnapshot()).orders).toMatchObject([{ lifecycle: 'expired' }])
    await machine.pass(60_000)
    expect(differences(second)).toEqual([])
  })

  it('has kept the end of an order before that is read', async () => {
    const machine = createMachine()
    const options = {
      supports: { ...mockSupports, timeInForce: ['day', 'gtd'] },
      goodTill: (placedAt: number) => placedAt + 60_000,
    } as unknown as BootOptions
    const process = await machine.boot(options)
    await process.trader.place({ ...buy, timeInForce: 'gtd' } as never)
    await machine.pass(120_000)
    const kept = (): number => machine.appended.filter((line) => line.startsWith('paper')).length
    const before = kept()
    expect((await process.broker.fetchSnapshot()).orders).toMatchObject([{ lifecycle: 'expired' }])
    expect(kept()).toBe(before + 1)
  })

  it('goes on where the clock was put back since, with its orders and its days', async () => {
    const disk = memory({ chained: true })
    const ahead = createMachine(start + 30 * dayMs, disk)
    const first = await ahead.boot()
    await first.trader.place({ ...buy, timeInForce: 'gtc' })
    await first.trader.place({ ...buy, limitPrice: '50.00' })
    first.kill()
    const machine = createMachine(start, disk)
    const second = await machine.boot()
    await second.trade(99, 50)
    expect(rowsOf(second)).toEqual(['filled 10', 'working 0'])
    await machine.pass(dayMs)
    expect(rowsOf(second)).toEqual(['filled 10', 'expired 0'])
    expect(differences(second)).toEqual([])
  })

  it('goes on from a snapshot, with more changes than one start reads', async () => {
    const machine = createMachine()
    const first = await machine.boot()
    const { order } = await first.trader.place({ ...buy, timeInForce: 'gtc' })
    const { clientOrderId } = order.terms
    const ref = { brokerOrderId: order.brokerOrderIds[0]!, clientOrderId, instrument, note: {} }
    for (let i = 0; i < 1_200; i++) void first.broker.modify!(ref, { limitPrice: new Decimal(90 + (i % 20)) } as never)
    await machine.pass(1_000)
    first.kill()
    const reads: (number | undefined)[] = []
    const second = await createMachine(machine.clock.now(), noting(machine.disk, reads)).boot()
    expect(Math.max(...reads.map((after = -1) => after))).toBeGreaterThan(900)
    // The last was to 109.
    await second.trade(109, 50)
    expect(rowsOf(second)).toEqual(['filled 10'])
    expect(differences(second)).toEqual([])
  })
})

describe('a paper account on a machine that has slept', () => {
  it('lets an order of yesterday end before anything else happens, and keeps those of today', async () => {
    const machine = createMachine()
    const process = await machine.boot({ calendar: nse(), trader: { calendar: nse() } })
    await process.trader.place(buy)
    // From 10:00 in India to 10:00 on the next day, with timers for 15:30 still to come.
    process.sleep(dayMs)
    const placed = await process.trader.place({ ...buy, limitPrice: '99.00' })
    expect(placed.outcome).toBe('accepted')
    const time = machine.clock.now() + dayMs
    process.broker.venue.print({ instrument, time, price: 98, quantity: 50 })
    expect(rowsOf(process)).toEqual(['expired 0', 'filled 10'])
    await process.trader.place({ ...buy, limitPrice: '97.00' })
    await machine.pass(5.4 * 3_600_000)
    expect(rowsOf(process)).toEqual(['expired 0', 'filled 10', 'working 0'])
    await machine.pass(0.2 * 3_600_000)
    expect(rowsOf(process)).toEqual(['expired 0', 'filled 10', 'expired 0'])
    expect(differences(process)).toEqual([])
  })
})

/** The same disk, and after which entries it was read. */
function noting(disk: Storage, reads: (number | undefined)[]): Storage {
  return {
    ...disk,
    async openJournal(account) {
      const journal = await disk.openJournal(account)
      if (account !== 'paper') return journal
      return {
        ...journal,
        read(after) {
          reads.push(after)
          return journal.read(after)
        },
      }
    },
  }
}
