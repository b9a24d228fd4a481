import pRetry from 'p-retry'
import { type AnyShagunError, isShagunError, ShagunError } from '../errors.ts'
import { type Awaitable, promised } from '../ports/awaitable.ts'
import type { Environment } from '../ports/environment.ts'
import { backoffMs } from '../resilience/backoff.ts'
import { createBreaker } from '../resilience/breaker.ts'
import { createBulkhead } from '../resilience/bulkhead.ts'
import { createCancellation, untilAborted } from '../resilience/cancellation.ts'
import { decode, type HttpAnswer, judgeByStatus, type Schema, type Verdict } from './http-answer.ts'
import { type Asked, type Call, type Lane, later, resultOf } from './http-call.ts'
import { createHttpFailures } from './http-failures.ts'
import { type HttpRequest, lowerCased, prepareRequest } from './http-request.ts'
import { type HttpPolicy, settlePolicy } from './policy.ts'
import { readBody, tooLong } from './read-body.ts'
import { type Redactor, redactorOf, type Secrets } from './redact.ts'
import { parseRetryAfter } from './retry-after.ts'
import { wasSent } from './was-sent.ts'

/** Whom a client asks, and how. */
export interface HttpClientOptions<Policy extends string = never> {
  /** Who answers, for errors and the log: `zerodha`. */
  readonly source: string
  /** The address that all paths are below. */
  readonly baseUrl: string
  /** Sent with every request; a function is asked each time, so that a token can change. */
  readonly headers?: Readonly<Record<string, string>> | (() => Awaitable<Readonly<Record<string, string>>>)
  /** What must never be shown; or a redactor that others share, and that learns what goes out from here. */
  readonly secrets?: Secrets | Redactor
  /** How each class of endpoints is treated. Those of orders have no need of `attempts`: an order is sent once. */
  readonly policies?: Readonly<Record<Policy, HttpPolicy>>
  /**
   * What an answer means, where the status does not tell the truth; `undefined` leaves it to the status.
   *
   * By the status, 429 is `rate-limited`, 401 and 403 are `unauthenticated`, 500 and above are `unreachable`, and all
   * others are answers that the caller gets.
   */
  readonly judge?: (answer: HttpAnswer<unknown>) => Verdict | undefined
}

/** Asks one source over HTTP. */
export interface HttpClient<Policy extends string = never> {
  /**
   * Asks once, and again where that is safe and may help; the body is JSON unless `as` says otherwise.
   *
   * An abort of the signal rejects with its reason, and leaves open whether the request arrived. An order whose request
   * failed as `unreachable` or `invalid-data` was certainly not placed where `sent` is `no`, and is unconfirmed otherwise.
   *
   * @throws ShagunError `rate-limited` where the source asks to wait, or the limiter would have to wait too long
   * @throws ShagunError `unauthenticated` where the source does not take the credentials
   * @throws ShagunError `unreachable` where no answer comes, or one that says the source is down; `sent` tells whether the
   *   request may have arrived
   * @throws ShagunError `invalid-data` where the answer cannot be read, or is refused by the schema
   * @throws ShagunError `invalid-options` for a path that leads away from the client's address
   */
  request<T>(
    request: HttpRequest<Policy> & { readonly as?: 'json' | 'text' | 'bytes'; readonly schema: Schema<T> },
  ): Promise<HttpAnswer<T>>
  request(request: HttpRequest<Policy> & { readonly as: 'text' }): Promise<HttpAnswer<string>>
  request(request: HttpRequest<Policy> & { readonly as: 'bytes' }): Promise<HttpAnswer<Uint8Array>>
  request(request: HttpRequest<Policy> & { readonly as?: 'json' }): Promise<HttpAnswer<unknown>>
}

