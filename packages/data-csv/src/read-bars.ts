import { type FileHandle, open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { type BarRow, type Bars, createBars } from '@shagun/core'
import { createZone } from '@shagun/core/adapter'
import { CsvError, parse } from 'csv-parse'
import { fault } from './fault.ts'
import { assumeHeader, looksLikeHeader, readLayout } from './layout.ts'
import type { CsvFile } from './options.ts'
import { createRowReader, type ReadRow } from './row.ts'
import { createRowStore } from './row-store.ts'
import { createStampReader } from './stamp.ts'

/** Reads a whole file as a stream of rows; no more than a chunk of its text is held at once. */
export async function readBars(file: CsvFile): Promise<Bars> {
  const { path, instrument, timeframe, columns, dateOrder, timeZone = 'UTC', order = 'oldest-first' } = file
  const readStamp = createStampReader(createZone(timeZone).toUtc, dateOrder)
  const rows = createRowStore()
  let readRow: ReadRow | undefined
  let lineBefore = 0

  function take(cells: readonly string[], line: number): void {
    if (cells.every((cell) => cell.trim() === '')) return
    if (readRow === undefined) {
      const named = file.header ?? looksLikeHeader(cells)
      const layout = readLayout(path, line, named ? cells : assumeHeader(cells), columns)
      readRow = createRowReader(path, layout, readStamp, dateOrder)
      if (named) return
    }
    const row = readRow(cells, line)
    checkOrder(row, line)
    rows.push(row)
    lineBefore = line
  }

  function checkOrder({ time }: BarRow, line: number): void {
    if (rows.length === 0 || (order === 'oldest-first' ? time > rows.lastTime : time < rows.lastTime)) return
    const [direction, other] = order === 'oldest-first' ? ['after', 'newest-first'] : ['before', 'oldest-first']
    const remedy = time === rows.lastTime ? 'remove one of them' : `sort the file, or say order: '${other}'`
    const expected = `a time ${direction} ${iso(rows.lastTime)}, that of line ${lineBefore}; ${remedy}`
    throw fault(path, { line, field: 'time', value: iso(time), expected })
  }

  const handle = await open(path)
  try {
    const parser = parse({
      bom: true,
      delimiter: file.delimiter ?? (await detectDelimiter(handle)),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      // What is not handed on is not kept.
      on_record: (cells, { lines }) => take(cells, lines) ?? null,
    })
    parser.resume()
    await pipeline(handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 262_144 }), parser)
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    const expected = 'quotes in pairs, around whole cells'
    throw fault(path, { line: Number(cause['lines']), field: 'row', value: cause.code, expected, cause })
  } finally {
    await handle.close()
  }
  if (rows.length === 0) throw fault(path, { field: 'file', value: 'empty', expected: 'at least one row of data' })
  return createBars(instrument, timeframe, rows.toColumns(order === 'newest-first'))
}

/** What the first row holds most of, outside of quotes. */
async function detectDelimiter(handle: FileHandle): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0)
  const [first = ''] = buffer
    .toString('utf8', 0, bytesRead)
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split(/[\r\n]/)
  const bare = first.replace(/"[^"]*"/g, '')
  const count = (delimiter: string): number => bare.split(delimiter).length
  return [',', ';', '\t', '|'].reduce((best, next) => (count(next) > count(best) ? next : best))
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
