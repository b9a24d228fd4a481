import { fault } from './fault.ts'
import { readNumber } from './number.ts'

/** What a file's columns are called in its header, in any case, or their positions from 0. */
export interface CsvColumns {
  /** The day, where it stands apart from the time of day. */
  readonly date?: string | number
  /** The whole stamp, or beside a date the time of day. */
  readonly time?: string | number
  readonly open?: string | number
  readonly high?: string | number
  readonly low?: string | number
  readonly close?: string | number
  readonly volume?: string | number
  /** The close after splits and dividends: the whole bar is scaled by what this is to the close. */
  readonly adjustedClose?: string | number
}

/** Where the cells of a bar stand in a row. */
export interface Layout {
  /** One cell, or a date and a time. */
  readonly stamp: readonly number[]
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number | undefined
  readonly adjustedClose: number | undefined
  /** Cells of a whole row. */
  readonly width: number
}

const synonyms = {
  stamp: ['datetime', 'timestamp', 'opentime', 't'],
  date: ['date'],
  time: ['time'],
  open: ['open', 'o', 'openprice'],
  high: ['high', 'h', 'highprice'],
  low: ['low', 'l', 'lowprice'],
  close: ['close', 'c', 'closeprice'],
  // The last ones as Indian exchanges write them in their downloads.
  volume: ['volume', 'vol', 'v', 'totaltradedquantity', 'ttltrdqnty', 'tottrdqty', 'noofshares', 'sharestraded'],
} as const

/** Whether a first row names columns: a row of data holds numbers, a header none. */
export function looksLikeHeader(row: readonly string[]): boolean {
  return row.every((cell) => Number.isNaN(readNumber(cell)))
}

/** The header that a file without one might have had. */
export function assumeHeader([, second = '', ...rest]: readonly string[]): string[] {
  const names = [...(second.includes(':') ? ['date', 'time'] : ['time']), 'open', 'high', 'low', 'close', 'volume']
  return Array.from({ length: rest.length + 2 }, (_, i) => names[i] ?? '')
}

/** @throws ShagunError `invalid-data` naming the columns there are, where one that is needed is not among them */
export function readLayout(path: string, line: number, header: readonly string[], columns: CsvColumns = {}): Layout {
  const names = header.map(simplify)

  function missing(field: string, expected: string): never {
    const value = `not among ${header.map((name) => name.trim()).join(', ')}`
    throw fault(path, { line, field, value, expected })
  }

  /** Where the options say that a column is. */
  function told(key: keyof CsvColumns): number | undefined {
    const asked = columns[key]
    if (asked === undefined) return undefined
    const index = typeof asked === 'number' ? asked : names.indexOf(simplify(asked))
    return index in header ? index : missing(key, `the column ${JSON.stringify(asked)}, as the options say`)
  }

  function known(key: keyof typeof synonyms): number | undefined {
    const index = names.findIndex((name) => (synonyms[key] as readonly string[]).includes(name))
    return index === -1 ? undefined : index
  }

  function price(key: 'open' | 'high' | 'low' | 'close'): number {
    return told(key) ?? known(key) ?? missing(key, `a column called ${key}, or columns.${key} in the options`)
  }

  const date = told('date')
  const time = told('time') ?? (date === undefined ? undefined : known('time'))
  const stamp = [[date, time], [known('stamp')], [known('date'), known('time')]]
    .map((cells) => cells.filter((cell) => cell !== undefined))
    .find(({ length }) => length > 0)
  return {
    stamp: stamp ?? missing('time', 'a column called date or time, or columns.time in the options'),
    open: price('open'),
    high: price('high'),
    low: price('low'),
    close: price('close'),
    volume: told('volume') ?? known('volume'),
    adjustedClose: told('adjustedClose'),
    width: header.length,
  }
}

/** `<DATE>`, `Open Price` and `open_price` as one would say them. */
function simplify(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
