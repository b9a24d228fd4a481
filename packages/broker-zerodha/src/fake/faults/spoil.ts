import type { Timers } from '@shagun/core'
import { failure, json, page, type Reply } from '../wire/reply.ts'
import type { FakeEndpoint } from '../wire/request.ts'
import type { Faults } from './fault.ts'

/** What becomes of a request: a reply, whole or not, a broken connection, or nothing. */
export type Outcome =
  | {
      readonly reply: Reply
      /** The body ends in the middle, with the connection. */
      readonly half?: boolean
      /** How long the body keeps one waiting behind the head. */
      readonly bodyAfterMs?: number
      /** Whether the body comes compressed where that is not left to the client. */
      readonly gzip?: boolean
    }
  | 'reset'
  | 'stall'

/** Runs what a request asks for, as far as faults let it, and spoils the answer where they say so. */
export async function spoil(
  endpoint: FakeEndpoint,
  faults: Faults,
  timers: Timers,
  act: () => Reply,
): Promise<Outcome> {
  const before = faults.take(endpoint, 'error-before')
  if (before !== undefined) return { reply: errorReply(before) }
  const tooMany = faults.take(endpoint, 'too-many')
  if (tooMany !== undefined) return { reply: tooManyReply(tooMany.retryAfterSec) }
  if (faults.take(endpoint, 'reset')) return 'reset'
  if (faults.take(endpoint, 'stall')) return 'stall'
  const slow = faults.take(endpoint, 'slow-accept')
  if (slow !== undefined) await pause(timers, slow.ms)

  const reply = act()
  const late = faults.take(endpoint, 'answer-late')
  if (late !== undefined) await pause(timers, late.ms)
  if (faults.take(endpoint, 'answer-lost')) return 'reset'
  if (faults.take(endpoint, 'answer-never')) return 'stall'
  const after = faults.take(endpoint, 'error-after')
  if (after !== undefined) return { reply: errorReply(after) }
  if (faults.take(endpoint, 'page')) return { reply: page(200) }
  if (faults.take(endpoint, 'null')) return { reply: json(null) }

  const half = faults.take(endpoint, 'half-body') !== undefined
  const slowBody = faults.take(endpoint, 'slow-body')
  const gzip = faults.take(endpoint, 'gzip')
  return {
    reply: faults.take(endpoint, 'charset') === undefined ? reply : withCharset(reply),
    ...(half && { half }),
    ...(slowBody !== undefined && { bodyAfterMs: slowBody.ms }),
    ...(gzip !== undefined && { gzip: gzip.on }),
  }
}

export function tooManyReply(retryAfterSec?: number): Reply {
  const headers = retryAfterSec === undefined ? [] : ([['retry-after', String(retryAfterSec)]] as const)
  return failure(429, 'NetworkException', 'Too many requests', headers)
}

function errorReply({ status, as }: { readonly status: number; readonly as: 'html' | 'json' }): Reply {
  if (as === 'html') return page(status)
  const type = status === 500 ? 'GeneralException' : status === 503 ? 'NetworkException' : 'DataException'
  return failure(status, type, messages[status] ?? 'Something went wrong. Please try again later.')
}

const messages: Readonly<Record<number, string>> = {
  502: "Couldn't understand the response from the OMS.",
  503: 'Could not connect to the OMS. Please try again later.',
  504: 'Gateway timed out',
}

function withCharset(reply: Reply): Reply {
  const headers = reply.headers.map(([name, value]) =>
    name === 'content-type' ? ([name, `${value}; charset=utf-8`] as const) : ([name, value] as const),
  )
  return { ...reply, headers }
}

export function pause(timers: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => void timers.after(ms, resolve))
}
