import type { Bars, Calendar } from '@shagun/core'
import type { Zone } from '@shagun/core/adapter'

/** A table as the vendor has it, before it is written as JSON or CSV. */
export interface Table {
  /** The field that holds it: `Time Series (Daily)`. */
  readonly name: string
  /** Meta data by their words; numbers are put before them in this order. */
  readonly meta: Readonly<Record<string, string>>
  /** Columns as JSON calls them, without their numbers, and as CSV does. */
  readonly columns: readonly { readonly json: string; readonly csv: string }[]
  /** What the first column of CSV is called. */
  readonly stampName?: string
  /** Newest first. */
  readonly rows: readonly { readonly stamp: string; readonly cells: readonly string[] }[]
  /** Indicators have no numbers before the names of their columns, and colons behind those of their meta data. */
  readonly isIndicator?: boolean
}

export function writeTable(table: Table, asCsv: boolean): string {
  return asCsv ? toCsv(table) : JSON.stringify(toJson(table), undefined, 4)
}

function toJson({ name, meta, columns, rows, isIndicator = false }: Table): object {
  const sign = isIndicator ? ':' : '.'
  return {
    'Meta Data': Object.fromEntries(Object.entries(meta).map(([key, value], i) => [`${i + 1}${sign} ${key}`, value])),
    [name]: Object.fromEntries(
      rows.map(({ stamp, cells }) => [
        stamp,
        Object.fromEntries(columns.map(({ json }, i) => [isIndicator ? json : `${i + 1}. ${json}`, cells[i]!])),
      ]),
    ),
  }
}

function toCsv({ columns, rows, stampName = 'timestamp' }: Table): string {
  const lines = [[stampName, ...columns.map(({ csv }) => csv)], ...rows.map(({ stamp, cells }) => [stamp, ...cells])]
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')
}

/** One row by names with two digits before them, as quotes are; or CSV. */
export function writeRow(name: string, cells: Readonly<Record<string, string>>, digits: number): object {
  const numbered = Object.entries(cells).map(([key, value], i) => [
    `${String(i + 1).padStart(digits, '0')}. ${key}`,
    value,
  ])
  return { [name]: Object.fromEntries(numbered) }
}

export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')
}

export const barColumns: Table['columns'] = ['open', 'high', 'low', 'close', 'volume'].map((name) => ({
  json: name,
  csv: name,
}))

/** The day of a bar on the wall clock of its venue. */
export function dateOf(time: number, calendar: Calendar): string {
  return calendar.day(time).date
}

/** A moment on a wall clock, without the zone, as the vendor writes it. */
export function wallClock(time: number, zone: Zone): string {
  return new Date(time + zone.offsetAt(time)).toISOString().slice(0, 19).replace('T', ' ')
}

export function barCells(
  bars: Pick<Bars, 'open' | 'high' | 'low' | 'close' | 'volume'>,
  i: number,
  isPair: boolean,
): string[] {
  const prices = [bars.open, bars.high, bars.low, bars.close].map((column) => column[i]!.toFixed(isPair ? 5 : 4))
  return isPair ? prices : [...prices, String(Math.round(bars.volume[i]!))]
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
