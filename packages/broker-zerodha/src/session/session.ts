import { type Environment, type SecretSource, ShagunError, type Timestamp, type Unsubscribe } from '@shagun/core'

/** How the session of an account stands; `none` before the first request has asked for a token. */
export type SessionState = 'none' | 'active' | 'expired'

/** Who hears of a session: `expired` once a token is dead, `renewed` once there is another. */
export type SessionListener = (news: 'expired' | 'renewed') => void

/** The access token of a day, and the knowledge of its end. */
export interface KiteSession {
  readonly state: SessionState
  /** When the token ends: 06:00 in India. `undefined` where there is none. */
  readonly expiresAt: Timestamp | undefined
  /**
   * The token of now.
   *
   * @throws ShagunError `unauthenticated` where there is none, or only a dead one
   */
  token(): Promise<string>
  /** A person has logged in again. */
  setToken(token: string): void
  /** Kite has turned this token away. */
  refused(token: string): void
  listen(listener: SessionListener): Unsubscribe
  close(): void
}

const dayMs = 86_400_000
/** 06:00 in India is half past midnight in UTC, all year. */
const endOfDayMs = 30 * 60_000
const askAgainMs = 30_000

/** When a token that is good now ends. */
export function endOfSession(now: Timestamp): Timestamp {
  return Math.floor((now - endOfDayMs) / dayMs) * dayMs + dayMs + endOfDayMs
}

export function createSession(source: SecretSource, { clock, timers, log }: Environment): KiteSession {
  const listeners = new Set<SessionListener>()
  let given: string | undefined
  let current: string | undefined
  let dead: string | undefined
  let expiresAt: Timestamp | undefined
  /** Somebody was told that there is none, and is to hear when there is. */
  let isAwaited = false
  let isClosed = false
  let cancelTimer: Unsubscribe = () => {}

  function tell(news: 'expired' | 'renewed'): void {
    for (const listener of [...listeners]) listener(news)
  }

  async function ask(): Promise<string> {
    try {
      const offered = given ?? (typeof source === 'function' ? await source() : source)
      // A person may have logged in meanwhile.
      const token = given ?? offered
      if (typeof token !== 'string' || token === '') throw noToken('There is no access token')
      if (token === dead) throw noToken('The access token has expired')
      if (token !== current) begin(token)
      return token
    } catch (cause) {
      if (current === undefined) awaitNext()
      throw cause
    }
  }

  function begin(token: string): void {
    const isNews = isAwaited || current !== undefined
    isAwaited = false
    current = token
    expiresAt = endOfSession(clock.now())
    cancelTimer()
    cancelTimer = timers.after(expiresAt - clock.now(), () => expire(token))
    if (isNews) tell('renewed')
  }

  function expire(token: string): void {
    if (token !== current) return
    current = undefined
    dead = token
    expiresAt = undefined
    given = undefined
    log.warn('The session with Kite has ended; orders are denied until there is a new access token.')
    tell('expired')
    awaitNext()
  }

  /** A vault may have the next one before anybody asks for something. */
  function awaitNext(): void {
    isAwaited = true
    cancelTimer()
    if (typeof source !== 'function' || isClosed) return
    // In vain, it comes here once more.
    cancelTimer = timers.after(askAgainMs, () => void ask().catch(() => {}))
  }

  return {
    get state() {
      return current !== undefined ? 'active' : dead !== undefined ? 'expired' : 'none'
    },
    get expiresAt() {
      return expiresAt
    },
    token: ask,
    setToken(token) {
      if (token === '' || token === dead) {
        const expected = 'the access token of a new login'
        throw new ShagunError(
          'invalid-options',
          `The access token is none, or one that has ended; expected ${expected}.`,
          {
            details: { option: 'accessToken', value: '', expected },
          },
        )
      }
      given = token
      if (token !== current) begin(token)
    },
    refused(token) {
      // What was asked with an older one says nothing of the one that is there now.
      if (token === current) expire(token)
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      isClosed = true
      cancelTimer()
      listeners.clear()
    },
  }
}

function noToken(what: string): ShagunError {
  const message = `${what}. Log in to Kite again, and hand the new one to \`setAccessToken\`.`
  return new ShagunError('unauthenticated', message, { details: { source: 'zerodha', sent: 'no' } })
}
