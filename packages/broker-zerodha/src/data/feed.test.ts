import { createBarBuilder, nse } from '@shagun/core'
import { instrumentOf, type MarketReport } from '@shagun/core/adapter'
import { describe, expect, it } from 'vitest'
import { kiteAccount } from '../kite-account.ts'
import { createStage, dayMs, infy, monday, reliance } from './stage.fixture.ts'

const typesOf = (reports: readonly MarketReport[]): readonly string[] => reports.map(({ type }) => type)
const tradesOf = (reports: readonly MarketReport[]) =>
  reports.flatMap((report) => (report.type === 'trade' ? [[report.trade.price, report.trade.quantity]] : []))

describe('the stream of Kite', () => {
  it('tells quote and depth of what is known at once, and what is traded after that as prints', async () => {
    const { listen, fake, pass, clock } = createStage()
    fake.print(infy, '1520', 100)
    fake.setBook(infy, {
      bids: [{ price: '1519.95', quantity: 5 }],
      asks: [{ price: '1520.1', quantity: 7, orders: 2 }],
    })
    const { reports } = await listen(infy)
    expect(typesOf(reports)).toEqual(['quote', 'depth', 'alive'])
    reports.length = 0
    await pass(1_000)
    fake.print(infy, '1521.05', 30)
    const at = clock.now()
    await pass(100)
    expect(reports.filter(({ type }) => type !== 'alive')).toEqual([
      { type: 'trade', trade: { instrument: infy, time: at - (at % 1_000), price: 1521.05, quantity: 30 } },
      {
        type: 'quote',
        quote: { instrument: infy, time: at - (at % 1_000), last: 1521.05, bid: 1519.95, ask: 1520.1, volume: 130 },
      },
      {
        type: 'depth',
        depth: {
          instrument: infy,
          time: at - (at % 1_000),
          bids: [{ price: 1519.95, quantity: 5, orders: 1 }],
          asks: [{ price: 1520.1, quantity: 7, orders: 2 }],
        },
      },
    ])
  })

  it('makes no print of a book that changes, and none of what was traded while the connection was down', async () => {
    const { listen, fake, pass, ticker } = createStage()
    fake.print(infy, '1520', 100)
    const { reports } = await listen(infy)
    fake.setBook(infy, { bids: [{ price: '1519', quantity: 5 }] })
    await pass(500)
    const heal = ticker.fail({ kind: 'refused', httpStatus: 503 })
    ticker.closeConnections(1006)
    await pass(500)
    fake.print(infy, '1600', 50)
    heal()
    await pass(60_000)
    expect(tradesOf(reports)).toEqual([])
    fake.print(infy, '1601', 3)
    await pass(500)
    expect(tradesOf(reports)).toEqual([[1601, 3]])
  })

  it('counts the volume of a new day from nothing', async () => {
    const { listen, fake, pass, clock } = createStage({ fake: { behavior: { tokenExpiry: 'never' } } })
    fake.print(infy, '1520', 100)
    const { reports } = await listen(infy)
    fake.endDay()
    clock.advanceTo(monday + 0.7 * dayMs)
    await pass(60_000)
    fake.print(infy, '1530', 7)
    await pass(500)
    fake.print(infy, '1531', 8)
    await pass(500)
    expect(tradesOf(reports)).toEqual([
      [1530, 7],
      [1531, 8],
    ])
  })

  it('begins with the first trade of what nobody has traded before', async () => {
    const { listen, fake, pass } = createStage()
    fake.setBook(infy, { bids: [{ price: '1519', quantity: 5 }] })
    const { reports } = await listen(infy)
    fake.print(infy, '1520', 4)
    await pass(500)
    expect(tradesOf(reports)).toEqual([[1520, 4]])
  })

  it('makes bars with the volume that was traded, though it comes in prints and in quotes', async () => {
    const { data, during, fake, pass, clock } = createStage()
    let volume = 0
    const builder = createBarBuilder({
      instrument: infy,
      timeframes: ['1m'],
      calendar: nse(),
      onBar: (bar) => {
        volume += bar.volume
      },
    })
    fake.print(infy, '1520', 1_000)
    await during(
      data.subscribe([infy], (report) => {
        if (report.type === 'trade') builder.addTrade(report.trade)
        if (report.type === 'quote') builder.addQuote(report.quote)
      }),
    )
    await pass(2_000)
    for (let i = 1; i <= 40; i++) {
      fake.print(infy, 1520 + (i % 7), i)
      fake.setBook(infy, { bids: [{ price: '1500', quantity: i }] })
      await pass(7_000)
    }
    builder.advance(clock.now() + 120_000)
    expect(volume).toBe((40 * 41) / 2)
    expect(builder.refused).toEqual({ late: 0, outside: 0, invalid: 0 })
  })

  it('says `lost` and `restored` once each, to who comes meanwhile as well, and alive while nothing is traded', async () => {
    const { listen, pass, ticker } = createStage()
    const first = await listen(infy, reliance)
    await pass(10_000)
    expect(typesOf(first.reports).filter((type) => type === 'alive').length).toBeGreaterThan(3)
    const heal = ticker.fail({ kind: 'refused', httpStatus: 503 })
    ticker.closeConnections(1006)
    await pass(5_000)
    const second = await listen(infy)
    heal()
    await pass(60_000)
    for (const { reports } of [first, second])
      expect(typesOf(reports).filter((type) => type === 'lost' || type === 'restored')).toEqual(['lost', 'restored'])
  })

  it('tells who has a quiet instrument that the line stands, while others are traded without a pause', async () => {
    const { listen, pass, fake } = createStage()
    const quiet = await listen(reliance)
    await listen(infy)
    quiet.reports.length = 0
    for (let i = 0; i < 20; i++) {
      fake.print(infy, '1520', 1)
      await pass(500)
    }
    expect(typesOf(quiet.reports).filter((type) => type === 'alive').length).toBeGreaterThan(3)
    expect(quiet.reports.map(instrumentOf).includes(infy)).toBe(false)
  })

  it('names what Kite does not list, and refuses a subscription to nothing else', async () => {
    const { listen, failing, data, ticker } = createStage()
    const { reports } = await listen(infy, 'NSE:NOSUCH', 'NYSE:IBM')
    expect(reports.filter(({ type }) => type === 'unknown')).toEqual([
      { type: 'unknown', instrument: 'NSE:NOSUCH' },
      { type: 'unknown', instrument: 'NYSE:IBM' },
    ])
    expect((await failing(data.subscribe(['NSE:NOSUCH'], () => {}))).code).toBe('not-found')
    expect(ticker.sessions.length).toBe(1)
  })

  it('is one connection for all that share an account, which ends with the last of them', async () => {
    const { listen, pass, ticker } = createStage()
    const [first, second] = [await listen(infy), await listen(infy, reliance)]
    expect(ticker.sessions.map(({ subscribed }) => subscribed.size)).toEqual([2])
    second.end()
    await pass(100)
    expect(ticker.sessions.map(({ subscribed }) => subscribed.size)).toEqual([1])
    first.end()
    first.end()
    await pass(100)
    expect(ticker.sessions.length).toBe(0)
  })

  it('harms nobody with what one of its listeners throws', async () => {
    const { data, during, listen, fake, pass, logged } = createStage()
    await during(
      data.subscribe([infy], () => {
        throw new Error('mine alone')
      }),
    )
    const { reports } = await listen(infy)
    fake.print(infy, '1520', 1)
    await pass(500)
    expect(typesOf(reports)).toContain('quote')
    expect(logged.join()).toContain('what listens to the stream threw')
  })

  it('stands still with a dead token, ends the session, and goes on with the next one without a restart', async () => {
    const { listen, fake, pass, ticker, account, logged } = createStage()
    const { reports } = await listen(infy)
    const news: string[] = []
    account.onSession((each) => news.push(each))
    fake.logout()
    ticker.closeConnections(1006)
    await pass(60_000)
    const { attempts } = ticker
    await pass(600_000)
    expect(ticker.attempts).toBe(attempts)
    expect([news, account.sessionState]).toEqual([['expired'], 'expired'])
    account.setAccessToken(fake.session().accessToken)
    await pass(5_000)
    reports.length = 0
    fake.print(infy, '1520', 1)
    await pass(500)
    expect(typesOf(reports)).toContain('quote')
    expect(news).toEqual(['expired', 'renewed'])
    for (const secret of [fake.users[0]!.apiKey, ...fake.secrets]) expect(logged.join('\n')).not.toContain(secret)
  })

  it('is asked for again later where it is turned away and the token is good all the same', async () => {
    const { listen, pass, ticker, account } = createStage()
    const heal = ticker.fail({ kind: 'refused', httpStatus: 403 })
    const { reports } = await listen(infy)
    await pass(5_000)
    expect([typesOf(reports).includes('lost'), account.sessionState]).toEqual([true, 'active'])
    heal()
    await pass(65_000)
    expect(typesOf(reports)).toContain('restored')
  })
})

describe('an account', () => {
  it('opens no socket before anybody needs it', async () => {
    const { account, pass, ticker } = createStage()
    expect(account).not.toBe(kiteAccount({ apiKey: 'other', accessToken: 'token' }, account.environment))
    await pass(5_000)
    expect(ticker.attempts).toBe(0)
  })
})
