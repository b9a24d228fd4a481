import type { InstrumentId, OptionType, Timestamp } from '@shagun/core'
import type { z } from 'zod'
import { notFound } from './chart/fetch-chart.ts'
import type { Context } from './context.ts'
import { isoOf, unitsOf } from './currency.ts'
import { isMoment } from './moment.ts'
import { toPrice } from './precision.ts'
import { isNotFound } from './reply.ts'
import { withZod } from './shapes.ts'
import { unexpected } from './unexpected.ts'

/** Which chain is asked for. */
export interface OptionChainQuery {
  readonly instrument: InstrumentId
  /** One of the chain's `expiries`. Default: the next one. */
  readonly expiry?: Timestamp
}

/** The options of an instrument that expire on one day; empty where Yahoo has none, as in India. */
export interface OptionChain {
  readonly instrument: InstrumentId
  /** All days that options of it expire on, as midnights of UTC. */
  readonly expiries: readonly Timestamp[]
  /** The one that calls and puts are of; left out where there is none. */
  readonly expiry?: Timestamp
  /** By strike. */
  readonly calls: readonly OptionQuote[]
  /** By strike. */
  readonly puts: readonly OptionQuote[]
}

/** The latest prices of an option. */
export interface OptionQuote {
  /** As the OCC writes it: `AAPL261218C00250000`. */
  readonly symbol: string
  readonly optionType: OptionType
  /** In `currency`, as all prices of it. */
  readonly strike: number
  readonly expiry: Timestamp
  /** ISO 4217. */
  readonly currency?: string
  /** The price of the last trade, which can be days old. */
  readonly last?: number
  /** When that was. */
  readonly lastTime?: Timestamp
  /** The best price that somebody buys at. */
  readonly bid?: number
  /** The best price that somebody sells at. */
  readonly ask?: number
  /** Traded so far in this session, in contracts. */
  readonly volume?: number
  /** Contracts that are open. */
  readonly openInterest?: number
  /** As a fraction a year: 0.25 for 25 %. */
  readonly impliedVolatility?: number
}

const shapes = withZod((z) => {
  const number = z.number().nullish().catch(undefined)
  const rows = z.array(z.unknown()).nullish().catch(undefined)
  const moment = z.number().refine(isMoment)
  const options = z.looseObject({ expirationDate: moment.nullish().catch(undefined), calls: rows, puts: rows })
  const result = z.looseObject({ expirationDates: rows, options: z.array(options).nullish() })
  return {
    chain: z.looseObject({ optionChain: z.looseObject({ result: z.array(result).nullish() }) }),
    contract: z.looseObject({
      contractSymbol: z.string().min(1),
      strike: z.number().positive(),
      expiration: moment,
      currency: z.string().nullish().catch(undefined),
      lastPrice: number,
      lastTradeDate: moment.nullish().catch(undefined),
      bid: number,
      ask: number,
      volume: number,
      openInterest: number,
      impliedVolatility: number,
    }),
  }
})
type Contract = z.output<Awaited<ReturnType<typeof shapes>>['contract']>

/** The options of one expiry, and which other expiries there are. */
export async function fetchOptionChain(
  context: Context,
  { instrument, expiry }: OptionChainQuery,
  signal?: AbortSignal,
): Promise<OptionChain> {
  const symbol = context.symbols.toYahoo(instrument)
  const { chain: shape, contract } = await shapes()
  const answer = await context.sessions.run(
    ({ cookie, crumb }) =>
      context.quotes.fetchJson(
        {
          path: `v7/finance/options/${encodeURIComponent(symbol)}`,
          query: { date: expiry === undefined ? undefined : Math.floor(expiry / 1_000), crumb },
          headers: { cookie },
          ...(signal !== undefined && { signal }),
        },
        shape,
      ),
    signal,
  )
  if (!answer.ok && isNotFound(answer)) throw notFound(instrument, symbol, 'no option chain')
  if (!answer.ok) throw unexpected('a request for an option chain', answer.status)
  const result = answer.body.optionChain.result?.[0]
  const expiries = (result?.expirationDates ?? []).filter(isMoment)
  const options = result?.options?.[0]
  let skipped = 0
  const read = (rows: readonly unknown[] | null | undefined, optionType: OptionType): readonly OptionQuote[] =>
    (rows ?? [])
      .flatMap((row) => {
        const { success, data } = contract.safeParse(row)
        if (success) return optionOf(data, optionType)
        skipped++
        return []
      })
      .sort((a, b) => a.strike - b.strike)
  const chain: OptionChain = {
    instrument,
    expiries: expiries.map((seconds) => seconds * 1_000),
    ...(typeof options?.expirationDate === 'number' && { expiry: options.expirationDate * 1_000 }),
    calls: read(options?.calls, 'call'),
    puts: read(options?.puts, 'put'),
  }
  context.tally(skipped, 'options could not be believed and were left out', instrument)
  return chain
}

function optionOf(data: Contract, optionType: OptionType): OptionQuote {
  const { currency, lastTradeDate } = data
  const units = unitsOf(currency)
  const price = (raw: number): number => toPrice(raw, 2) / units
  return {
    symbol: data.contractSymbol,
    optionType,
    strike: price(data.strike),
    expiry: data.expiration * 1_000,
    ...(typeof currency === 'string' && { currency: isoOf(currency) }),
    // What nobody bid, asked or traded comes as 0.
    ...above('last', data.lastPrice, price),
    ...above('lastTime', lastTradeDate, (seconds) => seconds * 1_000),
    ...above('bid', data.bid, price),
    ...above('ask', data.ask, price),
    ...above('volume', data.volume, Math.round),
    ...above('openInterest', data.openInterest, Math.round),
    ...above('impliedVolatility', data.impliedVolatility, (fraction) => fraction),
  }
}

/** The field, where it is a finite number above 0. */
function above<K extends keyof OptionQuote>(
  field: K,
  value: number | null | undefined,
  read: (value: number) => number,
): { readonly [F in K]?: number } {
  if (typeof value !== 'number' || !(value > 0 && value < Infinity)) return {}
  return { [field]: read(value) } as { readonly [F in K]?: number }
}
