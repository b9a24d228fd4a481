import type { Zone } from '@shagun/core/adapter'
import { fieldOf, isMeta, isRecord, nameOf, type Reply } from './reply.ts'
import { zoneOf } from './stamp.ts'

/** Rows as they came, whichever way they were written. */
export interface Series {
  readonly rows: readonly SeriesRow[]
  /** The clock of the stamps, where the vendor tells it; CSV does not. */
  readonly zone: Zone | undefined
}

/** One row: what stands under which name, as the vendor calls it. */
interface SeriesRow {
  readonly stamp: unknown
  readonly cells: Readonly<Record<string, unknown>>
}

/**
 * Finds the series in an answer.
 *
 * The field goes by its kind, `Time Series (5min)`, `Weekly Adjusted Time Series`, `Technical Analysis: SMA`.
 *
 * @returns `undefined` where there is none
 */
export function readSeries(reply: Reply): Series | undefined {
  if (reply.format === 'csv') return fromCsv(reply)
  const series = fieldOf(reply.body, /time series|technical analysis/i)
  if (!isRecord(series)) return undefined
  const rows = Object.entries(series).map(([stamp, cells]) => ({ stamp, cells: isRecord(cells) ? cells : {} }))
  return { rows, zone: zoneIn(reply.body) }
}

function fromCsv({ header, rows }: Extract<Reply, { format: 'csv' }>): Series | undefined {
  if (!/^(?:timestamp|time|date)$/i.test(header[0]!)) return undefined
  return {
    zone: undefined,
    rows: rows.map((row) => ({
      stamp: row[0],
      // A row that breaks off holds a number that does.
      cells:
        row.length === header.length ? Object.fromEntries(row.slice(1).map((cell, i) => [header[i + 1], cell])) : {},
    })),
  }
}

/** Its number differs from function to function. */
function zoneIn(body: Readonly<Record<string, unknown>>): Zone | undefined {
  const meta = Object.entries(body).find(([name]) => isMeta(name))?.[1]
  const name = isRecord(meta) ? Object.entries(meta).find(([key]) => nameOf(key) === 'time zone')?.[1] : undefined
  return typeof name === 'string' ? zoneOf(name) : undefined
}

/** Turns cells into those by the words of their names: the volume is `volume`, whether it was the fifth or the sixth. */
export function createNamer(): (cells: Readonly<Record<string, unknown>>) => Record<string, unknown> {
  // All rows of a series have the same names.
  const names = new Map<string, string>()
  const wordsOf = (key: string): string => {
    let name = names.get(key)
    if (name === undefined) names.set(key, (name = nameOf(key)))
    return name
  }
  return (cells) => Object.fromEntries(Object.entries(cells).map(([key, value]) => [wordsOf(key), value]))
}
