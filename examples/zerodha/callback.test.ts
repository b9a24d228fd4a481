import { request } from 'node:http'
import { connect } from 'node:net'
import { ShagunError } from '@shagun/core'
import { afterEach, describe, expect, it } from 'vitest'
import { type Callback, openCallback } from './callback.ts'

const result = { userId: 'AB1234', accessToken: 'theaccesstoken', expiresAt: Date.UTC(2026, 0, 6, 0, 30) }
const open: Callback[] = []
afterEach(async () => {
  for (const callback of open.splice(0)) await callback.close()
})

async function openStage(exchange?: (requestToken: string) => Promise<typeof result>) {
  const exchanged: string[] = []
  const failures: string[] = []
  const callback = await openCallback({
    port: 0,
    state: 'abc',
    exchange(requestToken) {
      exchanged.push(requestToken)
      return exchange?.(requestToken) ?? Promise.resolve(result)
    },
    failed: (why) => failures.push(why),
  })
  open.push(callback)
  const ask = (path: string, how: { readonly method?: string; readonly host?: string } = {}) =>
    askFor(callback.url, path, how)
  return { callback, exchanged, failures, ask }
}

/** As nothing but a socket would: what `fetch` would put right is sent as it is. */
function askFor(
  url: string,
  path: string,
  { method = 'GET', host }: { readonly method?: string; readonly host?: string },
) {
  const { hostname, port } = new URL(url)
  const headers = host === undefined ? {} : { host }
  return new Promise<{
    readonly status: number
    readonly headers: NodeJS.Dict<string | string[]>
    readonly page: string
  }>((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers, agent: false }, async (response) => {
      let page = ''
      for await (const part of response.setEncoding('utf8')) page += part
      resolve({ status: response.statusCode!, headers: response.headers, page })
    })
    asked.on('error', reject)
    asked.end()
  })
}

const good = '/?action=login&status=success&request_token=rt1&state=abc'

