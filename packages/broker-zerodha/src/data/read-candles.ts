import type { BarRow, Timestamp } from '@shagun/core'
import { amountOf, isRow, rowsOf, type Wire } from '../books/wire.ts'

/** Candles that can be believed, in the order in which they came, and how many others there were. */
export interface ReadCandles {
  readonly rows: readonly Required<BarRow>[]
  readonly skipped: number
}

/**
 * `{"candles":[["2017-12-15T09:15:00+0530",1704.5,1705,1699.25,1702.8,2499]]}`, with the open interest after the volume
 * where it was asked for.
 *
 * @returns `undefined` for what holds no candles
 */
export function readCandles(data: Wire): ReadCandles | undefined {
  const candles = isRow(data) ? rowsOf(data['candles']) : undefined
  if (candles === undefined) return undefined
  const rows: Required<BarRow>[] = []
  for (const candle of candles) {
    const row = readCandle(candle)
    if (row !== undefined) rows.push(row)
  }
  return { rows, skipped: candles.length - rows.length }
}

function readCandle(candle: Wire): Required<BarRow> | undefined {
  if (!Array.isArray(candle)) return undefined
  const time = parseStamp(candle[0])
  const [open, high, low, close, volume] = candle.slice(1, 6).map(amountOf)
  if (time === undefined || [open, high, low, close, volume].includes(undefined)) return undefined
  const row = { time, open, high, low, close, volume } as Required<BarRow>
  return isSane(row) ? row : undefined
}

function isSane({ open, high, low, close, volume }: Required<BarRow>): boolean {
  return low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close) && volume >= 0
}

function parseStamp(stamp: Wire): Timestamp | undefined {
  if (typeof stamp !== 'string') return undefined
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([+-]\d\d):?(\d\d)$/.exec(stamp)
  const time = found === null ? Number.NaN : Date.parse(`${found[1]}${found[2]}:${found[3]}`)
  return Number.isNaN(time) ? undefined : time
}
