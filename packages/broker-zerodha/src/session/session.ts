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
   * The token of now. A function that gives tokens is asked only where there is none.
   *
   * @throws ShagunError `unauthenticated` where there is none, or only a dead one
   */
  token(): Promise<string>
  /** A person has logged in again. */
  setToken(token: string): void
  /** Kite has turned this token away. */
  refused(token: string): void
  /** It has a timer only while somebody listens. */
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
  let current: string | undefined
  let dead: string | undefined
  let endsAt: Timestamp = Number.POSITIVE_INFINITY
  let asking: Promise<string> | undefined
  /** Somebody was told that there is none, and is to hear when there is. */
  let isAwaited = false
  let cancelTimer: Unsubscribe = () => {}

  function isActive(): boolean {
    return current !== undefined && clock.now() < endsAt
  }

  /** Also where nobody listens, and no timer has told. */
  function look(): void {
    if (!isActive()) expire(current)
  }

  async function token(): Promise<string> {
    look()
    if (current !== undefined) return current
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return await asking
  }

  async function ask(): Promise<string> {
    try {
      const given = typeof source === 'function' ? await source() : source
      // One may have been handed over meanwhile.
      if (current !== undefined) return current
      if (typeof given !== 'string' || given === '') throw noToken('There is no access token')
      if (given === dead) throw noToken('The access token has expired')
      begin(given)
      return given
    } catch (cause) {
      if (current === undefined) awaitNext()
      throw cause
    }
  }

  function begin(token: string): void {
    const isNews = isAwaited || current !== undefined
    isAwaited = false
    current = token
    endsAt = endOfSession(clock.now())
    wait()
    if (isNews) tell('renewed')
  }

  function expire(token: string | undefined): void {
    if (token === undefined || token !== current) return
    current = undefined
    dead = token
    log.warn('The session with Kite has ended; orders are denied until there is a new access token.')
    awaitNext()
    tell('expired')
  }

  function awaitNext(): void {
    isAwaited = true
    wait()
  }

  /** For the end of the token, or for the next one, which a vault may have before anybody asks for something. */
  function wait(): void {
    cancelTimer()
    if (listeners.size === 0) return
    if (current !== undefined) cancelTimer = timers.after(endsAt - clock.now(), () => expire(current))
    else if (isAwaited && typeof source === 'function')
      // In vain, it comes here once more.
      cancelTimer = timers.after(askAgainMs, () => void token().catch(() => {}))
  }

  function tell(news: 'expired' | 'renewed'): void {
    for (const listener of [...listeners]) listener(news)
  }

  return {
    get state() {
      if (isActive()) return 'active'
      return current === undefined && dead === undefined ? 'none' : 'expired'
    },
    get expiresAt() {
      return isActive() ? endsAt : undefined
    },
    token,
    setToken(token) {
      look()
      // One that Kite has refused may be good again: another login of a day can give the same.
      if (token === '' || typeof token !== 'string' || (token === dead && clock.now() >= endsAt)) {
        const expected = 'the access token of a new login'
        throw new ShagunError(
          'invalid-options',
          `The access token is none, or one that has ended; expected ${expected}.`,
          {
            details: { option: 'accessToken', value: '', expected },
          },
        )
      }
      if (token !== current) begin(token)
    },
    refused(token) {
      // What was asked with an older one says nothing of the one that is there now.
      expire(token)
    },
    listen(listener) {
      listeners.add(listener)
      if (listeners.size === 1) wait()
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) cancelTimer()
      }
    },
    close() {
      listeners.clear()
      cancelTimer()
    },
  }
}

function noToken(what: string): ShagunError {
  const message = `${what}. Log in to Kite again, and hand the new one to \`setAccessToken\`.`
  return new ShagunError('unauthenticated', message, { details: { source: 'zerodha', sent: 'no' } })
}
