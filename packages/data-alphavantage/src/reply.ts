import { readCsv } from './csv.ts'
import { type Notice, readNotice } from './notice.ts'

/** What came over the wire, before anybody asks what it means. */
export type Reply =
  | { readonly format: 'json'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly format: 'csv'; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** Where a web page came in place of an answer: something between us and the vendor spoke. */
export const webPage: unique symbol = Symbol('web page')

/**
 * Reads an answer by how it begins: an error is JSON also where CSV was asked for.
 *
 * @throws Error where it is neither; what it says quotes nothing of the text, where a key may stand
 */
export function readReply(text: string): Reply | typeof webPage {
  const start = text.replace(/^\uFEFF/, '').trimStart()
  if (start.startsWith('<')) return webPage
  if (start.startsWith('{') || start.startsWith('[')) return { format: 'json', body: readObject(start) }
  const [header = [], ...rows] = readCsv(start)
  if (header.length < 2) throw new Error('The answer is neither an object of JSON nor CSV.')
  return { format: 'csv', header: header.map((name) => name.trim()), rows }
}

/** What the vendor tells instead of data: `undefined` where there are data, whatever is told beside them. */
export function noticeIn(reply: Reply): Notice | undefined {
  if (reply.format === 'csv') return undefined
  const fields = Object.entries(reply.body)
  if (fields.some(([name, value]) => !isMeta(name) && isFilled(value))) return undefined
  const told = fields.flatMap(([name, value]) =>
    /^(?:note|information|error message|error|message)$/i.test(name) && typeof value === 'string'
      ? [readNotice(name, value)]
      : [],
  )
  return told.find(({ kind }) => kind !== 'unknown') ?? told[0]
}

/** The field of an object whose name, without its number, is this or begins with it. */
export function fieldOf(body: Readonly<Record<string, unknown>>, name: RegExp): unknown {
  return Object.entries(body).find(([key]) => name.test(key))?.[1]
}

/** Whether CSV has such a column: a sentence with a comma reads as CSV, too. */
export function isTableOf(column: string, { header }: Extract<Reply, { format: 'csv' }>): boolean {
  return header.some((name) => nameOf(name) === column)
}

/** The text after the number: `5. adjusted close`, `5: Series Type` and `adjusted_close` go by their words. */
export function nameOf(key: string): string {
  return key
    .replace(/^\s*\d+(?:\.\d+)*[a-z]?[.:]\s*/, '')
    .replaceAll('_', ' ')
    .trim()
    .toLowerCase()
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isMeta(name: string): boolean {
  return /^meta ?data$/i.test(name)
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('The answer is JSON that breaks off or is broken.')
  }
  if (!isRecord(value)) throw new Error('The answer is JSON, but no object.')
  return value
}
