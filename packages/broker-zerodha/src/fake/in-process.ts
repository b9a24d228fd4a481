import type { Timers } from '@shagun/core'
import { type Outcome, pause } from './faults/spoil.ts'
import type { Reply } from './wire/reply.ts'
import type { KiteRequest } from './wire/request.ts'

/** A `fetch` that reaches the fake without a port, whatever host it is for. */
export function createFetch(
  answer: (request: KiteRequest) => Promise<Outcome>,
  timers: Timers,
  ip: string,
): typeof globalThis.fetch {
  return async (input, init) => {
    const signal = init?.signal ?? new AbortController().signal
    signal.throwIfAborted()
    const outcome = await orAborted(readRequest(input, init, ip).then(answer), signal)
    if (outcome === 'reset') throw hungUp()
    if (outcome === 'stall') return await orAborted(new Promise<never>(() => {}), signal)
    const { reply, half, bodyAfterMs } = outcome
    const headers = reply.headers as [string, string][]
    // Most answers are short and whole.
    if (typeof reply.body === 'string' && half === undefined && bodyAfterMs === undefined)
      return new Response(reply.body === '' ? null : reply.body, { status: reply.status, headers })
    return new Response(streamOf(outcome, timers, signal), { status: reply.status, headers })
  }
}

/** What is text already is not read from a stream, so that a request takes no turn of the event loop. */
async function readRequest(
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  ip: string,
): Promise<KiteRequest> {
  const { body } = init ?? {}
  const isText = typeof body === 'string' || body instanceof URLSearchParams
  if (input instanceof Request || (body !== undefined && body !== null && !isText)) {
    const request = new Request(input, init)
    return requestOf(request.method, request.url, request.headers, await request.text(), ip)
  }
  const headers = new Headers(init?.headers)
  if (body instanceof URLSearchParams && !headers.has('content-type'))
    headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
  return requestOf(init?.method ?? 'GET', String(input), headers, String(body ?? ''), ip)
}

function requestOf(method: string, url: string, headers: Headers, body: string, ip: string): KiteRequest {
  return { method: method.toUpperCase(), url: new URL(url), headers, body, ip: headers.get('x-forwarded-for') ?? ip }
}

function streamOf(
  { reply, half, bodyAfterMs }: Exclude<Outcome, string>,
  timers: Timers,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const parts = partsOf(reply)[Symbol.iterator]()
  let waited = false
  return new ReadableStream({
    async pull(controller) {
      if (!waited && bodyAfterMs !== undefined) await orAborted(pause(timers, bodyAfterMs), signal)
      waited = true
      const { value, done } = parts.next()
      if (done) return controller.close()
      if (half === undefined) return controller.enqueue(encoder.encode(value))
      controller.enqueue(encoder.encode(value.slice(0, Math.floor(value.length / 2))))
      controller.error(hungUp())
    },
  })
}

export function partsOf({ body }: Reply): Iterable<string> {
  return typeof body === 'string' ? [body] : body()
}

function hungUp(): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }) })
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
