import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { KiteLoginResult } from '@shagun/broker-zerodha'
import { isShagunError, ShagunError } from '@shagun/core'
import { pagePolicy, renderPage, type Told } from './callback-page.ts'
import { timeInIndia } from './terminal.ts'

export interface CallbackOptions {
  /** 0 for a free one. */
  readonly port: number
  /** Comes back with the redirect of the login that was begun here, and with no other. */
  readonly state: string
  readonly exchange: (requestToken: string) => Promise<KiteLoginResult>
  /** Hears why a login came to nothing; the next may be better. */
  readonly failed: (why: string) => void
}

/** The page that Kite sends the browser back to after a login. */
export interface Callback {
  /** `http://127.0.0.1:8127/` */
  readonly url: string
  /** The first login that succeeds. */
  readonly login: Promise<KiteLoginResult>
  /** Ends once what is under way is done; nothing more is answered. */
  close(): Promise<void>
}

/**
 * Waits for Kite's redirect, on this machine alone.
 *
 * @throws ShagunError `invalid-options` where the port cannot be had
 */
export async function openCallback(options: CallbackOptions): Promise<Callback> {
  const { promise: login, resolve, reject } = Promise.withResolvers<KiteLoginResult>()
  const server = createServer((request, response) => {
    void tell(request).then((told) => send(response, told))
  })
  // Somebody who opens connections and says nothing shall not keep the browser out.
  Object.assign(server, { headersTimeout: 10_000, requestTimeout: 10_000, maxConnections: 64 })
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  /** The exchange that is under way or has succeeded: a browser may well send one request twice. */
  let taken: { readonly requestToken: string; readonly told: Promise<Told> } | undefined

  async function tell({ method, url = '/', headers }: IncomingMessage): Promise<Told> {
    // A name that was made to lead here is a page of somebody else's that wants to look in.
    if (!hosts.includes(headers.host ?? '')) return misdirected
    if (url.length > 2_048) return tooLong
    const address = URL.parse(url, 'http://callback')
    if (address?.pathname !== '/') return nowhere
    if (method !== 'GET') return wrongMethod
    const { searchParams } = address
    const status = searchParams.get('status') ?? 'success'
    if (status !== 'success') return unsuccessful(status)
    const [requestToken = '', ...others] = searchParams.getAll('request_token')
    if (requestToken === '') return noToken
    if (searchParams.get('state') !== options.state) return foreign
    if (others.length > 0 || !/^\w{1,128}$/.test(requestToken)) return malformed
    if (taken === undefined) taken = { requestToken, told: exchange(requestToken) }
    else if (taken.requestToken !== requestToken) return another
    return await taken.told
  }

  async function exchange(requestToken: string): Promise<Told> {
    try {
      const result = await options.exchange(requestToken)
      resolve(result)
      return loggedIn(result)
    } catch (error) {
      taken = undefined
      if (!isShagunError(error)) reject(error)
      const why = isShagunError(error) ? error.message : 'Something went wrong here; the terminal says what.'
      options.failed(why)
      return refused(why)
    }
  }

  return {
    url: `http://127.0.0.1:${port}/`,
    login,
    async close() {
      const closed = new Promise((done) => server.close(done))
      server.closeIdleConnections()
      const rest = setTimeout(() => server.closeAllConnections(), 1_000)
      await closed
      clearTimeout(rest)
      // The browser may have left while its token was exchanged and kept.
      await taken?.told
    },
  }
}

function send(response: ServerResponse, told: Told): void {
  response.writeHead(told.status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': pagePolicy(),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
    ...(told.status === 405 && { allow: 'GET' }),
  })
  response.end(renderPage(told))
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(port, cause)))
    server.listen(port, '127.0.0.1', resolve)
  })
}

function cannotListen(port: number, cause: NodeJS.ErrnoException): ShagunError {
  const why = cause.code === 'EADDRINUSE' ? 'where another program listens already' : `which gives ${cause.code}`
  const expected = 'a free port, as the redirect URL of your app names it'
  const message = `--port is ${port}, ${why}; expected ${expected}. End that program, or change both.`
  return new ShagunError('invalid-options', message, {
    details: { option: '--port', value: String(port), expected },
    cause,
  })
}

const again = 'Go back to the terminal and open the address that it shows once more.'

function loggedIn({ userId, expiresAt }: KiteLoginResult): Told {
  const lead = `Your app can trade for ${userId} until ${timeInIndia(expiresAt)} in India.`
  const next = 'Go back to the terminal, which goes on by itself. This window can be closed.'
  return { status: 200, tone: 'done', title: 'You are logged in', lead, next }
}

function refused(why: string): Told {
  return { status: 502, tone: 'failed', title: 'The login was not taken', lead: why, next: again }
}

function unsuccessful(status: string): Told {
  const lead = `Kite came back with the status “${status.slice(0, 40)}” in place of success.`
  return { status: 400, tone: 'failed', title: 'Kite did not log you in', lead, next: again }
}

const noToken: Told = {
  status: 400,
  tone: 'quiet',
  title: 'Nothing to log in with',
  lead: 'Kite sends you here after a login, with a request token. This address came without one.',
  next: again,
}

const malformed: Told = {
  status: 400,
  tone: 'failed',
  title: 'This is no request token',
  lead: 'Kite sends one request token of letters and digits. This address holds something else.',
  next: again,
}

const foreign: Told = {
  status: 403,
  tone: 'failed',
  title: 'This login was not begun here',
  lead: 'It belongs to another run, or to somebody who would like you to trade in an account of theirs.',
  next: again,
}

const another: Told = {
  status: 409,
  tone: 'quiet',
  title: 'There is a login already',
  lead: 'One is under way here or has succeeded, and it stays; this second one was not used.',
  next: 'Go back to the terminal. This window can be closed.',
}

const nowhere: Told = {
  status: 404,
  tone: 'quiet',
  title: 'There is nothing here',
  lead: 'Only the address that Kite sends you back to has a page.',
  next: again,
}

const wrongMethod: Told = { ...nowhere, status: 405, lead: 'A browser that comes back from Kite asks with GET.' }
const tooLong: Told = { ...malformed, status: 414, lead: 'The address is far longer than any of Kite’s.' }
const misdirected: Told = { ...nowhere, status: 421, lead: 'This page goes by the name of 127.0.0.1 alone.' }
