import { type Environment, isShagunError, ShagunError } from '@shagun/core'
import {
  createHttpClient,
  createRateLimiter,
  type HttpAnswer,
  type RateLimiter,
  type TokenBucket,
  type Verdict,
} from '@shagun/core/adapter'
import { createAbsences } from './absences.ts'
import type { AlphaVantageOptions } from './options.ts'
import { noticeIn, type Reply, readReply, webPage } from './reply.ts'
import { source } from './source.ts'
import { nextQuotaDay } from './stamp.ts'

/** One request to Alpha Vantage. */
interface Question {
  /** Such as `TIME_SERIES_DAILY`. */
  readonly function: string
  readonly parameters: Readonly<Record<string, string | number | undefined>>
  /** What is refused where a plan does not hold it. Default: the function. */
  readonly feature?: string
  /** What it is about, for errors: an instrument. */
  readonly about: string
  /** Whether it may use what the day's budget keeps for quotes. */
  readonly urgent?: boolean
  readonly signal?: AbortSignal | undefined
}

/** Asks Alpha Vantage within what the key may do, and tells its notices apart. */
export interface Client {
  /**
   * @throws ShagunError `not-found` for what is not there
   * @throws ShagunError `unsupported` for what the key's plan does not hold
   * @throws ShagunError `rate-limited`, `unauthenticated`, `unreachable`, `invalid-data`
   */
  ask(question: Question): Promise<Reply>
  /** Whether the key's plan is known not to hold something. */
  refuses(feature: string): boolean
  /** Remembers that it does not, and gives the error to throw. */
  refuse(feature: string, about: string): ShagunError
  /**
   * Refuses what the day cannot pay for, before it has cost anything.
   *
   * @throws ShagunError `unsupported` where no day can, `rate-limited` where this one cannot any more
   */
  checkBudget(requests: number, what: string): void
}

/** What only premium plans hold; what else there is, the vendor's refusals teach. */
const premiumFunctions = ['TIME_SERIES_DAILY_ADJUSTED', 'REALTIME_BULK_QUOTES']

export function createClient(options: AlphaVantageOptions, environment: Environment): Client {
  const { apiKey, plan = 'free', baseUrl = 'https://www.alphavantage.co/' } = options
  const { clock, timers } = environment
  const limiter = createLimiter(options, environment)
  const absences = createAbsences(clock)
  const learned = new Set<string>()
  const refuses = (feature: string) => learned.has(feature) || (plan === 'free' && premiumFunctions.includes(feature))
  const read = createReader()
  const http = createHttpClient(
    {
      source,
      baseUrl,
      secrets: { values: typeof apiKey === 'string' ? [apiKey] : [], parameters: ['apikey'] },
      policies: {
        query: {
          limiter,
          // A full history of twenty years is written while one waits.
          attemptTimeoutMs: 20_000,
          deadlineMs: 60_000,
          // Each attempt is one of the day's 25.
          attempts: plan === 'free' ? 2 : 3,
          concurrency: plan === 'free' ? 1 : 5,
          // Half of a pause is left to chance, and the vendor's second is to be over.
          rateLimitedBackoff: { firstMs: 2 * paceMs, maxMs: 60_000 },
        },
      },
      judge,
    },
    environment,
  )
  let lastKey = ''

  function refuse(feature: string, about: string): ShagunError {
    learned.add(feature)
    return notInPlan(feature, about, plan)
  }

  /** What the vendor said never stands in what is told: it echoes the key. */
  function judge({ ok, status, body }: HttpAnswer<unknown>): Verdict | undefined {
    const reply = read(body)
    if (reply === undefined || (reply === webPage && !ok && !isRefusal(status))) return undefined
    if (reply === webPage) return { failure: 'unreachable', reason: 'a web page in place of data' }
    const notice = noticeIn(reply)
    if (notice?.kind === 'throttled')
      return { failure: 'rate-limited', ...notice.wait, reason: 'too many requests at once' }
    if (notice?.kind === 'day-spent') {
      const reason = 'the requests of this day are used up, until midnight in New York'
      return { failure: 'rate-limited', retryAfterMs: nextQuotaDay(clock.now()) - clock.now(), reason }
    }
    if (notice?.kind === 'bad-key') return { failure: 'unauthenticated', reason: 'the key is invalid or missing' }
    return undefined
  }

  async function key(): Promise<string> {
    let value: unknown
    try {
      value = typeof apiKey === 'function' ? await apiKey() : apiKey
    } catch (error) {
      if (isShagunError(error)) throw error
      throw noKey('could not be had from where it is kept')
    }
    if (typeof value !== 'string' || value.trim() === '') throw noKey('is empty')
    // Another key may have another plan.
    if (lastKey !== value) learned.clear()
    lastKey = value
    return value
  }

  /** A vault that does not answer holds up nobody for ever, nor who has gone. */
  async function keyInTime(signal: AbortSignal | undefined): Promise<string> {
    const { promise, reject } = Promise.withResolvers<never>()
    const stop = (): void => reject(signal!.reason)
    const cancelTimer = timers.after(keyMs, () => reject(noKey(`did not come within ${keyMs} ms`)))
    signal?.addEventListener('abort', stop, { once: true })
    try {
      return await Promise.race([key(), promise])
    } finally {
      cancelTimer()
      signal?.removeEventListener('abort', stop)
    }
  }

  return {
    async ask({ function: name, parameters, feature = name, about, urgent = false, signal }) {
      signal?.throwIfAborted()
      if (refuses(feature) || refuses(name)) throw notInPlan(feature, about, plan)
      const asked = JSON.stringify([name, parameters])
      if (absences.has(asked)) throw notFound(about, name)
      const apikey = await keyInTime(signal)
      const answer = await http.request({
        path: 'query',
        query: { function: name, ...parameters, apikey },
        policy: 'query',
        urgent,
        as: 'text',
        schema: { parse: (text) => read(text, 'last') as Reply },
        ...(signal !== undefined && { signal }),
      })
      if (!answer.ok) throw badStatus(answer.status)
      const notice = noticeIn(answer.body)
      if (notice?.kind === 'premium') {
        throw refuse(feature, about)
      }
      if (notice?.kind === 'invalid-call') {
        absences.add(asked)
        throw notFound(about, name)
      }
      if (notice !== undefined) throw unknownNotice(name)
      return answer.body
    },
    refuses,
    refuse,
    checkBudget(requests, what) {
      if (requests === 0) return
      const most = dayOf(options)?.most ?? Number.POSITIVE_INFINITY
      if (requests > most) throw tooMuch(what, requests, most)
      const retryAfterMs = limiter.peek({ cost: requests }).waitMs
      // The pace alone never asks for more than it takes from nothing, and a moment.
      if (retryAfterMs > (requests / paceOf(options).perSecond) * 1_000 + 1)
        throw notToday(what, requests, retryAfterMs)
    },
  }
}

