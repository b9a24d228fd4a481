import { createHash } from 'node:crypto'
import type { Clock, Timestamp } from '@shagun/core'
import { nextSixInTheMorning } from '../wire/ist.ts'
import { refusal } from '../wire/refusal.ts'
import { tokenText } from '../wire/token-text.ts'
import type { FakeKiteUser } from './user.ts'

/** What authorises requests. */
export interface FakeKiteSession {
  readonly userId: string
  readonly apiKey: string
  readonly accessToken: string
}

export interface Sessions {
  /** As if somebody had typed the password: a request token, good once, for some minutes. */
  login(user: FakeKiteUser): string
  /** What a request token is worth. */
  exchange(apiKey: string, requestToken: string, checksum: string): FakeKiteSession
  /** One that is good now; a new one where there is none. */
  open(user: FakeKiteUser): FakeKiteSession
  admits(apiKey: string, accessToken: string): FakeKiteUser | undefined
  /** Whether there was one. */
  end(apiKey: string, accessToken: string): boolean
  /** Ends all of a user, as a master logout does. */
  endAll(userId: string): void
  /** A text that nobody can guess; it counts as a secret from now on. */
  mint(length?: number): string
  /** Every token that was ever given, to look for where it should not be. */
  readonly secrets: readonly string[]
  onEnd(listener: (session: FakeKiteSession) => void): () => void
}

export interface SessionOptions {
  readonly users: readonly FakeKiteUser[]
  readonly clock: Clock
  readonly random: () => number
  /** Whether tokens end at six in the morning. */
  readonly daily: boolean
  /** Whether a second login of a day gives the token of the first one. */
  readonly sameToken: boolean
}

/** How long a request token can be used. */
const requestTokenMs = 5 * 60_000

export function createSessions({ users, clock, random, daily, sameToken }: SessionOptions): Sessions {
  const requestTokens = new Map<string, { readonly user: FakeKiteUser; readonly until: Timestamp }>()
  const live = new Map<string, { readonly session: FakeKiteSession; readonly user: FakeKiteUser; until: Timestamp }>()
  const listeners = new Set<(session: FakeKiteSession) => void>()
  const secrets: string[] = []

  function mint(length?: number): string {
    const token = tokenText(random, length)
    secrets.push(token)
    return token
  }

  function drop(accessToken: string): void {
    const entry = live.get(accessToken)
    if (!live.delete(accessToken)) return
    for (const listener of [...listeners]) listener(entry!.session)
  }

  function find(user: FakeKiteUser): FakeKiteSession | undefined {
    for (const { session } of [...live.values()])
      if (session.apiKey === user.apiKey && admits(session.apiKey, session.accessToken)) return session
    return undefined
  }

  function begin(user: FakeKiteUser): FakeKiteSession {
    const known = find(user)
    if (known !== undefined && sameToken) return known
    // One app has one session with a user: the new token puts an end to the old one.
    if (known !== undefined) drop(known.accessToken)
    const session = { userId: user.userId, apiKey: user.apiKey, accessToken: mint() }
    const until = daily ? nextSixInTheMorning(clock.now()) : Number.POSITIVE_INFINITY
    live.set(session.accessToken, { session, user, until })
    return session
  }

  function admits(apiKey: string, accessToken: string): FakeKiteUser | undefined {
    const entry = live.get(accessToken)
    if (entry === undefined || entry.session.apiKey !== apiKey) return undefined
    if (clock.now() < entry.until) return entry.user
    drop(accessToken)
    return undefined
  }

  return {
    secrets,
    mint,
    admits,
    login(user) {
      const token = mint()
      requestTokens.set(token, { user, until: clock.now() + requestTokenMs })
      return token
    },
    exchange(apiKey, requestToken, checksum) {
      const app = users.find((user) => user.apiKey === apiKey)
      if (app === undefined) throw refusal(403, 'TokenException', 'Invalid `api_key`.')
      if (checksum !== checksumOf(apiKey, requestToken, app.apiSecret))
        throw refusal(403, 'TokenException', 'Invalid `checksum`.')
      const entry = requestTokens.get(requestToken)
      if (entry === undefined || entry.user.apiKey !== apiKey || clock.now() >= entry.until)
        throw refusal(403, 'TokenException', 'Token is invalid or has expired.')
      requestTokens.delete(requestToken)
      return begin(entry.user)
    },
    open: (user) => find(user) ?? begin(user),
    end(apiKey, accessToken) {
      if (admits(apiKey, accessToken) === undefined) return false
      drop(accessToken)
      return true
    },
    endAll(userId) {
      for (const { session } of [...live.values()]) if (session.userId === userId) drop(session.accessToken)
    },
    onEnd(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** What only those who know the secret can send: hex of SHA-256 over what is put together. */
export function checksumOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('')).digest('hex')
}
