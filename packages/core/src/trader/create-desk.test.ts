import { describe, expect, it } from 'vitest'
import { isShagunError } from '../errors.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { InstrumentId } from '../model/ids.ts'
import { createPortfolio } from '../model/portfolio.ts'
import type { Trader } from '../ports/trader.ts'
import { createDesk } from './create-desk.ts'

interface Played {
  readonly fails?: 'start' | 'stop'
  /** Of NSE:INFY. */
  readonly held?: number
  readonly cash?: number
}

/** Traders as far as a desk looks at them, and what was asked of them. */
function play(...accounts: readonly (readonly [name: string, played?: Played])[]) {
  const asked: string[] = []
  const logged: string[] = []
  const traders = accounts.map(([account, { fails, held = 0, cash = 0 } = {}]) => {
    const act = (what: 'start' | 'stop') => async () => {
      asked.push(`${what} ${account}`)
      if (fails === what) throw new Error(`${account} is broken`)
    }
    const position = {
      instrument: 'NSE:INFY',
      product: 'delivery',
      quantity: new Decimal(held),
      averagePrice: new Decimal(100),
      realizedProfit: zero,
    } as const
    const row = {
      ...position,
      currency: 'INR',
      fees: zero,
      lastPrice: 100,
      unrealizedProfit: 0,
      marketValue: 100 * held,
    }
    return {
      account,
      start: act('start'),
      stop: act('stop'),
      environment: { log: { error: (message: string) => void logged.push(message) } },
      view: {
        positions: new Map([['NSE:INFY', [position]]]),
        getPortfolio: () => createPortfolio([row], new Map([['INR', new Decimal(cash)]])),
        worstCase: (id: InstrumentId) =>
          id === 'NSE:INFY'
            ? { long: new Decimal(held + 5), short: new Decimal(held - 20) }
            : { long: zero, short: zero },
      },
    } as unknown as Trader
  })
  return { traders, asked, logged }
}

describe('a desk', () => {
  it('knows its accounts by name, and takes no name twice', () => {
    const { traders } = play(['a'], ['b'])
    expect([...createDesk({ traders }).accounts.keys()]).toEqual(['a', 'b'])
    expect(() => createDesk({ traders: [...traders, traders[0]!] })).toThrowError(
      expect.toSatisfy((error) => isShagunError(error, 'invalid-options') && error.details.value === 'a'),
    )
  })

  it('starts and stops all of them', async () => {
    const { traders, asked } = play(['a'], ['b'])
    const desk = createDesk({ traders })
    await desk.start()
    await desk.stop()
    expect(asked).toEqual(['start a', 'start b', 'stop a', 'stop b'])
  })

  it('stops all again where one cannot start, and throws what that one threw', async () => {
    const { traders, asked, logged } = play(['a', { fails: 'stop' }], ['b', { fails: 'start' }], ['c'])
    await expect(createDesk({ traders }).start()).rejects.toThrow('b is broken')
    expect(asked).toEqual(['start a', 'start b', 'start c', 'stop a', 'stop b', 'stop c'])
    expect(logged).toEqual(['Account b could not start.', 'Account a could not stop.'])
  })

  it('stops the others where one cannot stop, and throws then', async () => {
    const { traders, asked } = play(['a', { fails: 'stop' }], ['b'])
    await expect(createDesk({ traders }).stop()).rejects.toThrow('a is broken')
    expect(asked).toEqual(['stop a', 'stop b'])
  })

  it('shows who holds what, what all of it comes to, and how far it could go', () => {
    const { traders } = play(['a', { held: 10, cash: 50 }], ['b', { held: -3, cash: 7 }])
    const desk = createDesk({ traders })
    const rows = desk.positions.get('NSE:INFY')
    expect(rows?.map(({ account, quantity }) => `${account} ${quantity}`)).toEqual(['a 10', 'b -3'])
    const { positions, totals } = desk.getPortfolio()
    expect(positions).toHaveLength(2)
    expect(totals.get('INR')).toMatchObject({ cash: new Decimal(57), marketValue: 700, equity: 757 })
    // 15 and 2 at most, -10 and -23 at least.
    expect(desk.worstCase('NSE:INFY')).toEqual({ long: new Decimal(17), short: new Decimal(-33) })
    expect(desk.worstCase('NSE:TCS')).toEqual({ long: zero, short: zero })
  })

  it('of no account is empty', async () => {
    const desk = createDesk({ traders: [] })
    await desk.start()
    expect(desk.positions.size).toBe(0)
    expect(desk.getPortfolio().totals.size).toBe(0)
  })
})
