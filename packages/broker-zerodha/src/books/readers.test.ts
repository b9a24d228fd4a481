import { Decimal } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCandles } from '../data/read-candles.ts'
import { readQuote } from '../data/read-quote.ts'
import { readCash } from './read-cash.ts'
import { readOrder } from './read-order.ts'
import { readHolding, readPosition } from './read-positions.ts'
import { readTrade } from './read-trade.ts'

const order = {
  order_id: '1953341975595868160',
  exchange_order_id: '1100000000000001',
  status: 'OPEN',
  status_message: null,
  order_timestamp: '2026-01-05 09:30:01',
  exchange_update_timestamp: '2026-01-05 09:30:02',
  variety: 'regular',
  exchange: 'NSE',
  tradingsymbol: 'M&M',
  order_type: 'SL',
  transaction_type: 'SELL',
  validity: 'DAY',
  product: 'CNC',
  quantity: 12,
  filled_quantity: 5,
  price: 305.05,
  trigger_price: 305.1,
  average_price: 305.5,
  meta: {},
  tag: 'abc123',
  tags: ['abc123'],
}
const trade = {
  trade_id: '10000000',
  order_id: '1953341975595868160',
  exchange: 'CDS',
  tradingsymbol: 'USDINR26JANFUT',
  average_price: 72.7525,
  quantity: 3,
  fill_timestamp: '2026-01-05 09:16:39',
  exchange_timestamp: '2026-01-05 09:16:39',
  order_timestamp: '09:16:39',
}
const position = {
  tradingsymbol: 'GOLDM26FEBFUT',
  exchange: 'MCX',
  product: 'NRML',
  quantity: -2,
  overnight_quantity: 0,
  multiplier: 10,
  average_price: 61_050.5,
  pnl: 120,
  unrealised: 20,
  realised: 100,
  day_buy_value: 611_000,
  day_sell_value: 1_832_000,
}
const holding = {
  tradingsymbol: 'RELIANCE',
  exchange: 'BSE',
  isin: 'INE002A01018',
  product: 'CNC',
  quantity: 3,
  used_quantity: 1,
  t1_quantity: 2,
  realised_quantity: 4,
  opening_quantity: 6,
  short_quantity: 0,
  collateral_type: '',
  average_price: 2_206.25,
  mtf: { quantity: 7, used_quantity: 0, average_price: 2_300.5, value: 16_103.5, initial_margin: 0 },
}
const funds = {
  equity: {
    enabled: true,
    net: 99_725.05,
    available: {
      adhoc_margin: 0,
      cash: 245_431.6,
      opening_balance: 245_431.6,
      live_balance: 99_725.05,
      intraday_payin: 10,
    },
  },
}
const quote = {
  instrument_token: 408_065,
  timestamp: '2026-01-05 15:45:56',
  last_trade_time: '2026-01-05 15:45:52',
  last_price: 1_412.95,
  volume: 7_360_198,
  depth: { buy: [{ price: 1_412.9, quantity: 7, orders: 1 }], sell: [{ price: 1_413, quantity: 9, orders: 2 }] },
}
const candles = { candles: [['2026-01-05T09:15:00+0530', 1_704.5, 1_705, 1_699.25, 1_702.8, 2_499, 0]] }

const asIs = (text: string): string => text
const noTag = (): undefined => undefined
const readers: Readonly<Record<string, readonly [row: unknown, read: (row: unknown) => unknown]>> = {
  'an order': [order, (row) => readOrder(row, noTag, asIs)],
  'a trade': [trade, readTrade],
  'a position': [position, readPosition],
  'a holding': [holding, readHolding],
  cash: [funds, (row) => readCash(row, [position])],
  'a quote': [quote, (row) => readQuote(row, 'NSE:INFY')],
  candles: [candles, readCandles],
}

describe.each(Object.entries(readers))('%s of Kite', (_, [row, read]) => {
  const canonical = JSON.stringify(read(row))

  it('is read', () => {
    expect(canonical).toMatch(/\d/)
    expect(canonical).not.toContain('"skipped":1')
  })

  it('is the same with its numbers as text, with null for 0, and with fields that nobody knows', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), (coin) => {
        const flip = (): boolean => coin.next().value
        const vary = (value: unknown): unknown => {
          if (typeof value === 'number') return !flip() ? value : value === 0 && flip() ? null : String(value)
          if (Array.isArray(value)) return value.map(vary)
          if (typeof value !== 'object' || value === null) return value
          const fields = Object.entries(value).map(([name, field]) => [name, vary(field)])
          return Object.fromEntries(flip() ? [...fields, ['field_of_tomorrow', { a: 1 }]] : fields)
        }
        expect(JSON.stringify(read(vary(row)))).toBe(canonical)
      }),
      { numRuns: 100 },
    )
  })

  it('is read from anything without throwing', () => {
    const odd = fc.constantFrom<unknown>(null, undefined, '', 'x', 'NaN', '1e400', -1, Number.NaN, [], {}, true, [null])
    const spoil = (value: unknown, path: readonly string[], by: unknown): unknown => {
      const [first, ...rest] = path
      if (first === undefined || typeof value !== 'object' || value === null) return by
      const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
      copy[first] = spoil(copy[first], rest, by)
      return copy
    }
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(row)), odd, (path, by) => void read(spoil(row, path, by))),
      { numRuns: 300 },
    )
    for (const whole of [null, undefined, 'page', 7, [], {}]) read(whole)
  })
})