/** How long the key may take from where it is kept. */
const keyMs = 10_000

/** The vendor counts seconds by its own clock, so two of them are a little more than one apart. */
const paceMs = 1_200

function createLimiter(options: AlphaVantageOptions, environment: Environment): RateLimiter {
  const { dailyBudget: { store, name = source } = {} } = options
  const pace = paceOf(options)
  const day = dayOf(options)
  return createRateLimiter(
    { name, limits: day === undefined ? [pace] : [pace, day.limit], ...(store !== undefined && { store }) },
    environment,
  )
}

/** How fast requests may follow each other. */
function paceOf({ plan = 'free', requestsPerMinute = 75 }: AlphaVantageOptions): TokenBucket {
  if (plan === 'free') return { burst: 1, perSecond: 1_000 / paceMs }
  const burst = Math.max(1, Math.min(5, Math.floor(requestsPerMinute / 10)))
  return { burst, perSecond: (requestsPerMinute - burst) / 60 }
}

/** What a day has, and what of it is there for more than quotes. */
function dayOf({ plan = 'free', dailyBudget = {} }: AlphaVantageOptions) {
  const { requests: count = plan === 'free' ? 25 : undefined } = dailyBudget
  if (count === undefined) return undefined
  const { reserve = Math.floor(count / 5) } = dailyBudget
  return { most: count - reserve, limit: { count, per: 'day', timeZone: 'America/New_York', reserve } } as const
}

/**
 * Reads texts once where they are judged and then taken: `last` says that nobody comes for this one again. What cannot
 * be read is `undefined` to who judges, and thrown to who takes.
 */
function createReader(): (text: unknown, last?: 'last') => Reply | typeof webPage | undefined {
  let kept: { readonly text: unknown; readonly reply: Reply | typeof webPage } | undefined
  return (text, last) => {
    const known = kept?.text === text ? kept?.reply : undefined
    kept = undefined
    if (known !== undefined && last) return known
    try {
      const reply = readReply(String(text))
      if (!last) kept = { text, reply }
      return reply
    } catch (error) {
      if (last) throw error
      return undefined
    }
  }
}

/** The vendor refuses a key with HTTP 200: what does so by its status stands between, and has not seen the key. */
function isRefusal(status: number): boolean {
  return status === 401 || status === 403
}

function notInPlan(feature: string, about: string, plan: string): ShagunError {
  const remedy =
    plan === 'free'
      ? "Take a premium plan and say plan: 'premium', or let another provider serve it."
      : 'Look at what your plan holds, or let another provider serve it.'
  const message = `Alpha Vantage does not give ${feature} of ${about} to this key. ${remedy}`
  return new ShagunError('unsupported', message, { details: { feature, by: source } })
}

function notFound(about: string, name: string): ShagunError {
  const message = `Alpha Vantage has no ${name} of ${about}; expected a symbol that it lists, in a time that it has. Check it with searchInstruments.`
  return new ShagunError('not-found', message, { details: { source, name: about } })
}

function unknownNotice(name: string): ShagunError {
  const expected = 'data, or a notice that is known'
  const message = `Alpha Vantage answered ${name} with a notice that nobody knows here; expected ${expected}. Look for a newer release.`
  return new ShagunError('invalid-data', message, { details: { source, field: 'Information', expected, sent: 'yes' } })
}

function badStatus(httpStatus: number): ShagunError {
  const message = `Alpha Vantage answered with HTTP ${httpStatus}; expected 200, as it gives to everything. Check baseUrl.`
  return new ShagunError('unreachable', message, { details: { source, why: 'server', sent: 'yes', httpStatus } })
}

function noKey(what: string): ShagunError {
  const message = `Alpha Vantage was not asked, because its key ${what}. Look at apiKey.`
  return new ShagunError('unauthenticated', message, { details: { source, sent: 'no' } })
}

function tooMuch(what: string, requests: number, most: number): ShagunError {
  const message = `${what} are ${requests} requests to Alpha Vantage, and its day has ${most} for them; expected a range that it can pay for. Ask for less at once.`
  return new ShagunError('unsupported', message, { details: { feature: what, by: source } })
}

function notToday(what: string, requests: number, retryAfterMs: number): ShagunError {
  const message = `${what} are ${requests} requests to Alpha Vantage, and this day has not so many left. Ask in ${retryAfterMs} ms, or for less.`
  return new ShagunError('rate-limited', message, { details: { source, retryAfterMs, sent: 'no' }, retryable: true })
}
