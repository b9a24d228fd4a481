import type { Body } from './functions.ts'
import { notices } from './notices.ts'

/**
 * What can go wrong with a request: a notice in place of data (`throttle` is the old one of minutes), an answer without
 * content, a notice beside the data, a web page, an error of the server, nothing for ever, an answer after 3 s, half an
 * answer, numbers that are none, other names, or prices that somebody made up.
 */
export type FakeFault =
  | 'throttle'
  | 'per-second'
  | 'per-day'
  | 'premium'
  | 'invalid-key'
  | 'invalid-call'
  | 'empty'
  | 'notice-with-data'
  | 'html'
  | 'server-error'
  | 'too-many'
  | 'stall'
  | 'slow'
  | 'truncated'
  | 'wrong-types'
  | 'schema-change'
  | 'artificial'

/** What goes over the wire, and after how long; `Infinity` for never. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly waitMs: number
}

interface Broken {
  readonly key: string
  readonly name: string
  readonly perDay: number
  /** What it would have been. */
  body(): Body
  /** The same as JSON, whatever was asked for. */
  data(): object
}

export function breakAnswer(fault: FakeFault, { key, name, perDay, body, data }: Broken): Answer {
  const text = (): string => {
    const whole = body()
    return typeof whole === 'string' ? whole : JSON.stringify(whole, undefined, 4)
  }
  const limit = Number.isFinite(perDay) ? perDay : 25
  switch (fault) {
    case 'throttle':
      return json(notices.note(5, 500))
    case 'per-second':
      return json(notices.perSecond(limit))
    case 'per-day':
      return json(notices.perDay(key, limit))
    case 'premium':
      return json(notices.premiumEndpoint())
    case 'invalid-key':
      return json(notices.invalidKey())
    case 'invalid-call':
      return json(notices.invalidCall(name))
    case 'empty':
      return json(
        name === 'SYMBOL_SEARCH' ? { bestMatches: [] } : name === 'GLOBAL_QUOTE' ? { 'Global Quote': {} } : {},
      )
    case 'notice-with-data':
      return json({ ...notices.perDay(key, limit), ...data() })
    case 'html':
      return {
        status: 200,
        type: 'text/html',
        body: '<!DOCTYPE html><html><body>Please wait …</body></html>',
        waitMs: 0,
      }
    case 'server-error':
      return { status: 503, type: 'text/html', body: '<html><body>Service Unavailable</body></html>', waitMs: 0 }
    case 'too-many':
      return { status: 429, type: 'text/plain', body: `Too many requests of ${key}`, waitMs: 0 }
    case 'stall':
      return { status: 200, type: 'application/json', body: '', waitMs: Infinity }
    case 'slow':
      return { status: 200, type: 'application/json', body: text(), waitMs: 3_000 }
    case 'truncated':
      return { status: 200, type: 'application/json', body: cutShort(text()), waitMs: 0 }
    case 'wrong-types':
      return json(mapLeaves(data(), () => ['n/a', null, {}, true]))
    case 'schema-change':
      return json({ version: 2, result: { rows: Object.values(data()) } })
    case 'artificial':
      return json({ message: 'Artificial sample data for illustration.', ...data() })
  }
}

function json(body: object): Answer {
  return { status: 200, type: 'application/json', body: JSON.stringify(body, undefined, 4), waitMs: 0 }
}

/** In the midst of a line, so that no row looks whole. */
function cutShort(text: string): string {
  const half = text.slice(0, Math.floor(text.length / 2))
  return half.slice(0, Math.max(half.lastIndexOf(','), 1))
}

function mapLeaves(value: object, leaf: () => unknown): object {
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      typeof each === 'object' && each !== null ? mapLeaves(each, leaf) : leaf(),
    ]),
  )
}