function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, field]) => pathsOf(field, [...path, name]))]
}

const read = (row: object) => readOrder({ ...order, ...row }, noTag, asIs)?.order

describe('candles of Kite', () => {
  it('may be none, and are never taken for none where they are missing', () => {
    expect([readCandles({ candles: [] }), readCandles({ candles: null })]).toEqual([
      { rows: [], skipped: 0 },
      { rows: [], skipped: 0 },
    ])
    expect([readCandles({}), readCandles(null), readCandles({ candles: 'none' })]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('an order of Kite', () => {
  it.each([
    ['220524001859672', '220524001859672'],
    ['1953341975595868160', '1953341975595868160'],
    [220_524_001_859_672, '220524001859672'],
  ])('has its id %s whole', (order_id, id) => {
    expect(read({ order_id })?.brokerOrderId).toBe(id)
  })

  it('is not read where the digits of its id are lost', () => {
    expect(read({ order_id: Number('1953341975595868160') })).toBeUndefined()
  })

  it.each([
    ['PUT ORDER REQ RECEIVED', 'working'],
    ['AMO REQ RECEIVED', 'working'],
    ['TRIGGER PENDING', 'working'],
    ['CANCEL PENDING', 'working'],
    ['UPDATE', 'working'],
    ['A STATUS OF TOMORROW', 'working'],
    ['COMPLETE', 'filled'],
    ['CANCELLED', 'canceled'],
    ['CANCELLED AMO', 'canceled'],
    ['REJECTED', 'rejected'],
    ['REJECTED AMO', 'rejected'],
  ])('that is %s is %s', (status, lifecycle) => {
    expect(read({ status })?.lifecycle).toBe(lifecycle)
  })

  it.each([
    [
      'a row of its history, which has less',
      { exchange_update_timestamp: undefined, tag: undefined, tags: undefined, meta: undefined, variety: undefined },
    ],
    [
      'one that the exchange never saw',
      { exchange_order_id: null, exchange_update_timestamp: null, exchange_timestamp: null, instrument_token: 1 },
    ],
    [
      'one after the market, which waits',
      { status: 'AMO REQ RECEIVED', variety: 'amo', exchange_update_timestamp: null },
    ],
    ['meta as text', { meta: '{"iceberg":{"leg":1}}', meta_raw: '' }],
    ['no tags', { tags: null }],
    ['a leg of an iceberg', { variety: 'iceberg', validity: 'TTL', validity_ttl: 2 }],
    [
      'one of which only the exchange tells the time',
      { order_timestamp: null, exchange_update_timestamp: null, exchange_timestamp: '2026-01-05 09:30:01' },
    ],
    ['a postback', { user_id: 'AB1234', app_id: 1234, unfilled_quantity: 7, checksum: 'ab', guid: null }],
  ])('is read where it is %s', (_, row) => {
    expect(read(row)).toMatchObject({ instrument: 'NSE:M&M', brokerOrderId: order.order_id })
  })

  it('has the average that it was filled at, of which a float tells only the first digits', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ quantity: fc.integer({ min: 1, max: 500 }), ticks: fc.integer({ min: 1, max: 2_000_000 }) }),
          { minLength: 1, maxLength: 6 },
        ),
        (fills) => {
          const filled = fills.reduce((sum, { quantity }) => sum + quantity, 0)
          const paid = fills.reduce(
            (sum, { quantity, ticks }) => sum.plus(new Decimal(ticks).times('0.0025').times(quantity)),
            new Decimal(0),
          )
          const average = paid.div(filled).toNumber()
          const { averagePrice } = read({ quantity: filled, filled_quantity: filled, average_price: average })!
          expect(averagePrice!.times(filled).toDecimalPlaces(20)).toEqual(paid)
        },
      ),
    )
  })

  it('tells in the words of the exchange what nobody has put into better ones', () => {
    expect(read({ status_message: null, status_message_raw: 'RMS:Blocked' })?.reason).toBe('RMS:Blocked')
    expect(read({ status_message: 'Blocked.', status_message_raw: 'RMS:Blocked' })?.reason).toBe('Blocked.')
  })
})

