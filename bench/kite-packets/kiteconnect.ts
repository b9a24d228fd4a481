import { KiteTicker } from 'kiteconnect'
import type { OpenFeed } from './paced.ts'
import type { Parser } from './parsers.ts'

/** The client of Kite itself, as far as it is used here; its types leave out some of it. */
interface TheirTicker {
  parseBinary(message: ArrayBuffer): readonly TheirTick[]
  on(event: string, heard: (ticks: readonly TheirTick[]) => void): void
  connect(): void
  disconnect(): void
  subscribe(tokens: readonly number[]): void
  setMode(mode: 'full', tokens: readonly number[]): void
}

interface TheirTick {
  readonly instrument_token: number
  readonly last_price: number
  readonly volume_traded: number
  readonly oi: number
  readonly depth: Readonly<Record<'buy' | 'sell', readonly { readonly price: number }[]>>
}

// With reconnect on, it would end the process.
function open(root: string): TheirTicker {
  const options = { api_key: 'key', access_token: 'token', reconnect: false, root }
  return new KiteTicker(options) as unknown as TheirTicker
}

export function theirParser(): Parser {
  const ticker = open('')
  let ticks: readonly TheirTick[] = []
  return {
    parse(message) {
      ticks = ticker.parseBinary(message.buffer as ArrayBuffer)
    },
    read: () =>
      ticks.map(({ instrument_token, last_price, volume_traded, depth }) => [
        instrument_token,
        last_price,
        volume_traded,
        depth.buy[0]!.price,
        depth.sell[4]!.price,
      ]),
  }
}

export const theirFeed: OpenFeed = (url, tokens, heard) => {
  const ticker = open(url)
  ticker.on('connect', () => {
    ticker.subscribe(tokens)
    ticker.setMode('full', tokens)
  })
  ticker.on('ticks', (ticks) => {
    for (const { oi } of ticks) heard(oi)
  })
  ticker.connect()
  return () => ticker.disconnect()
}
