import { type Bars, createBars, createEnvironment, type DataProvider, type Environment, type Quote } from '@shagun/core'
import {
  type BarQuery,
  createSocket,
  type DataSupports,
  defineDataProvider,
  type Factory,
  type MarketReport,
} from '@shagun/core/adapter'
import { parseQuotes } from './quotes.ts'

const supports: DataSupports = { timeframes: ['1m', '5m'], exchanges: ['*'], delayedBySec: 0, adjusted: ['none'] }
/** Of the bar that was under way when the stream began, so that nobody asks again for it. */
const fetchBars = async ({ instrument, timeframe, from }: BarQuery): Promise<Bars> =>
  createBars(instrument, timeframe, [{ time: from, open: 1_000, high: 1_100, low: 1_000, close: 1_000 }])

/** The machine's, but nothing is logged between the figures. */
export const quiet: Environment = createEnvironment({ log: { debug() {}, warn() {}, error() {} } })

/** A provider that reports what it is handed. */
export interface Tap {
  readonly provider: DataProvider
  tell(quote: Quote): void
}

export function createTap(): Tap {
  let report: (report: MarketReport) => void = () => {}
  const tap = defineDataProvider({
    id: 'tap',
    supports,
    create: () => ({
      fetchBars,
      async subscribe(_: unknown, heard: typeof report) {
        report = heard
        return () => {}
      },
    }),
  })
  return { provider: tap({}, quiet), tell: (quote) => report({ type: 'quote', quote }) }
}

/** A provider whose vendor sends packed quotes over a WebSocket; it sends all that it has, unasked. */
export const packed: Factory<DataProvider, { readonly url: string }> = defineDataProvider({
  id: 'packed',
  supports,
  create: ({ url }: { readonly url: string }, environment) => ({
    fetchBars,
    async subscribe(_: unknown, report: (report: MarketReport) => void) {
      const tell = (quote: Quote): void => report({ type: 'quote', quote })
      const opened = Promise.withResolvers<void>()
      const socket = createSocket(
        {
          source: 'packed',
          url,
          events: {
            opened: opened.resolve,
            received: (message) => parseQuotes(message as Uint8Array, tell),
            lost: ({ message }) => report({ type: 'lost', cause: message }),
            restored: () => report({ type: 'restored' }),
          },
        },
        environment,
      )
      await opened.promise
      return () => socket.close()
    },
  }),
})