describe('a trade of Kite', () => {
  it.each([
    ['a number for its id', { trade_id: 159_918 }, '159918'],
    ['the time of the exchange alone', { fill_timestamp: undefined }, '10000000'],
    [
      'the time of its order alone',
      { fill_timestamp: null, exchange_timestamp: null, order_timestamp: '2026-01-05 09:16:39' },
      '10000000',
    ],
    ['what was filled in place of a quantity', { quantity: undefined, filled: 3 }, '10000000'],
  ])('is read with %s', (_, row, fillId) => {
    const fill = readTrade({ ...trade, ...row })
    expect(fill).toMatchObject({ fillId, time: Date.UTC(2026, 0, 5, 3, 46, 39) })
    expect(fill!.quantity.toFixed()).toBe('3')
  })
})

describe('a holding of Kite', () => {
  const held = (row: object): unknown =>
    readHolding({ ...holding, ...row })?.map(({ product, quantity, averagePrice }) => [
      product,
      quantity.toNumber(),
      averagePrice.toNumber(),
    ])
  const margin = ['margin', 7, 2_300.5]

  it.each([
    ['what the day began with', {}, 6],
    ['what lay there and was on its way, where that is not said', { opening_quantity: undefined }, 6],
    [
      'what is there and on its way, where no more is said',
      { opening_quantity: undefined, realised_quantity: undefined, used_quantity: undefined },
      5,
    ],
    ['less what the exchange has to buy back', { short_quantity: 1 }, 5],
    ['all of it on its way', { quantity: 0, realised_quantity: 0, t1_quantity: 2, opening_quantity: 2 }, 2],
  ])('counts %s', (_, row, quantity) => {
    expect(held(row)).toEqual([['delivery', quantity, 2_206.25], margin])
  })

  it('may be paid on margin alone, or have cost nothing', () => {
    expect(held({ opening_quantity: 0 })).toEqual([margin])
    expect(held({ mtf: null, average_price: null })).toEqual([['delivery', 6, 0]])
    expect(held({ mtf: undefined })).toEqual([['delivery', 6, 2_206.25]])
  })
})

describe('the cash of Kite', () => {
  const cashWith = (...rows: object[]): string | undefined => readCash(funds, rows)?.toFixed()
  const future = {
    ...position,
    quantity: 0,
    overnight_quantity: 0,
    realised: 0,
    pnl: 801,
    unrealised: 801,
    buy_quantity: 4,
    sell_quantity: 4,
    buy_value: 92_559,
    sell_value: 93_360,
  }

  it('counts what futures have earned, also where Kite calls all of it unrealised', () => {
    expect(cashWith({ ...future, realised: 801, unrealised: 0 })).toBe('246242.6')
    expect(cashWith(future)).toBe('246242.6')
    // What was carried is settled up to the close of yesterday.
    expect(cashWith({ ...future, buy_m2m: 93_084, sell_m2m: 93_360 })).toBe('245717.6')
    expect(cashWith({ ...future, buy_m2m_value: 93_084, sell_m2m_value: 93_360 })).toBe('245717.6')
    // Three of four are closed.
    expect(cashWith({ ...future, quantity: 1, sell_quantity: 3, buy_m2m: 92_000, sell_m2m: 70_000 })).toBe('246441.6')
    expect(cashWith({ ...future, quantity: -1, buy_quantity: 3, buy_m2m: 70_000, sell_m2m: 92_000 })).toBe('244441.6')
  })

  it('counts none for a future that nothing was closed of', () => {
    const open = { ...future, quantity: 4, sell_quantity: 0, sell_value: 0, buy_m2m: 93_084, sell_m2m: 0 }
    expect(cashWith(open)).toBe('245441.6')
    expect(cashWith({ ...open, overnight_quantity: 4, realised: null, pnl: '801' })).toBe('245441.6')
  })

  it('is none where neither segment can be read', () => {
    expect(readCash({}, [])).toBeUndefined()
    expect(readCash({ equity: null, commodity: {} }, [])).toBeUndefined()
    expect(readCash({ equity: { available: { opening_balance: 'much' } } }, [])).toBeUndefined()
    expect(readCash({ commodity: { available: { opening_balance: '7.5' } } }, [])?.toFixed()).toBe('7.5')
  })
})

describe('a position of Kite', () => {
  it('has earned what was closed of it, also where Kite calls all of it unrealised', () => {
    const closed = {
      ...position,
      quantity: 0,
      average_price: 0,
      realised: 0,
      pnl: 801,
      unrealised: 801,
      buy_value: 92_559,
      sell_value: 93_360,
    }
    expect(readPosition(closed)?.realizedProfit.toFixed()).toBe('801')
    const half = {
      ...closed,
      quantity: 1,
      average_price: 100,
      multiplier: 10,
      buy_quantity: 2,
      buy_value: 2_000,
      sell_value: 1_100,
      pnl: 200,
      unrealised: 200,
    }
    expect(readPosition(half)?.realizedProfit.toFixed()).toBe('100')
    expect(readPosition({ ...half, realised: 77 })?.realizedProfit.toFixed()).toBe('77')
  })
})
