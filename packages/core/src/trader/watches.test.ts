import { describe, expect, it } from 'vitest'
import type { MarketData } from '../market-data/market-data.ts'
import type { MarketUpdate } from '../market-data/updates.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Timeframe } from '../model/time.ts'
import { createWatches } from './watches.ts'

/** Market data that keeps who subscribes to what, and what became of it. */
function stage(heard: Partial<Record<InstrumentId, readonly Timeframe[]>> = {}) {
  const log: string[] = []
  const listeners: ((update: MarketUpdate) => unknown)[] = []
  const data = {
    subscribe({ instruments, timeframes }, listener) {
      const name = `${instruments} ${timeframes}`.trim()
      log.push(`+ ${name}`)
      listeners.push(listener)
      return { ready: Promise.resolve(), end: () => void log.push(`- ${name}`) }
    },
  } as MarketData
  const told: string[] = []
  const watches = createWatches(
    data,
    (instrument) => heard[instrument],
    ({ type }) => void told.push(type),
    { debug() {}, info() {}, warn() {}, error() {} } as never,
  )
  return { watches, log, told, tell: (type: 'quote' | 'bar') => listeners.at(-1)!({ type } as MarketUpdate) }
}

describe('what algos watch', () => {
  it('is one subscription an instrument, for as long as one of them runs', () => {
    const { watches, log } = stage()
    const ends = [watches.add('NSE:INFY', ['1m']), watches.add('NSE:INFY', ['1m']), watches.add('NSE:INFY', [])]
    expect(log).toEqual(['+ NSE:INFY 1m'])
    for (const end of [...ends, ...ends]) end()
    expect(log).toEqual(['+ NSE:INFY 1m', '- NSE:INFY 1m'])
  })

  it('grows by timeframes, the new one begun before the old one ends', () => {
    const { watches, log } = stage()
    watches.add('NSE:INFY', ['1m'])
    watches.add('NSE:INFY', ['5m'])
    expect(log).toEqual(['+ NSE:INFY 1m', '+ NSE:INFY 1m,5m', '- NSE:INFY 1m'])
  })

  it('is left to the subscription of a strategy, but for bars that it does not bring', () => {
    const { watches, log, told, tell } = stage({ 'NSE:INFY': ['1m'] })
    watches.add('NSE:INFY', ['1m'])
    expect(log).toEqual([])
    watches.add('NSE:INFY', ['5m', '1m'])
    expect(log).toEqual(['+ NSE:INFY 5m'])
    tell('quote')
    tell('bar')
    expect(told).toEqual(['bar'])
  })

  it('is heard again after an end, where somebody still watches', () => {
    const { watches, log } = stage()
    const end = watches.add('NSE:INFY', [])
    watches.add('NSE:TCS', [])
    watches.end()
    end()
    watches.begin()
    expect(log).toEqual(['+ NSE:INFY', '+ NSE:TCS', '- NSE:INFY', '- NSE:TCS', '+ NSE:TCS'])
  })
})
