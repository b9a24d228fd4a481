import { type MockSupports, mock } from '@shagun/broker-mock'
import {
  createEnvironment,
  createInstrument,
  createMarketData,
  createTrader,
  nse,
  type SimulatedClock,
  type Strategy,
  simulatedClock,
  type TraderOptions,
} from '@shagun/core'
import { createFakeProvider, type FakeProvider } from '@shagun/core/testing'
import { maxOrderValue } from '@shagun/risk'
import { beforeEach, describe, expect, it } from 'vitest'

const instrument = 'NSE:INFY'
const start = Date.UTC(2026, 0, 5, 4)
const marketOrder = { instrument, side: 'buy', quantity: 1, type: 'market' } as const

let clock: SimulatedClock
let first: FakeProvider
let second: FakeProvider
const heard: string[] = []

beforeEach(() => {
  heard.length = 0
  clock = simulatedClock(start)
})

function stage(options: Partial<TraderOptions<MockSupports>> = {}, shared = false) {
  const environment = createEnvironment({ clock, timers: clock, log: { debug() {}, warn() {}, error() {} } })
  first = createFakeProvider({ id: 'first', supports: { timeframes: ['1m'] } }, environment)
  second = createFakeProvider({ id: 'second', supports: { timeframes: ['1m'], delayedBySec: 2 } }, environment)
  const data = createMarketData({ providers: [first, second], calendars: { NSE: nse() } })
  const listener: Strategy = {
    name: 'listener',
    watch: [{ instrument, timeframe: '1m' }],
    onQuote: ({ last }, _trader, { source, stale }) => void heard.push(`${source} ${last}${stale ? ' stale' : ''}`),
    onBar: ({ close }) => void heard.push(`bar ${close}`),
  }
  const open = (account: string) => {
    const trader = createTrader({
      broker: mock({ cash: '100000', currency: 'INR' }, environment),
      account,
      data: shared ? data : [first, second],
      calendar: nse(),
      instruments: [createInstrument({ id: instrument, currency: 'INR', tickSize: '0.05' })],
      rules: [maxOrderValue('5000')],
      strategies: [listener],
      reconcileEveryMs: 0,
      ...options,
    })
    trader.on('provider.switched', ({ ask, from, to }) => void heard.push(`${ask}: ${from} to ${to}`))
    trader.on('connection.lost', ({ source }) => void heard.push(`lost ${source}`))
    return trader
  }
  return { open }
}

async function pass(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    clock.advanceTo(clock.now() + 1_000)
    await new Promise(setImmediate)
  }
}

const quote = (last: number) => ({ type: 'quote', quote: { instrument, time: clock.now(), last } }) as const

