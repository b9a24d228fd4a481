import type { BarColumns, BarRow } from '@shagun/core'

const fields = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

/** Rows of numbers that come one by one, in one block of memory that doubles. */
export interface RowStore {
  readonly length: number
  readonly lastTime: number
  push(row: Required<BarRow>): void
  toColumns(reversed: boolean): BarColumns
}

export function createRowStore(): RowStore {
  const { length: width } = fields
  let cells = new Float64Array(1024 * width)
  let used = 0

  return {
    get length() {
      return used / width
    },
    get lastTime() {
      return cells[used - width]!
    },
    push(row) {
      if (used === cells.length) {
        const larger = new Float64Array(used * 2)
        larger.set(cells)
        cells = larger
      }
      for (const field of fields) cells[used++] = row[field]
    },
    toColumns(reversed) {
      const length = used / width
      const column = (offset: number): Float64Array => {
        const values = new Float64Array(length)
        for (let i = 0; i < length; i++) values[reversed ? length - 1 - i : i] = cells[i * width + offset]!
        return values
      }
      return { time: column(0), open: column(1), high: column(2), low: column(3), close: column(4), volume: column(5) }
    },
  }
}
