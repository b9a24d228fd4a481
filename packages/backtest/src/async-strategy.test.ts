import { setImmediate } from 'node:timers/promises'
import type { ClientOrderId, Storage } from '@shagun/core'
import { memory } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { backtest } from './backtest.ts'
import { barsOf, day, flat, hour, minute, monday, strategyOf } from './testing/history.ts'
import { slow } from './testing/slow-storage.ts'

const cash = 100_000
const market = { instrument: 'X:A', quantity: 1, type: 'market' } as const
const storages: readonly (readonly [string, () => Storage])[] = [
  ['memory', () => memory()],
  ['a slow storage', slow],
]

describe.each(storages)('on %s, the clock waits for a strategy', (_, storage) => {
  it('that awaits its orders', async () => {
    const outcomes: string[] = []
    const strategy = strategyOf({
      async onBar(bar, trader) {
        const before = trader.view.now
        const { outcome, order } = await trader.place({ ...market, side: 'buy' })
        const modified = await trader.modify(order.terms.clientOrderId, { quantity: 2 })
        expect(trader.view.now).toBe(before)
        outcomes.push(`${outcome} ${modified.outcome}`)
        expect(bar.time + day).toBe(before)
      },
    })
    const { fills } = await backtest({ bars: flat(4, 100), strategy, cash, storage: storage() })
    expect(outcomes).toEqual(Array(4).fill('accepted requested'))
    expect(fills.map(({ quantity, time }) => [quantity.toNumber(), time])).toEqual([
      [2, monday + day],
      [2, monday + 2 * day],
      [2, monday + 3 * day],
    ])
  })

  it('that waits for something of the world', async () => {
    const strategy = strategyOf({
      async onBar(_, trader) {
        await setImmediate()
        await trader.place({ ...market, side: 'buy' })
        await setImmediate()
        expect(trader.view.orders.size).toBe(trader.getBars('X:A', '1d').length)
      },
    })
    const { fills } = await backtest({ bars: flat(5, 100), strategy, cash, storage: storage() })
    expect(fills.map(({ time }) => time)).toEqual([1, 2, 3, 4].map((days) => monday + days * day))
  })

  it('that protects a purchase when it is filled, so that the stop guards the same bar', async () => {
    const strategy = strategyOf({
      async onStart(trader) {
        await trader.place({ ...market, side: 'buy' })
      },
      async onOrder(event, trader) {
        if (event.type !== 'order.filled' || event.fill.side !== 'buy') return
        await setImmediate()
        await trader.place({ ...market, side: 'sell', type: 'stop', stopPrice: 97 })
      },
    })
    const bars = barsOf([
      [100, 101, 96, 98],
      [98, 99, 97, 98],
    ])
    const { fills } = await backtest({ bars, strategy, cash, storage: storage() })
    expect(fills.map(({ price, time }) => [price.toNumber(), time])).toEqual([
      [100, monday],
      [97, monday + day],
    ])
  })

  it('that cancels the target when the stop is filled, so that of the two only one fills', async () => {
    let target: ClientOrderId
    const strategy = strategyOf({
      async onStart(trader) {
        await trader.place({ ...market, side: 'buy', quantity: 2 })
        const sale = { ...market, side: 'sell', timeInForce: 'gtc' } as const
        target = (await trader.place({ ...sale, type: 'limit', limitPrice: 105 })).order.terms.clientOrderId
        await trader.place({ ...sale, type: 'stop', stopPrice: 95 })
      },
      async onOrder(event, trader) {
        if (event.type !== 'order.filled' || event.fill.price.toNumber() !== 95) return
        await setImmediate()
        await trader.cancel(target)
      },
    })
    const bars = barsOf([
      [100, 104, 96, 100],
      [100, 106, 94, 100],
    ])
    const { fills, orders } = await backtest({ bars, strategy, cash, storage: storage() })
    expect(fills.map(({ price }) => price.toNumber())).toEqual([100, 95])
    expect(orders.map(({ lifecycle }) => lifecycle)).toEqual(['filled', 'canceled', 'filled'])
  })
})

