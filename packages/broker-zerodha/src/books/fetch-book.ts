import { type Log, ShagunError } from '@shagun/core'
import type { KiteClient } from '../client/kite-client.ts'
import { source } from '../source.ts'
import { rowsOf, type Wire } from './wire.ts'

/** @throws ShagunError `invalid-data` where it is no list, beside what asking throws */
export async function fetchBook(
  client: KiteClient,
  what: string,
  call: Parameters<KiteClient['read']>[1],
): Promise<readonly Wire[]> {
  const rows = rowsOf(await client.read(`the book of ${what}`, call))
  if (rows === undefined) throw unreadable(what)
  return rows
}

/** What cannot be read is left out and told. */
export function readAll<T>(log: Log, what: string, rows: readonly Wire[], read: (row: Wire) => T | undefined): T[] {
  const found = rows.map(read)
  const skipped = found.filter((row) => row === undefined).length
  if (skipped > 0) log.error(`${skipped} of ${rows.length} rows of Kite's ${what} cannot be read; they are left out.`)
  return found.filter((row) => row !== undefined)
}

/** A book that cannot be read never means that there is nothing in it. */
export function unreadable(what: string): ShagunError {
  const expected = 'rows as Kite documents them'
  const message = `The book of ${what} of ${source} cannot be read; expected ${expected}. It is read again.`
  return new ShagunError('invalid-data', message, { details: { source, field: what, expected }, retryable: true })
}