describe('a trader', () => {
  it('sees a price again that its line confirms when it comes back, and is told nothing twice', async () => {
    const trader = stage().open('main')
    await trader.start()
    const repeated = quote(1500)
    first.push(repeated)
    first.push({ type: 'lost', cause: 'cut' })
    expect(trader.view.getQuote(instrument)).toBeUndefined()
    await pass(1)
    first.push({ type: 'restored' })
    first.push(repeated)
    expect(trader.view.getQuote(instrument)).toEqual(repeated.quote)
    expect(heard).toEqual(['first 1500', 'lost first'])
    await trader.stop()
  })

  it('starts with the instruments that it was given where no provider can list them, and not without', async () => {
    const { open } = stage()
    first.fail({ kind: 'unreachable' }, 'instruments')
    second.fail({ kind: 'unreachable' }, 'instruments')
    const trader = open('main')
    await trader.start()
    expect((await trader.place(marketOrder)).outcome).toBe('denied')
    await trader.stop()
    const other = stage({ instruments: [] })
    first.fail({ kind: 'unreachable' }, 'instruments')
    second.fail({ kind: 'unreachable' }, 'instruments')
    await expect(other.open('other').start()).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('hears quotes with their labels and bars made of them, and of a switch, once', async () => {
    const trader = stage().open('main')
    await trader.start()
    await pass(1)
    first.push(quote(1500))
    first.push({ type: 'lost', cause: 'cut' })
    await pass(3)
    second.push(quote(1501))
    await trader.stop()
    expect(heard).toEqual(['first 1500', 'lost first', 'stream: first to second', 'second 1501'])
    expect([first.subscriptions, second.subscriptions]).toEqual([[], []])
  })

  it('lets no rule see a price that is stale, until a fresh one comes', async () => {
    const trader = stage().open('main')
    await trader.start()
    first.push(quote(1500))
    expect(await trader.place(marketOrder)).toMatchObject({ outcome: 'accepted' })
    first.push({ type: 'lost', cause: 'cut' })
    expect(trader.view.getQuote(instrument)).toBeUndefined()
    expect(await trader.place(marketOrder)).toMatchObject({ outcome: 'denied', denial: { rule: 'max-order-value' } })
    await pass(1)
    first.push({ type: 'restored' })
    expect(trader.view.getQuote(instrument)).toBeUndefined()
    first.push(quote(1502))
    expect(await trader.place(marketOrder)).toMatchObject({ outcome: 'accepted' })
    first.push({ type: 'quote', quote: { instrument, time: clock.now() - 86_400_000, last: 9 } })
    await trader.stop()
  })

  it('lets no rule see in the bars of a lost line what it hides of its quotes', async () => {
    const trader = stage().open('main')
    await trader.start()
    await pass(1)
    first.push(quote(1500))
    await pass(57)
    first.push({ type: 'lost', cause: 'cut' })
    second.fail({ kind: 'stalled' }, 'subscribe')
    await pass(10)
    expect(heard).toContain('bar 1500')
    expect(trader.view.getQuote(instrument)).toBeUndefined()
    await trader.stop()
  })

  it('lets them see it where it is told to', async () => {
    const trader = stage({ staleQuotes: 'used' }).open('main')
    await trader.start()
    first.push(quote(1500))
    first.push({ type: 'lost', cause: 'cut' })
    expect(await trader.place(marketOrder)).toMatchObject({ outcome: 'accepted' })
    await trader.stop()
  })

  it('shares market data with others, of which each stops for itself', async () => {
    const { open } = stage({}, true)
    const [one, two] = [open('one'), open('two')]
    await Promise.all([one.start(), two.start()])
    expect(first.subscriptions).toEqual([[instrument]])
    first.push(quote(1500))
    expect(heard).toEqual(['first 1500', 'first 1500'])
    await one.stop()
    await pass(1)
    first.push(quote(1501))
    expect(heard).toHaveLength(3)
    await two.stop()
    expect(first.subscriptions).toEqual([])
  })

  it('does not start where nobody streams what is watched, and leaves nothing open', async () => {
    const trader = stage().open('main')
    first.fail({ kind: 'unreachable' }, 'subscribe')
    second.fail({ kind: 'unreachable' }, 'subscribe')
    await expect(trader.start()).rejects.toMatchObject({ code: 'unavailable' })
    first.recover()
    await pass(60)
    expect([first.subscriptions, second.subscriptions]).toEqual([[], []])
    await trader.start()
    await trader.stop()
  })

  it('does not start with market data of another environment', () => {
    const { open } = stage()
    const other = createMarketData({ providers: [createFakeProvider({ id: 'other' })] })
    expect(() => stage({ data: other }).open('main')).toThrow(/another environment/)
    expect(open).toBeDefined()
  })
})

describe('a strategy that is slow', () => {
  it('is called with the newest quote, and not with every one that it missed', async () => {
    let release = () => {}
    const slow: Strategy = {
      name: 'slow',
      watch: [{ instrument }],
      onQuote({ last }) {
        heard.push(String(last))
        return new Promise<void>((resolve) => (release = resolve))
      },
    }
    const trader = stage({ strategies: [slow] }).open('main')
    await trader.start()
    for (let i = 0; i < 1000; i++) first.push(quote(1000 + i))
    expect(heard).toEqual(['1000'])
    release()
    await pass(1)
    expect(heard).toEqual(['1000', '1999'])
    release()
    await trader.stop()
  })
})