describe('promises that nobody awaits', () => {
  it('go on before the clock does', async () => {
    const seen: number[] = []
    const strategy = strategyOf({
      onBar(_, trader) {
        const asked = trader.view.now
        const go = async (): Promise<void> => {
          await trader.place({ ...market, side: 'buy' })
          const { order } = await trader.place({ ...market, side: 'buy' })
          await trader.cancel(order.terms.clientOrderId)
          seen.push(trader.view.now - asked)
        }
        void go()
      },
    })
    const { fills } = await backtest({ bars: flat(3, 100), strategy, cash })
    expect(seen).toEqual([0, 0, 0])
    expect(fills).toHaveLength(2)
  })
})

/** Comes back after some turns of the promise queue, as code in several layers does. */
async function layers(count: number): Promise<void> {
  if (count > 0) await layers(count - 1)
}

describe('promises that nobody awaits and that take many turns', () => {
  it('go on before the clock does, after an order', async () => {
    const late: number[] = []
    const strategy = strategyOf({
      onBar(_, trader) {
        const asked = trader.view.now
        const go = async (): Promise<void> => {
          await trader.place({ ...market, side: 'buy' })
          await layers(20)
          late.push(trader.view.now - asked)
        }
        void go()
      },
    })
    await backtest({ bars: flat(3, 100), strategy, cash })
    expect(late).toEqual([0, 0, 0])
  })

  it('go on before the clock does, after a timer', async () => {
    const late: number[] = []
    const strategy = strategyOf({
      onStart({ environment: { timers }, view }) {
        timers.after(hour, async () => {
          await layers(20)
          late.push(view.now - monday - hour)
        })
      },
    })
    await backtest({ bars: flat(3, 100), strategy, cash })
    expect(late).toEqual([0])
  })
})

describe('timers', () => {
  it('fire at their own moment, and what they do is done before the next one fires', async () => {
    const log: string[] = []
    const strategy = strategyOf({
      onStart({ environment: { timers }, place, view }) {
        const note = (what: string): void => {
          log.push(`${what} at ${(view.now - monday) / hour} h`)
        }
        timers.after(6 * hour, async () => {
          note('placing')
          const { outcome } = await place({ ...market, side: 'buy' })
          note(outcome)
          timers.after(hour, () => note('an hour later'))
        })
        timers.after(6 * hour, () => note('another one'))
        timers.after(26 * hour, () => note('the next day'))
      },
    })
    const { fills } = await backtest({ bars: flat(3, 100), strategy, cash })
    expect(log).toEqual([
      'placing at 6 h',
      'accepted at 6 h',
      'another one at 6 h',
      'an hour later at 7 h',
      'the next day at 26 h',
    ])
    expect(fills.map(({ time }) => time)).toEqual([monday + day])
  })

  it('that a bar asks for at once fire before the next bars open', async () => {
    const strategy = strategyOf({
      onBar(_, { environment, place, view }) {
        if (view.orders.size === 0) environment.timers.after(0, () => void place({ ...market, side: 'buy' }))
      },
    })
    const { fills } = await backtest({ bars: flat(3, 100), strategy, cash })
    expect(fills.map(({ time }) => time)).toEqual([monday + day])
  })

  it('do not fire after the last bar, nor when they were called off', async () => {
    const fired: string[] = []
    const strategy = strategyOf({
      onStart({ environment: { timers } }) {
        timers.after(3 * day + 1, () => fired.push('too late'))
        timers.after(3 * day, () => fired.push('just in time'))
        timers.after(minute, () => fired.push('called off'))()
      },
    })
    await backtest({ bars: flat(3, 100), strategy, cash })
    expect(fired).toEqual(['just in time'])
  })
})
