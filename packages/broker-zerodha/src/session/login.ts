import { type Environment, ShagunError, type Timestamp } from '@shagun/core'
import { createHttpClient, createRedactor, systemEnvironment } from '@shagun/core/adapter'
import { isRow, text } from '../books/wire.ts'
import { checkAddress, checkText } from '../check-options.ts'
import { evidenceOf, judge, readEnvelope } from '../client/envelope.ts'
import { createOfficialClient } from '../client/official-client.ts'
import type { KiteEndpoints } from '../endpoints.ts'
import { source } from '../source.ts'
import { endOfSession } from './session.ts'

/** An app of Kite Connect. */
export interface KiteLoginOptions extends KiteEndpoints {
  readonly apiKey: string
  readonly apiSecret: string
  /** Comes back with the redirect, such as the name of the account. */
  readonly redirectParams?: Readonly<Record<string, string>>
}

/** What a login gives. */
export interface KiteLoginResult {
  readonly userId: string
  readonly accessToken: string
  /** When it ends, in epoch milliseconds: at 06:00 in India. */
  readonly expiresAt: Timestamp
}

/** How a person logs in: they open `url`, and Kite sends their browser back with a request token. */
export interface KiteLogin {
  readonly url: string
  /**
   * Exchanges a request token, which is good once and for a few minutes.
   *
   * @throws ShagunError `unauthenticated` for one that is used or too old, or where the secret is wrong; `unreachable`,
   * `invalid-data`
   */
  exchange(requestToken: string): Promise<KiteLoginResult>
}

/**
 * The daily login, which Kite asks of a person.
 *
 * @throws ShagunError `invalid-options` without a key and a secret, or for an address that is none
 * @example
 * ```ts
 * import { kiteLogin } from '@shagun/broker-zerodha'
 *
 * const login = kiteLogin({ apiKey: 'key', apiSecret: 'secret' })
 * console.log(`Open ${login.url}`)
 *
 * async function redirected(address: URL): Promise<string> {
 *   const { accessToken } = await login.exchange(address.searchParams.get('request_token') ?? '')
 *   return accessToken
 * }
 * ```
 */
export function kiteLogin(options: KiteLoginOptions, environment: Environment = systemEnvironment): KiteLogin {
  const { apiKey, apiSecret, redirectParams, loginUrl = 'https://kite.zerodha.com/connect/login' } = options
  checkText('apiKey', apiKey)
  checkText('apiSecret', apiSecret)
  checkAddress('loginUrl', loginUrl, 'http')
  const redactor = createRedactor({ values: [apiKey, apiSecret] })
  const http = createHttpClient(
    {
      source,
      baseUrl: options.apiUrl ?? 'https://api.kite.trade',
      headers: { 'x-kite-version': '3' },
      secrets: redactor,
      // Who has no session yet is refused in words that say why.
      judge: (answer) => (answer.status === 403 && readEnvelope(answer.body) ? 'answer' : judge(answer)),
    },
    environment,
  )
  const url = new URL(loginUrl)
  url.searchParams.set('v', '3')
  url.searchParams.set('api_key', apiKey)
  if (redirectParams !== undefined)
    url.searchParams.set('redirect_params', new URLSearchParams(redirectParams).toString())

  return {
    url: url.href,
    async exchange(requestToken) {
      const official = await createOfficialClient(apiKey, async ({ method, path, body = '', contentType }) => {
        for (const [name, value] of new URLSearchParams(body)) redactor.learn('parameter', name, value)
        // A request token is good once, so it is not sent again.
        const answer = await http.request({ method, path, body, headers: { 'content-type': contentType } })
        const refused = evidenceOf(answer, redactor.text)
        if (refused !== undefined) throw noLogin(refused.reason)
        const envelope = readEnvelope(answer.body)
        return envelope?.status === 'success' ? envelope.data : undefined
      })
      const session: unknown = await official.generateSession(requestToken, apiSecret)
      if (!isRow(session) || !text(session['access_token']) || !text(session['user_id'])) throw unreadable()
      return {
        userId: session['user_id'],
        accessToken: session['access_token'],
        expiresAt: endOfSession(environment.clock.now()),
      }
    },
  }
}

function noLogin(reason: string): ShagunError {
  const message = `${source} did not take the login: ${reason} Open the login address again, and check the API secret.`
  return new ShagunError('unauthenticated', message, { details: { source, sent: 'yes' } })
}

function unreadable(): ShagunError {
  const expected = 'a session with `access_token` and `user_id`'
  const message = `${source} answered the login with what cannot be read; expected ${expected}. Log in again.`
  return new ShagunError('invalid-data', message, { details: { source, field: 'session', expected } })
}
