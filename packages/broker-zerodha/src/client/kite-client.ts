import { type Environment, type Evidence, isShagunError, ShagunError, type Timestamp } from '@shagun/core'
import { createHttpClient, type HttpAnswer, type HttpPolicy, type Redactor } from '@shagun/core/adapter'
import type { KiteLimits } from '../limits.ts'
import type { KiteSession } from '../session/session.ts'
import { source } from '../source.ts'
import { evidenceOf, judge, readEnvelope } from './envelope.ts'
import { createOfficialClient, type OfficialClient, type OfficialRequest } from './official-client.ts'

/** What Kite did with a request: gave data, or refused it for certain. */
type KiteAnswer = { readonly data: unknown } | { readonly refused: Evidence }

/** Asks Kite, within what the account may, and says for certain what it did or that it is not certain. */
export interface KiteClient {
  /**
   * Asks through the official client, which knows the route.
   *
   * @throws ShagunError `unauthenticated`, `rate-limited`, `unreachable`, `invalid-data`; `sent` of its details tells
   * whether Kite may have got the request
   */
  ask(call: (kite: OfficialClient) => Promise<unknown>, how?: AskOptions): Promise<KiteAnswer>
  /** The same for what only reads, where a refusal is an error, too. */
  read(what: string, call: (kite: OfficialClient) => Promise<unknown>, how?: AskOptions): Promise<unknown>
  /** A body that is no envelope: the file of instruments. */
  readText(path: string, signal?: AbortSignal): Promise<string>
  /** Takes secrets out of what Kite says, before anybody is shown it. */
  hide(text: string): string
}

interface AskOptions {
  /** Goes before others, and may use what limits keep for it. */
  readonly urgent?: boolean
  readonly signal?: AbortSignal | undefined
  /** What has not got as far as the queue by then is not sent: who asked has stopped waiting for it. */
  readonly notAfter?: Timestamp
}

type Lane = keyof typeof lanes

/** Once Kite is well again, nobody is to stand before closed doors for minutes. */
const breaker = { openMs: 5_000, maxOpenMs: 20_000 }
/** Kite counts by the second. */
const rateLimitedBackoff = { firstMs: 1_000, maxMs: 2_000 }

const lanes = {
  /** Sent once; answered late it is unconfirmed, and the order book tells. */
  orders: {
    attemptTimeoutMs: 10_000,
    deadlineMs: 15_000,
    attempts: 1,
    concurrency: 64,
    queueLength: 1_000,
    rateLimitedBackoff,
    breaker,
  },
  /** Cancels, changes and ways out stand in no queue of orders, and are tried whatever has failed before. */
  waysOut: {
    attemptTimeoutMs: 10_000,
    deadlineMs: 15_000,
    attempts: 1,
    concurrency: 1_000,
    rateLimitedBackoff: { firstMs: 500, maxMs: 1_000 },
    breaker: { minimumRequests: Number.MAX_SAFE_INTEGER },
  },
  quotes: { attemptTimeoutMs: 5_000, deadlineMs: 15_000 },
  history: { attemptTimeoutMs: 15_000, deadlineMs: 60_000 },
  reads: { attemptTimeoutMs: 10_000, deadlineMs: 30_000, rateLimitedBackoff, breaker },
  instruments: { attemptTimeoutMs: 60_000, deadlineMs: 120_000, maxResponseBytes: 128 * 1024 * 1024 },
} as const satisfies Readonly<Record<string, HttpPolicy>>

