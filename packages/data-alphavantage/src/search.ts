import type { InstrumentId, InstrumentKind } from '@shagun/core'
import { z } from 'zod'
import { type Desk, warnOfSkipped } from './desk.ts'
import { readNumber } from './number.ts'
import { fieldOf, isTableOf, type Reply } from './reply.ts'
import { missing } from './rows.ts'
import { createNamer } from './series.ts'

/** One instrument that a search found. */
export interface FoundInstrument {
  /** As Alpha Vantage writes it: `IBM`, `TSCO.LON`. */
  readonly symbol: string
  /**
   * By its exchange; left out where that has no name here. Of US listings Alpha Vantage does not say which exchange it is,
   * so they are found under `US`.
   */
  readonly instrument?: InstrumentId
  readonly name: string
  readonly kind?: InstrumentKind
  /** Such as `United States`. */
  readonly region: string
  /** What it is priced in, as Alpha Vantage writes it: `USD`, and `GBX` for pence. */
  readonly currency: string
  /** How well it matches, from 0 to 1. */
  readonly matchScore: number
}

const kinds: Readonly<Record<string, InstrumentKind>> = { equity: 'equity', etf: 'etf', index: 'index' }

/** What matches the words, best first; nothing where nothing does. */
export async function searchInstruments(desk: Desk, words: string, signal?: AbortSignal): Promise<FoundInstrument[]> {
  if (words.trim() === '') return []
  const parameters = { keywords: words.trim() }
  const reply = await desk.client.ask({ function: 'SYMBOL_SEARCH', parameters, about: 'a search', signal })
  const rows = matchesIn(reply)
  if (rows === undefined) throw missing('matches', 'a search')
  const found = rows.flatMap((row): FoundInstrument[] => {
    const parsed = match.safeParse(row)
    if (!parsed.success) return []
    const { symbol, name, type, region, currency, ...rest } = parsed.data
    const instrument = desk.listings.name(symbol)
    const kind = kinds[type.toLowerCase()]
    const matchScore = rest['matchscore']
    return [
      {
        symbol,
        ...(instrument !== undefined && { instrument }),
        name,
        ...(kind !== undefined && { kind }),
        region,
        currency,
        matchScore,
      },
    ]
  })
  warnOfSkipped(desk.log, rows.length - found.length, { rows }, 'a search')
  return found.sort((a, b) => b.matchScore - a.matchScore)
}

function matchesIn(reply: Reply): readonly Record<string, unknown>[] | undefined {
  const byName = createNamer()
  if (reply.format === 'csv' && !isTableOf('symbol', reply)) return undefined
  if (reply.format === 'csv')
    return reply.rows.map((row) => byName(Object.fromEntries(reply.header.map((key, i) => [key, row[i]]))))
  const matches = fieldOf(reply.body, /^best ?matches$/i)
  if (!Array.isArray(matches)) return undefined
  return matches.map((each: unknown) => (typeof each === 'object' && each !== null ? byName({ ...each }) : {}))
}

const match = z.looseObject({
  symbol: z.string().min(1),
  name: z.string().catch(''),
  type: z.string().catch(''),
  region: z.string().catch(''),
  currency: z.string().catch(''),
  matchscore: z
    .unknown()
    .transform(readNumber)
    .transform((score) => (score >= 0 && score <= 1 ? score : 0)),
})
