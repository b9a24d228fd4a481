import type { Instrument } from '@shagun/core'
import { type DumpOptions, drawRows } from '../market-data/dump.ts'
import { type KiteInstrument, type Listed, listInstrument, listRow } from './listing.ts'

/** Everything that is listed. What is drawn is drawn when somebody asks for it. */
export interface Listings {
  /** By `EXCHANGE:SYMBOL`, or by Kite's token as text. */
  find(key: string): Listed | undefined
  findToken(token: number): Listed | undefined
  /** All rows, or those of one exchange. */
  rows(exchange?: string): Iterable<KiteInstrument>
}

export function createListings(
  given: readonly (Instrument | KiteInstrument)[],
  dump: DumpOptions | undefined,
): Listings {
  const byKey = new Map<string, Listed>()
  const byToken = new Map<number, Listed>()
  let drawn: ReadonlyMap<string, KiteInstrument> | undefined

  function add(listed: Listed): Listed {
    byKey.set(listed.key, listed)
    byToken.set(listed.token, listed)
    return listed
  }

  let exchangeToken = 1_000
  for (const each of given) add('tradingsymbol' in each ? listRow(each) : listInstrument(each, ++exchangeToken))

  /** The drawn rows by key and by token; their order is that in which they were drawn. */
  function drawnRows(): ReadonlyMap<string, KiteInstrument> {
    if (drawn !== undefined) return drawn
    const rows = new Map<string, KiteInstrument>()
    if (dump !== undefined)
      for (const row of drawRows(dump)) {
        const key = `${row.exchange}:${row.tradingsymbol}`
        if (byKey.has(key) || byToken.has(row.instrument_token)) continue
        rows.set(key, row)
        rows.set(String(row.instrument_token), row)
      }
    return (drawn = rows)
  }

  function find(key: string): Listed | undefined {
    const known = byKey.get(key) ?? byToken.get(Number(key))
    if (known !== undefined || dump === undefined) return known
    const row = drawnRows().get(key)
    return row === undefined ? undefined : add(listRow(row))
  }

  return {
    find,
    findToken: (token) => byToken.get(token) ?? find(String(token)),
    *rows(exchange) {
      const wanted = (row: KiteInstrument): boolean => exchange === undefined || row.exchange === exchange
      const given = [...byKey.values()].map(({ row }) => row)
      const told = new Set(given.map(({ instrument_token }) => instrument_token))
      for (const row of given) if (wanted(row)) yield row
      if (dump === undefined) return
      for (const row of drawn === undefined ? drawRows(dump) : new Set(drawnRows().values()))
        if (wanted(row) && !told.has(row.instrument_token)) yield row
    },
  }
}