export function createKiteClient(
  { apiKey, apiUrl, redactor }: { readonly apiKey: string; readonly apiUrl: string; readonly redactor: Redactor },
  session: KiteSession,
  limits: KiteLimits,
  environment: Environment,
): KiteClient {
  const { clock } = environment
  const http = createHttpClient<Lane>(
    {
      source,
      baseUrl: apiUrl,
      headers: { 'x-kite-version': '3' },
      secrets: redactor,
      policies: {
        orders: { ...lanes.orders, limiter: limits.orders },
        waysOut: { ...lanes.waysOut, limiter: limits.orders },
        quotes: { ...lanes.quotes, limiter: limits.quotes },
        history: { ...lanes.history, limiter: limits.history },
        reads: { ...lanes.reads, limiter: limits.reads },
        instruments: { ...lanes.instruments, limiter: limits.reads },
      },
      judge,
    },
    environment,
  )
  /** Each call brings how it is to be sent; the official client has no place for it. */
  let how: AskOptions = {}
  let official: Promise<OfficialClient> | undefined

  async function send(request: OfficialRequest, { urgent, signal, notAfter }: AskOptions): Promise<KiteAnswer> {
    const { method, path, query, body, contentType } = request
    const answer = await withToken((headers) => {
      if (notAfter !== undefined && clock.now() > notAfter) throw tooLate()
      return http.request({
        method,
        path,
        query,
        policy: laneOf(method, path, urgent),
        headers: { ...headers, ...(body !== undefined && { 'content-type': contentType }) },
        ...(body !== undefined && { body }),
        ...(urgent !== undefined && { urgent }),
        ...(signal !== undefined && { signal }),
      })
    })
    const refused = evidenceOf(answer, redactor.text)
    if (refused !== undefined) return { refused }
    const envelope = readEnvelope(answer.body)
    if (envelope?.status !== 'success') throw unreadable(answer)
    return { data: envelope.data }
  }

  async function withToken<T>(ask: (headers: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
    const token = await tokenOf()
    try {
      return await ask({ authorization: `token ${apiKey}:${token}` })
    } catch (error) {
      if (isShagunError(error, 'unauthenticated')) session.refused(token)
      throw error
    }
  }

  /** Whatever keeps us from having one, nothing was sent. */
  async function tokenOf(): Promise<string> {
    try {
      return await session.token()
    } catch (error) {
      if (isShagunError(error, 'unauthenticated')) throw error
      const why = redactor.text(error instanceof Error ? error.message : String(error))
      throw new ShagunError('unauthenticated', `The access token of ${source} could not be had: ${why}`, {
        details: { source, sent: 'no' },
        cause: redactor.cause(error),
      })
    }
  }

  async function ask(call: (kite: OfficialClient) => Promise<unknown>, options: AskOptions = {}): Promise<KiteAnswer> {
    official ??= createOfficialClient(apiKey, (request) => send(request, how))
    const kite = await official
    // It asks before it first waits, so what is set here is what the request is sent with.
    how = options
    return (await call(kite)) as KiteAnswer
  }

  return {
    ask,
    hide: redactor.text,
    async read(what, call, options) {
      const answer = await ask(call, options)
      if ('data' in answer) return answer.data
      throw refusal(what, answer.refused)
    },
    async readText(path, signal) {
      const answer = await withToken((headers) =>
        http.request({ path, headers, as: 'text', policy: 'instruments', ...(signal !== undefined && { signal }) }),
      )
      if (answer.ok) return answer.body
      const refused = evidenceOf(answer, redactor.text)
      throw refused === undefined ? unreadable(answer) : refusal(path, refused)
    },
  }
}

function laneOf(method: OfficialRequest['method'], path: string, urgent = false): Lane {
  if (method !== 'GET' && (path.startsWith('/orders') || path.startsWith('/gtt'))) return urgent ? 'waysOut' : 'orders'
  if (path.startsWith('/quote')) return 'quotes'
  if (path.startsWith('/instruments/historical')) return 'history'
  return 'reads'
}

function tooLate(): ShagunError {
  const message = `${source} was not asked, because it took too long until it could be. Place it again if it still holds.`
  return new ShagunError('unreachable', message, { details: { source, why: 'timeout', sent: 'no' } })
}

/** An answer of 200 that says neither yes nor no; nobody knows what became of an order then. */
function unreadable({ status }: Pick<HttpAnswer<unknown>, 'status'>): ShagunError {
  const expected = 'an envelope of Kite, with `status` and `data`'
  const message = `${source} answered ${status} with what is not Kite's; expected ${expected}. Look at its status page.`
  return new ShagunError('invalid-data', message, {
    details: { source, field: 'body', expected, sent: 'yes', httpStatus: status },
    retryable: true,
  })
}

/** Not every 403 is an expired session: a plan may be missing. */
function refusal(what: string, { reason, vendorCode, httpStatus }: Evidence): ShagunError {
  if (vendorCode?.startsWith('Permission')) {
    const message = `${source} does not give ${what}: ${reason} Look at the plan of the API key, which may hold no market data.`
    return new ShagunError('unsupported', message, { details: { feature: what, by: source } })
  }
  const message = `${source} refused ${what}: ${reason}`
  return new ShagunError('invalid-data', message, {
    details: { source, field: vendorCode ?? 'status', value: reason, ...(httpStatus !== undefined && { httpStatus }) },
  })
}
