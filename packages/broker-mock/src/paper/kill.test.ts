import { describe, expect, it } from 'vitest'
import { percentFees } from '../fees.ts'
import { type BootOptions, createMachine, differences, instrument, type Running } from './process.fixture.ts'

const options: BootOptions = { fees: percentFees('0.1'), shortSelling: true }
const limit = { instrument, type: 'limit', quantity: 10 } as const

/** A morning of orders: one filled in parts, one changed and canceled, a pair of which one is filled. */
async function trade({ trader, ...process }: Running): Promise<void> {
  const first = await trader.place({ ...limit, side: 'buy', limitPrice: '100.00' })
  await process.trade(99.5, 4)
  await process.trade(99, 100)
  const second = await trader.place({ ...limit, side: 'buy', limitPrice: '90.00' })
  await trader.modify(second.order.terms.clientOrderId, { limitPrice: '91.00' })
  const third = await trader.place({ ...limit, side: 'sell', limitPrice: '105.00' })
  await trader.placeGroup({
    kind: 'oco',
    legs: [
      { ...limit, side: 'sell', limitPrice: '101.00' },
      { instrument, side: 'sell', type: 'stop', quantity: 10, stopPrice: '95.00' },
    ],
  })
  await trader.cancel(second.order.terms.clientOrderId)
  await process.trade(101, 6)
  await process.trade(101.5, 100)
  await trader.cancel(first.order.terms.clientOrderId)
  await trader.cancel(third.order.terms.clientOrderId)
}

/** Somebody reaches every order that is left. */
async function finish({ trade }: Running): Promise<void> {
  await trade(80, 1_000)
  await trade(120, 1_000)
}

/** The morning, with an end at one append; then another process, which goes on. */
async function killedAt(append: number, durable: boolean) {
  const machine = createMachine()
  const first = await machine.boot({ ...options, killAt: { append, durable }, impatient: true })
  let isDone = false
  const working = first.started.then(() => trade(first))
  working.then(
    () => (isDone = true),
    () => (isDone = true),
  )
  for (let waited = 0; first.isAlive && !isDone && waited < 200; waited++) await machine.pass(1_000)
  const before = first.isAlive ? undefined : first.appends
  first.kill()
  const second = await machine.boot(options)
  await machine.pass(20_000)
  const restarted = differences(second)
  await finish(second)
  await machine.pass(20_000)
  return { killed: before, restarted, ended: differences(second) }
}

describe('a process that ends at an append', () => {
  it('has an end to be killed before: the morning takes some appends of both journals', async () => {
    const machine = createMachine()
    const process = await machine.boot(options)
    await trade(process)
    expect(differences(process)).toEqual([])
    expect(process.appends).toBeGreaterThan(25)
    expect(new Set(machine.appended.map((line) => line.split(' ')[0]))).toEqual(new Set(['main', 'paper']))
  })

  it.each([true, false])('leaves books that agree, whichever append it is (durable: %s)', async (durable) => {
    let kills = 0
    for (let append = 1; append < 100; append++) {
      const { killed, restarted, ended } = await killedAt(append, durable)
      expect({ append, restarted, ended }).toEqual({ append, restarted: [], ended: [] })
      if (killed === undefined) break
      kills++
    }
    expect(kills).toBeGreaterThan(25)
    expect(kills).toBeLessThan(99)
  })
})