describe('the page that Kite comes back to', () => {
  it('takes the request token, says who is logged in until when, and what to do now', async () => {
    const { callback, exchanged, ask } = await openStage()
    const { status, page } = await ask(good)
    expect(status).toBe(200)
    expect(await callback.login).toEqual(result)
    expect(exchanged).toEqual(['rt1'])
    for (const text of ['You are logged in', 'AB1234', 'Tuesday 06:00 in India', 'Go back to the terminal'])
      expect(page).toContain(text)
  })

  it('shows no secret, and lets no script, frame, cache or referrer have any of it', async () => {
    const { ask } = await openStage()
    const { page, headers } = await ask(good)
    for (const secret of [result.accessToken, 'rt1', 'abc']) expect(page).not.toContain(secret)
    expect(page).not.toMatch(/<script|https?:|src=|href=/)
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-.+frame-ancestors 'none'/,
      ),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
  })

  it('that a browser asks for twice exchanges once, and says the same both times', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof result>()
    const { exchanged, ask } = await openStage(() => promise)
    const both = [ask(good), ask(good)]
    while (exchanged.length === 0) await new Promise(setImmediate)
    resolve(result)
    const [first, second] = await Promise.all(both)
    expect(second).toMatchObject({ status: 200, page: first!.page })
    expect((await ask(good)).page).toBe(first!.page)
    expect(exchanged).toEqual(['rt1'])
  })

  it('leaves a login as it is when another one comes', async () => {
    const { exchanged, ask } = await openStage()
    await ask(good)
    const { status, page } = await ask(good.replace('rt1', 'rt2'))
    expect([status, exchanged]).toEqual([409, ['rt1']])
    expect(page).toContain('There is a login already')
  })

  it('says why a token was not taken, in the terminal as well, and waits for another one', async () => {
    const refusal = new ShagunError('unauthenticated', 'zerodha did not take the login: "<b>Token</b>" is invalid.', {
      details: { source: 'zerodha' },
    })
    const { callback, failures, ask } = await openStage((token) =>
      token === 'rt1' ? Promise.reject(refusal) : Promise.resolve(result),
    )
    const { status, page } = await ask(good)
    expect(status).toBe(502)
    expect(page).toContain('The login was not taken')
    expect(page).toContain('&#60;b&#62;Token&#60;/b&#62;')
    expect(failures).toEqual([refusal.message])
    expect((await ask(good.replace('rt1', 'rt2'))).status).toBe(200)
    expect(await callback.login).toEqual(result)
  })

  it('keeps what nobody foresaw off the page, and hands it to who waits', async () => {
    const fault = new Error('the secret is sec')
    const { callback, ask } = await openStage(() => Promise.reject(fault))
    const seen = callback.login.catch((error: unknown) => error)
    const { page } = await ask(good)
    expect(page).not.toContain('sec')
    expect(await seen).toBe(fault)
  })

  it.each([
    ['without anything', '/', 400, 'Nothing to log in with'],
    ['without a token', '/?status=success&state=abc', 400, 'Nothing to log in with'],
    ['with an empty token', '/?request_token=&state=abc', 400, 'Nothing to log in with'],
    ['with another status', '/?status=%3Cimg%20src=x%3E&request_token=rt1&state=abc', 400, '“&#60;img src=x&#62;”'],
    ['with two tokens', `${good}&request_token=rt2`, 400, 'This is no request token'],
    ['with a token of markup', '/?request_token=%3Cb%3E&state=abc', 400, 'This is no request token'],
    ['with a token as long as a book', `/?state=abc&request_token=${'a'.repeat(1_000)}`, 400, 'no request token'],
    ['with a query that is longer yet', `/?state=abc&request_token=${'a'.repeat(4_000)}`, 414, 'far longer'],
    ['of another run', good.replace('abc', 'abd'), 403, 'not begun here'],
    ['of nobody', '/?request_token=rt1', 403, 'not begun here'],
    ['for a script', '/../etc/passwd', 404, 'There is nothing here'],
    ['for an icon', '/favicon.ico', 404, 'There is nothing here'],
    ['for another host', 'http://example.com:99999/', 404, 'There is nothing here'],
    ['in broken signs', '/?request_token=%E0%A4%A&state=abc', 400, 'This is no request token'],
  ])('answers a request %s, and exchanges nothing', async (_, path, status, text) => {
    const { exchanged, ask } = await openStage()
    const answer = await ask(path)
    expect(answer.status).toBe(status)
    expect(answer.page).toContain(text)
    expect(exchanged).toEqual([])
    expect((await ask(good)).status).toBe(200)
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])('does nothing for %s', async (method) => {
    const { exchanged, ask } = await openStage()
    expect(await ask(good, { method })).toMatchObject({ status: 405, headers: { allow: 'GET' } })
    expect(exchanged).toEqual([])
  })

  it('does nothing under the name of somebody else who leads a browser here', async () => {
    const { callback, exchanged, ask } = await openStage()
    const { port } = new URL(callback.url)
    expect((await ask(good, { host: `kite.example:${port}` })).status).toBe(421)
    expect(exchanged).toEqual([])
    expect((await ask(good, { host: `localhost:${port}` })).status).toBe(200)
  })

  it('outlives headers without an end and what is no HTTP', async () => {
    const { callback, ask } = await openStage()
    const port = Number(new URL(callback.url).port)
    for (const nonsense of [`GET /?${'a'.repeat(40_000)} HTTP/1.1\r\n\r\n`, 'nonsense\r\n\r\n', '\0\0\0\0']) {
      const socket = connect(port, '127.0.0.1')
      const ended = new Promise((resolve) => socket.on('close', resolve).on('error', () => {}))
      socket.resume().end(nonsense)
      await ended
    }
    expect((await ask(good)).status).toBe(200)
  })

  it('is closed although somebody holds a connection, and the answers under way come through', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof result>()
    const { callback, exchanged, ask } = await openStage(() => promise)
    const held = connect(Number(new URL(callback.url).port), '127.0.0.1')
    const over = new Promise((done) => held.on('close', done).on('error', () => {}))
    const answer = ask(good)
    while (exchanged.length === 0) await new Promise(setImmediate)
    const closed = callback.close()
    resolve(result)
    expect((await answer).status).toBe(200)
    await closed
    await over
    await expect(ask('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    open.splice(0)
  })

  it('is not closed before an exchange is over whose browser has left', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof result>()
    const { callback, exchanged } = await openStage(() => promise)
    const leaving = new AbortController()
    const left = fetch(callback.url + good.slice(1), { signal: leaving.signal }).catch(() => 'left')
    while (exchanged.length === 0) await new Promise(setImmediate)
    leaving.abort()
    expect(await left).toBe('left')
    let isClosed = false
    const closed = callback.close().then(() => {
      isClosed = true
    })
    await new Promise((done) => setTimeout(done, 100))
    expect(isClosed).toBe(false)
    resolve(result)
    await closed
    open.splice(0)
  })

  it('says what to do where its port is taken', async () => {
    const { callback } = await openStage()
    const port = Number(new URL(callback.url).port)
    const again = openCallback({ port, state: '', exchange: () => Promise.resolve(result), failed() {} })
    await expect(again).rejects.toMatchObject({
      code: 'invalid-options',
      message: expect.stringMatching(
        new RegExp(`--port is ${port}, where another program listens .*; expected a free port`),
      ),
    })
  })
})
