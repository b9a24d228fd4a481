import type { InstrumentId } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readQuote } from './read-quote.ts'
import { createStage, infy, monday, reliance } from './stage.fixture.ts'

const isQuote = ({ pathname }: URL): boolean => pathname === '/quote'
const row = { timestamp: '2026-11-23 11:29:59', last_trade_time: '2026-11-23 11:29:58', last_price: 1520.05 }

describe('quotes of Kite', () => {
  it('tell the last price, the best of both sides and the volume, at a time of India', async () => {
    const { data, during, fake } = createStage()
    fake.print(infy, '1520.05', 100)
    fake.setBook(infy, { bids: [{ price: '1520', quantity: 5 }], asks: [{ price: '1520.1', quantity: 7 }] })
    const { quotes, missing } = await during(data.fetchQuotes([infy]))
    expect(quotes).toEqual([{ instrument: infy, time: monday, last: 1520.05, bid: 1520, ask: 1520.1, volume: 100 }])
    expect(missing).toEqual([])
  })

  it('have neither volume nor book of an index, and no side on which nobody waits', async () => {
    const { data, during, fake } = createStage()
    fake.print('NSE:NIFTY 50', '25000.5', 1)
    fake.setBook(infy, { asks: [{ price: '1520.1', quantity: 7 }] })
    fake.print(infy, '1520', 1)
    const { quotes } = await during(data.fetchQuotes(['NSE:NIFTY 50', infy]))
    expect(quotes[0]).toEqual({ instrument: 'NSE:NIFTY 50', time: monday, last: 25_000.5 })
    expect(quotes[1]).not.toHaveProperty('bid')
  })

  it('list as missing what Kite does not know, what has not traded, and what is at another exchange', async () => {
    const { data, during, fake } = createStage()
    fake.print(infy, '1520', 1)
    const { quotes, missing } = await during(data.fetchQuotes(['NSE:NOSUCH', infy, reliance, 'NYSE:IBM']))
    expect(quotes.map(({ instrument }) => instrument)).toEqual([infy])
    expect(missing).toEqual(['NSE:NOSUCH', reliance, 'NYSE:IBM'])
  })

  it('are asked for 400 at a time, in addresses that are not too long, within one request a second', async () => {
    const ids = Array.from({ length: 1_000 }, (_, i): InstrumentId => `NSE:A&${i}${'X'.repeat(i < 500 ? 0 : 40)}`)
    const { data, during, asked, clock } = createStage({
      answering(url) {
        if (!isQuote(url)) return undefined
        return { status: 'success', data: Object.fromEntries(url.searchParams.getAll('i').map((key) => [key, row])) }
      },
    })
    const { quotes, missing } = await during(data.fetchQuotes(ids))
    expect(quotes.map(({ instrument }) => instrument)).toEqual(ids)
    expect(missing).toEqual([])
    const requests = asked.filter(isQuote)
    expect(requests.every(({ searchParams }) => searchParams.getAll('i').length <= 400)).toBe(true)
    expect(requests.every(({ href }) => href.length < 12_500)).toBe(true)
    expect(requests.length).toBeLessThan(6)
    expect(clock.now() - monday).toBeGreaterThan((requests.length - 1) * 1_000)
  })

  it('that cannot be believed are missing, and said so; where none can, that is an error', async () => {
    const bad = { ...row, last_price: -1 }
    const { data, during, failing, logged } = createStage({
      answering: (url) => (isQuote(url) ? { status: 'success', data: { [infy]: row, [reliance]: bad } } : undefined),
    })
    expect((await during(data.fetchQuotes([infy, reliance]))).missing).toEqual([reliance])
    expect(logged.join()).toContain('quotes could not be believed')
    expect((await failing(data.fetchQuotes([reliance]))).code).toBe('invalid-data')
  })

  it('of none but other exchanges are unsupported', async () => {
    const { data, failing, fake } = createStage({ data: { exchanges: ['BSE'] } })
    expect(data.supports.exchanges).toEqual(['BSE'])
    expect((await failing(data.fetchQuotes([infy]))).code).toBe('unsupported')
    expect(fake.count()).toBe(0)
  })
})

describe('a row of quotes', () => {
  it('takes the time of the last trade where it has no other, and none of a year long ago', () => {
    expect(readQuote({ ...row, timestamp: null }, infy)).toMatchObject({ time: monday - 2_000 })
    expect(readQuote({ ...row, timestamp: '0001-01-01 00:00:00' }, infy)).toMatchObject({ time: monday - 2_000 })
    expect(readQuote({ last_price: 5 }, infy)).toBe('unreadable')
  })

  it('is read from anything without a throw, and with no price that cannot be', () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(0, 1520.05, row.timestamp, null), fc.jsonValue({ maxDepth: 1 }))
    const level = fc.record({ price: value, quantity: value }, { requiredKeys: [] })
    const side = fc.oneof(fc.array(level, { maxLength: 2 }), fc.jsonValue({ maxDepth: 1 }))
    const depth = fc.record({ buy: side, sell: side }, { requiredKeys: [] })
    const fields = { timestamp: value, last_trade_time: value, last_price: value, volume: value, depth }
    fc.assert(
      fc.property(fc.record(fields, { requiredKeys: [] }), (given) => {
        const quote = readQuote(given, infy)
        if (typeof quote !== 'object') return
        const { last, bid = 1, ask = 1, volume = 0, time } = quote
        expect([last, bid, ask].every((price) => price > 0 && price < Infinity)).toBe(true)
        expect(volume >= 0 && Number.isFinite(time)).toBe(true)
      }),
      { seed: 7, numRuns: 1_000 },
    )
    fc.assert(
      fc.property(fc.jsonValue(), (given) => void readQuote(given, infy)),
      { seed: 7 },
    )
  })
})
