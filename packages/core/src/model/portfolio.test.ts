import { describe, expect, it } from 'vitest'
import { Decimal } from './decimal.ts'
import { createPortfolio, joinPortfolios, type PortfolioPosition } from './portfolio.ts'

function row(more: Partial<PortfolioPosition> = {}): PortfolioPosition {
  return {
    instrument: 'NSE:INFY',
    product: 'delivery',
    currency: 'INR',
    quantity: new Decimal(10),
    averagePrice: new Decimal(100),
    realizedProfit: new Decimal(5),
    fees: new Decimal('0.25'),
    lastPrice: 110,
    unrealizedProfit: 100,
    marketValue: 1100,
    ...more,
  }
}

const cash = new Map([
  ['INR', new Decimal(500)],
  ['USD', new Decimal(7)],
])

describe('a portfolio', () => {
  it('adds up what there is in each currency, and never over currencies', () => {
    const apple = row({ instrument: 'NASDAQ:AAPL', currency: 'USD', marketValue: 90, unrealizedProfit: -10 })
    const { totals } = createPortfolio([row(), row({ product: 'intraday' }), apple], cash)
    expect(totals.get('INR')).toEqual({
      cash: new Decimal(500),
      realizedProfit: new Decimal(10),
      fees: new Decimal('0.5'),
      unrealizedProfit: 200,
      marketValue: 2200,
      equity: 2700,
    })
    expect(totals.get('USD')).toMatchObject({ equity: 97, unrealizedProfit: -10 })
  })

  it('has a total where there are positions and no cash, and where there is cash alone', () => {
    expect(createPortfolio([row()], new Map()).totals.get('INR')).toMatchObject({ equity: 1100 })
    expect(createPortfolio([], cash).totals.get('USD')).toMatchObject({ equity: 7, marketValue: 0 })
  })

  it('counts as holdings what is owned', () => {
    const short = row({ quantity: new Decimal(-1) })
    const flat = row({ quantity: new Decimal(0) })
    const intraday = row({ product: 'intraday' })
    const owned = row({ instrument: 'NSE:TCS' })
    const { holdings, positions } = createPortfolio([short, flat, intraday, owned], cash)
    expect(holdings).toEqual([owned])
    expect(positions).toHaveLength(4)
  })

  it('joins with others', () => {
    const one = createPortfolio([row()], cash)
    const other = createPortfolio([row({ instrument: 'NSE:TCS' })], new Map([['INR', new Decimal(1)]]))
    const { positions, holdings, totals } = joinPortfolios([one, other])
    expect(positions.map(({ instrument }) => instrument)).toEqual(['NSE:INFY', 'NSE:TCS'])
    expect(holdings).toHaveLength(2)
    expect(totals.get('INR')).toMatchObject({ equity: 2701, cash: new Decimal(501), fees: new Decimal('0.5') })
    expect(totals.get('USD')).toMatchObject({ equity: 7 })
  })
})
