import type { BarRow } from '@shagun/core'
import { fault } from './fault.ts'
import type { Layout } from './layout.ts'
import { readNumber } from './number.ts'
import { expectedStamp, type ReadStamp } from './stamp.ts'

/** Reads one row; what cannot be believed is thrown as `invalid-data` with its line. */
export type ReadRow = (cells: readonly string[], line: number) => Required<BarRow>

export function createRowReader(
  path: string,
  layout: Layout,
  readStamp: ReadStamp,
  dateOrder: 'dmy' | 'mdy' | undefined,
): ReadRow {
  function refuse(line: number, field: string, value: string, expected: string): never {
    throw fault(path, { line, field, value, expected })
  }

  function priceIn(cell: string, line: number, field: string): number {
    const value = readNumber(cell)
    return value > 0 && value < Infinity ? value : refuse(line, field, cell, 'a price above 0')
  }

  function volumeIn(cell: string, line: number): number {
    const value = cell.trim() === '' ? 0 : readNumber(cell)
    return value >= 0 && value < Infinity ? value : refuse(line, 'volume', cell, 'a number of 0 or more')
  }

  return (cells, line) => {
    if (cells.length !== layout.width && !onlyBlanksFollow(cells, layout.width))
      refuse(line, 'row', `${cells.length} cells`, `${layout.width}; quote a cell that holds the delimiter`)
    const stamp = layout.stamp.map((index) => cells[index]!.trim()).join(' ')
    const time = readStamp(stamp) ?? refuse(line, 'time', stamp, expectedStamp(stamp, dateOrder))
    const open = priceIn(cells[layout.open]!, line, 'open')
    const high = priceIn(cells[layout.high]!, line, 'high')
    const low = priceIn(cells[layout.low]!, line, 'low')
    const close = priceIn(cells[layout.close]!, line, 'close')
    const volume = layout.volume === undefined ? 0 : volumeIn(cells[layout.volume]!, line)

    if (high < low) refuse(line, 'high', String(high), `no less than the low of ${low}`)
    if (open < low || open > high) refuse(line, 'open', String(open), between(low, high))
    if (close < low || close > high)
      refuse(line, 'close', String(close), `${between(low, high)}; an adjusted close belongs in columns.adjustedClose`)

    if (layout.adjustedClose === undefined) return { time, open, high, low, close, volume }
    const factor = priceIn(cells[layout.adjustedClose]!, line, 'adjustedClose') / close
    return { time, open: open * factor, high: high * factor, low: low * factor, close: close * factor, volume }
  }
}

/** Some vendors end every row with a delimiter. */
function onlyBlanksFollow(cells: readonly string[], width: number): boolean {
  return cells.length > width && cells.slice(width).every((cell) => cell.trim() === '')
}

function between(low: number, high: number): string {
  return `between the low of ${low} and the high of ${high}`
}
