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
    const request = new Request(input, init)
    const { signal } = request
    signal.throwIfAborted()
    const outcome = await orAborted(readRequest(request, ip).then(answer), signal)
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

async function readRequest(request: Request, ip: string): Promise<KiteRequest> {
  const { method, headers } = request
  const body = method === 'GET' || request.body === null ? '' : await request.text()
  return { method, headers, body, url: new URL(request.url), ip: headers.get('x-forwarded-for') ?? ip }
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