/**
 * Makes a client for one source that gives every request an end, leaves a failing source alone, and repeats only reads.
 *
 * @param environment - where the network, the time and the chance come from
 * @throws ShagunError `invalid-options` for an address or a policy without meaning
 * @example
 * ```ts
 * import { createEnvironment } from '@shagun/core'
 * import { createHttpClient } from '@shagun/core/adapter'
 *
 * async function fetchOrders(token: () => Promise<string>) {
 *   const client = createHttpClient(
 *     {
 *       source: 'example',
 *       baseUrl: 'https://api.example.com/v3/',
 *       headers: async () => ({ authorization: `Bearer ${await token()}` }),
 *       policies: { books: { deadlineMs: 15_000 }, orders: { attemptTimeoutMs: 7_000, concurrency: 50 } },
 *     },
 *     createEnvironment({}),
 *   )
 *   const answer = await client.request({ path: 'orders', policy: 'books' })
 *   return answer.ok ? answer.body : []
 * }
 * ```
 */
export function createHttpClient<const Policy extends string = never>(
  options: HttpClientOptions<Policy>,
  environment: Environment,
): HttpClient<Policy> {
  const { source, secrets, judge } = options
  const { clock, timers, random, network, log } = environment
  const redactor = redactorOf(secrets)
  const { messageOf, unreachable, late, rateLimited, invalid, excerptOf } = createHttpFailures(source, redactor)
  const baseUrl = parseBaseUrl(options.baseUrl)
  const own = typeof options.headers === 'function' ? options.headers : lowerCased(options.headers ?? {})
  const lanes = new Map(
    Object.entries<HttpPolicy>({ '': {}, ...options.policies }).map(([name, policy]) => [
      name,
      createLane(name, policy),
    ]),
  )

  function createLane(name: string, given: HttpPolicy): Lane {
    const policy = settlePolicy(given)
    const breaker = createBreaker(policy.breaker, clock, (forMs) => {
      const what = name === '' ? source : `${source} (${name})`
      log.warn(`${what} fails too often and is left alone for ${forMs / 1000} s.`)
    })
    const bulkhead = createBulkhead(policy.concurrency, policy.queueLength)
    return { policy, breaker, bulkhead, pausedUntil: 0, refusals: 0 }
  }

  async function request(given: Asked): Promise<HttpAnswer<unknown>> {
    const lane = lanes.get(given.policy ?? '')
    if (lane === undefined) throw noPolicy(given.policy!, [...lanes.keys()])
    given.signal?.throwIfAborted()
    const { deadlineMs, attempts } = lane.policy
    const { method = 'GET', idempotent = method === 'GET' || method === 'HEAD' } = given
    const prepared = prepareRequest(given, baseUrl, redactor)
    const whole = createCancellation(given.signal)
    const call: Call = {
      given,
      lane,
      idempotent,
      prepared,
      signal: whole.signal,
      endsAt: clock.now() + deadlineMs,
      trace: { sent: 'no', attempts: 0 },
    }
    const cancelTimer = timers.after(deadlineMs, () => whole.cancel(outOfTime))
    try {
      if (!idempotent || attempts === 1) return await attempt(call)
      return await pRetry(() => attempt(call), {
        retries: attempts - 1,
        // It never waits itself, because its timers are the machine's.
        minTimeout: 0,
        signal: whole.signal,
        shouldRetry: ({ error, attemptNumber }) => {
          call.last = error
          return pauseBeforeRetry(call, error, attemptNumber)
        },
      })
    } catch (error) {
      throw error === outOfTime ? late(call) : error
    } finally {
      cancelTimer()
      whole.end()
    }
  }

  async function attempt(call: Call): Promise<HttpAnswer<unknown>> {
    const { lane, signal, given } = call
    const { breaker, bulkhead, policy } = lane
    call.isSending = false
    // Nobody waits in a queue only to be refused at its end; whoever waited looks again.
    refuseWhileClosed(call)
    const leave = await bulkhead.enter(signal)
    if (leave === undefined)
      throw unreachable(call, 'busy', `${policy.queueLength} requests wait already`, 'Ask less often.')
    try {
      await passLimiter(call)
      const headers = {
        // The answer to an order is a line, and packing it costs both sides more than it saves.
        ...(call.idempotent && { 'accept-encoding': 'gzip' }),
        ...(await ownHeaders(call)),
        ...call.prepared.headers,
      }
      for (const [name, value] of Object.entries(headers)) redactor.learn('header', name, value)
      refuseWhileClosed(call)
      const tell = breaker.enter()
      call.isSending = true
      call.trace.attempts++
      try {
        const answer = read(call, ...(await exchange(call, headers)))
        tell('good')
        return answer
      } catch (error) {
        tell(error === outOfTime ? 'bad' : resultOf(error))
        throw error
      }
    } finally {
      leave()
    }

    async function passLimiter({ endsAt }: Call): Promise<void> {
      const { urgent = false, cost = 1 } = given
      try {
        await policy.limiter?.take({ signal, urgent, cost, maxWaitMs: Math.max(0, endsAt - clock.now()) })
      } catch (error) {
        if (!isShagunError(error, 'rate-limited')) throw error
        throw new ShagunError('rate-limited', error.message, {
          details: { ...error.details, source, ...call.trace },
          retryable: true,
        })
      }
    }
  }

  async function ownHeaders(call: Call): Promise<Readonly<Record<string, string>>> {
    if (typeof own !== 'function') return own
    try {
      return lowerCased(await untilAborted(call.signal, promised(own)))
    } catch (error) {
      if (call.signal.aborted || isShagunError(error)) throw error
      const message = messageOf(call, 'was not asked, because its headers could not be made', 'Look at the cause.')
      const cause = redactor.cause(error)
      throw new ShagunError('unauthenticated', message, { details: { source, ...call.trace }, cause })
    }
  }

  function refuseWhileClosed(call: Call): void {
    const { pausedUntil, breaker } = call.lane
    const pauseMs = pausedUntil - clock.now()
    if (pauseMs > 0) throw rateLimited(call, pauseMs, `asked us to wait, and ${pauseMs} ms of that are left`)
    if (breaker.isOpen) {
      const { openForMs } = breaker
      throw unreachable(
        call,
        'breaker-open',
        'failed too often and is left alone',
        'Ask again later, or another source.',
        {
          retryAfterMs: openForMs,
          cause: call.last,
        },
      )
    }
  }

  /** One request and its answer, within the time that an attempt has. */
  async function exchange(
    call: Call,
    headers: Readonly<Record<string, string>>,
  ): Promise<[Response, Uint8Array | typeof tooLong]> {
    const { lane, prepared, trace } = call
    const { attemptTimeoutMs, maxResponseBytes } = lane.policy
    const { method, url, body } = prepared
    const once = createCancellation(call.signal)
    const cancelTimer = timers.after(attemptTimeoutMs, () => once.cancel(attemptOver))
    let isAnswered = false
    try {
      return await untilAborted(once.signal, exchangeBytes())
    } catch (error) {
      trace.sent = isAnswered || trace.sent === 'yes' ? 'yes' : later(trace.sent, wasSent(error))
      if (call.signal.aborted) throw call.signal.reason
      if (once.signal.aborted)
        throw unreachable(call, 'timeout', `did not answer within ${attemptTimeoutMs} ms`, 'Ask again later.')
      const cause = redactor.cause(error)
      throw unreachable(call, 'network', 'could not be reached', 'Look at the connection, and ask again later.', {
        cause,
      })
    } finally {
      cancelTimer()
      once.end()
    }

    async function exchangeBytes(): Promise<[Response, Uint8Array | typeof tooLong]> {
      const response = await network.fetch(url, {
        method,
        headers,
        ...(body !== undefined && { body: body as string }),
        // A redirect could lead credentials, or an order, to somebody else.
        redirect: 'manual',
        signal: once.signal,
      })
      if (once.signal.aborted) {
        // The network did not listen, and nobody listens to it any more.
        response.body?.cancel().catch(() => {})
        once.signal.throwIfAborted()
      }
      isAnswered = true
      trace.sent = 'yes'
      trace.httpStatus = response.status
      return [response, method === 'HEAD' ? new Uint8Array() : await readBody(response, maxResponseBytes)]
    }
  }

  /** What the answer means, and its body as what was asked for. */
  function read(call: Call, { status, headers }: Response, bytes: Uint8Array | typeof tooLong): HttpAnswer<unknown> {
    const { given, lane } = call
    if (bytes === tooLong) throw invalid(call, `at most ${lane.policy.maxResponseBytes} bytes`, {})
    const { value, isReadable } = decode(bytes, given.as ?? 'json')
    const answer: HttpAnswer<unknown> = { ok: status >= 200 && status < 300, status, headers, body: value }
    const verdict = judge?.(answer) ?? judgeByStatus(answer)
    if (verdict !== 'answer') throw failed(call, answer, verdict)
    lane.refusals = 0
    if (!answer.ok) return answer
    if (!isReadable) throw invalid(call, 'JSON', { passes: true, value: excerptOf(String(value)) })
    if (given.schema === undefined) return answer
    try {
      return { ...answer, body: given.schema.parse(value) }
    } catch (cause) {
      throw invalid(call, 'what the schema asks for', { cause })
    }
  }

  function failed(call: Call, answer: HttpAnswer<unknown>, verdict: Exclude<Verdict, string>): AnyShagunError {
    const retryAfterMs = verdict.retryAfterMs ?? parseRetryAfter(answer.headers.get('retry-after'), clock.now())
    const said = verdict.reason === undefined ? '' : `: ${excerptOf(verdict.reason)}`
    const answered = `answered ${answer.status}${said}`
    if (verdict.failure === 'rate-limited') {
      const waitMs = pause(call.lane, retryAfterMs)
      return rateLimited(call, waitMs, `${answered}, asked too often; it is left alone for ${waitMs} ms`)
    }
    call.lane.refusals = 0
    if (verdict.failure === 'unauthenticated') {
      const message = messageOf(call, `${answered} and does not take the credentials`, 'Sign in again.')
      return new ShagunError('unauthenticated', message, { details: { source, ...call.trace } })
    }
    return unreachable(call, 'server', answered, 'Ask again later.', retryAfterMs === undefined ? {} : { retryAfterMs })
  }

  /** Requests that were refused together are one refusal. */
  function pause(lane: Lane, retryAfterMs: number | undefined): number {
    const now = clock.now()
    if (retryAfterMs === undefined && lane.pausedUntil <= now) {
      lane.refusals++
      lane.pausedUntil = now + backoffMs(lane.policy.rateLimitedBackoff, lane.refusals, random)
    }
    lane.pausedUntil = Math.max(lane.pausedUntil, now + (retryAfterMs ?? 0))
    return lane.pausedUntil - now
  }

  /** Whether to try again, once the pause is over. */
  async function pauseBeforeRetry(call: Call, error: unknown, failures: number): Promise<boolean> {
    if (!isShagunError(error) || !error.retryable || !call.isSending) return false
    const { retryAfterMs = 0 } = error.details as { readonly retryAfterMs?: number }
    const pauseMs = Math.max(retryAfterMs, 0) + backoffMs(call.lane.policy.backoff, failures, random)
    if (clock.now() + pauseMs >= call.endsAt) return false
    log.warn(`${source}: ${call.prepared.name} is tried again in ${pauseMs} ms.`, { code: error.code, ...call.trace })
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancelTimer = timers.after(pauseMs, resolve)
    try {
      await untilAborted(call.signal, promise)
      return true
    } finally {
      cancelTimer()
    }
  }

  return { request: request as HttpClient<Policy>['request'] }
}

const outOfTime = new Error('The deadline has passed.')
const attemptOver = new Error('The attempt took too long.')

function parseBaseUrl(text: string): URL {
  const url = URL.parse(text)
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '') {
    if (!url.pathname.endsWith('/')) url.pathname += '/'
    return url
  }
  const expected = 'an address with http or https, without a user or a query'
  throw new ShagunError('invalid-options', `The baseUrl is not an address to ask; expected ${expected}.`, {
    details: { option: 'baseUrl', value: '', expected },
  })
}

function noPolicy(value: string, known: readonly string[]): ShagunError<'invalid-options'> {
  const expected = `one of ${known.filter((name) => name !== '').join(', ') || 'none'}`
  return new ShagunError('invalid-options', `There is no policy ${value}; expected ${expected}.`, {
    details: { option: 'policy', value, expected },
  })
}
