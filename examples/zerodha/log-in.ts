import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type KiteLoginResult, kiteLogin, type TokenStore, tokenStore } from '@shagun/broker-zerodha'
import { isShagunError } from '@shagun/core'
import { untilAborted } from '@shagun/core/adapter'
import { openCallback } from './callback.ts'
import type { Kite } from './kite.ts'
import { type Terminal, timeInIndia } from './terminal.ts'

/** Where the token of the day is kept; `undefined` where there is nothing to seal it with. */
export function storeOf({ folder, passphrase }: Kite): TokenStore | undefined {
  return passphrase === undefined ? undefined : tokenStore({ path: join(folder, 'kite-token'), passphrase })
}

/** The token of an earlier run of today, where one was kept. */
export async function loadToken(store: TokenStore | undefined, show: Terminal): Promise<string | undefined> {
  try {
    return await store?.load()
  } catch (error) {
    if (isShagunError(error, 'unauthenticated')) return undefined
    if (!isShagunError(error, 'invalid-data')) throw error
    show.note(error.message)
    return undefined
  }
}

/** A person logs in: shows them where, and waits until Kite has sent their browser back. */
export async function logIn(
  kite: Kite,
  store: TokenStore | undefined,
  show: Terminal,
  signal: AbortSignal,
): Promise<KiteLoginResult> {
  // Comes back with the redirect, so that nobody can slip in a login to an account of theirs.
  const state = randomBytes(8).toString('hex')
  const login = kiteLogin({ ...kite.app, ...kite.endpoints, redirectParams: { state } })
  const callback = await openCallback({
    port: kite.port,
    state,
    async exchange(requestToken) {
      const result = await login.exchange(requestToken)
      await store?.save(result)
      return result
    },
    failed: (why) => show.row('Refused', why),
  })
  try {
    show.address(login.url)
    show.row('Waiting', `for Kite to come back to ${callback.url}`)
    const visited = kite.visit?.(login.url, callback.url, signal)
    if (visited === undefined) show.row('', 'Open the address above in a browser on this machine. Ctrl-C ends it.')
    else await visited
    const result = await untilAborted(signal, callback.login)
    show.row('Logged in', `as ${result.userId}, until ${timeInIndia(result.expiresAt)} in India`)
    show.row('Token', store === undefined ? notKept : `kept for today, sealed, in ${join(kite.folder, 'kite-token')}`)
    return result
  } finally {
    await callback.close()
  }
}

const notKept = 'not kept, because KITE_PASSPHRASE is not set: the next run asks for a login again'
