import { type Environment, isShagunError, type SecretSource, ShagunError } from '@shagun/core'
import { untilAborted } from '@shagun/core/adapter'
import type { Endpoint } from './endpoint.ts'
import { createPause } from './pause.ts'

/** What opens quotes and option chains; one is worth nothing without the other. */
interface Session {
  readonly cookie: string
  readonly crumb: string
}

/** The session that there is, and how to come by one. */
export interface Sessions {
  /**
   * Runs with a session; where Yahoo does not take it, once more with a new one.
   *
   * @throws what `run` throws, and of `lacksCrumb` where there is no session to be had
   */
  run<T>(run: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Whether that was thrown because there was no crumb that Yahoo takes. */
  lacksCrumb(error: unknown): boolean
}

/** What asks for a cookie, and for the crumb that belongs to it. */
export interface SessionSources {
  readonly cookie: Endpoint
  readonly cookiePath: string
  readonly crumb: Endpoint
  readonly crumbPath: string
  /** In place of a cookie that Yahoo sets. */
  readonly ownCookie?: SecretSource | undefined
}

/** Mints one session for everybody who waits, and after a failure none before a pause is over. */
export function createSessions(sources: SessionSources, environment: Environment): Sessions {
  const pause = createPause(environment)
  const crumbless = new WeakSet<object>()
  let current: Session | undefined
  let minting: Promise<Session> | undefined
  let failure: unknown

  /** Whoever waits leaves when it wants to; the others still get it. */
  async function get(signal: AbortSignal | undefined): Promise<Session> {
    signal?.throwIfAborted()
    if (current !== undefined) return current
    if (minting === undefined && pause.leftMs > 0) throw stillFailed()
    minting ??= mint().finally(() => {
      minting = undefined
    })
    return await (signal === undefined ? minting : untilAborted(signal, minting))
  }

  async function mint(): Promise<Session> {
    try {
      const cookie = await fetchCookie()
      const answer = await sources.crumb.fetchText({ path: sources.crumbPath, headers: { cookie } })
      const crumb = answer.ok ? answer.body.trim() : ''
      // What comes in its place has been taken for one: a page, a refusal, nothing.
      if (!/^[^\s<>{}"']{5,32}$/.test(crumb)) throw noSession('gave something else in place of a crumb')
      current = { cookie, crumb }
      return current
    } catch (error) {
      throw fail(error)
    }
  }

  async function fetchCookie(): Promise<string> {
    const { ownCookie } = sources
    if (ownCookie !== undefined) {
      const cookie = await readOwn(ownCookie)
      if (!/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(cookie))
        throw noSession('was given an option `cookie` that is none')
      return cookie
    }
    // It sets the cookie with an answer of 404.
    const { headers } = await sources.cookie.fetchText({ path: sources.cookiePath })
    const pairs = headers.getSetCookie().flatMap((each) => /^\s*([^=;\s]+=[^;]+)/.exec(each)?.[1] ?? [])
    if (pairs.length === 0) throw noSession('set no cookie')
    return pairs.join('; ')
  }

  function fail(error: unknown): unknown {
    const waitMs = isShagunError(error, 'rate-limited') ? error.details.retryAfterMs : undefined
    const pauseMs = pause.refused(waitMs)
    environment.log.warn(
      `yahoo gives no crumb and is asked again in ${pauseMs / 1000} s; until then quotes come from charts.`,
    )
    failure = error
    return marked(error)
  }

  /** The same failure, for who asks before it is tried again. */
  function stillFailed(): unknown {
    const { leftMs } = pause
    if (isShagunError(failure, 'rate-limited')) {
      const message = `yahoo refused a crumb, and is asked for one again in ${leftMs} ms. Ask again after that, and less often.`
      const details = { source: 'yahoo', retryAfterMs: leftMs, sent: 'no' } as const
      return marked(new ShagunError('rate-limited', message, { details, retryable: true, cause: failure }))
    }
    return marked(failure)
  }

  function marked(error: unknown): unknown {
    if (typeof error === 'object' && error !== null) crumbless.add(error)
    return error
  }

  return {
    async run(run, signal) {
      const first = await get(signal)
      try {
        const result = await run(first)
        pause.served()
        return result
      } catch (error) {
        if (!isShagunError(error, 'unauthenticated')) throw error
        // Somebody else may have done so, and have a new one.
        if (current === first) current = undefined
      }
      const second = await get(signal)
      try {
        const result = await run(second)
        pause.served()
        return result
      } catch (error) {
        if (!isShagunError(error, 'unauthenticated')) throw error
        if (current === second) current = undefined
        throw fail(error)
      }
    },
    lacksCrumb: (error) => typeof error === 'object' && error !== null && crumbless.has(error),
  }
}

/** What its owner throws may tell what it keeps. */
async function readOwn(cookie: SecretSource): Promise<string> {
  try {
    return (typeof cookie === 'function' ? await cookie() : cookie).trim()
  } catch {
    throw noSession('was given an option `cookie` that failed')
  }
}

function noSession(what: string): ShagunError {
  const message = `yahoo ${what}, which quotes and option chains need. Ask again later, or give a cookie of your browser as the option \`cookie\`.`
  return new ShagunError('unauthenticated', message, { details: { source: 'yahoo' } })
}
