import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeKite, type FakeKite, type FakeKiteUser } from '@shagun/broker-zerodha/testing'
import { alwaysOpen, createInstrument, Decimal, roundToTick } from '@shagun/core'
import type { Kite, PlannedOrder } from './kite.ts'

export interface OfflineKite extends Kite {
  readonly visit: NonNullable<Kite['visit']>
  /** Every token and secret there is, to look for where they should not be. */
  readonly secrets: readonly string[]
  close(): Promise<void>
}

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })

/** A Kite within this process, on ports of the loopback: everything goes the way that it goes with the real one. */
export async function openOfflineKite(port: number): Promise<OfflineKite> {
  let redirectUrl = ''
  const app = { apiKey: 'offline', apiSecret: randomBytes(16).toString('hex') }
  const user: FakeKiteUser = {
    userId: 'AB1234',
    ...app,
    // At the real one it is entered once, in the developer console.
    get redirectUrl() {
      return redirectUrl
    },
  }
  const fake = createFakeKite({ users: [user], liquidity: { quantity: 500 } })
  const passphrase = randomBytes(16).toString('hex')
  const folder = await mkdtemp(join(tmpdir(), 'shagun-zerodha-'))
  const server = await fake.listen()
  const market = setInterval(moveMarket(fake), 250)
  return {
    app,
    endpoints: { apiUrl: server.url, loginUrl: `${server.url}/connect/login`, tickerUrl: server.socketUrl },
    calendar: alwaysOpen(),
    port,
    folder,
    passphrase,
    instrument: infy.id,
    trades: { maxValue: '50000', ordersAt: (last = 1_520) => [buyBelow(last), sellFarAbove(last)] },
    async visit(loginUrl, callbackUrl, signal) {
      redirectUrl = callbackUrl
      await (await fetch(loginUrl, { signal })).text()
    },
    get secrets() {
      return [...fake.secrets, passphrase]
    },
    async close() {
      clearInterval(market)
      await server.close()
      fake.ticker.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Hovers until somebody wants to buy below it, and then falls there: so an order is filled, in two parts. */
function moveMarket(fake: FakeKite): () => void {
  let price = new Decimal('1520')
  let moves = 0
  function move(): void {
    const wanted = fake.venue.listOrders().find(({ side, lifecycle }) => side === 'buy' && lifecycle === 'working')
    price =
      wanted?.limitPrice === undefined
        ? price.plus(moves++ % 2 === 0 ? '0.05' : '-0.05')
        : Decimal.max(wanted.limitPrice, price.minus('0.65'))
    fake.print(infy.id, price, 6)
  }
  move()
  return move
}

function buyBelow(last: number): PlannedOrder {
  const limitPrice = roundToTick(infy, last * 0.9985, 'down')
  const request = {
    instrument: infy.id,
    side: 'buy',
    quantity: 10,
    type: 'limit',
    limitPrice,
    product: 'delivery',
  } as const
  return { request, watchSec: 15 }
}

function sellFarAbove(last: number): PlannedOrder {
  const limitPrice = roundToTick(infy, last * 1.02, 'up')
  const request = {
    instrument: infy.id,
    side: 'sell',
    quantity: 10,
    type: 'limit',
    limitPrice,
    product: 'delivery',
  } as const
  return { request, watchSec: 1 }
}
