import { describe, expect, it } from 'vitest'
import type { AnyShagunError } from '../errors.ts'
import { createHttpClient, type HttpClientOptions } from './http-client.ts'
import { createRateLimiter } from './rate-limiter.ts'
import { createStage, type Stage } from './stage.fixture.ts'

describe('createHttpClient', () => {
  it('gives status, headers and the body as it is asked for', async () => {
    const { client } = stage(() => new Response('{"a":1}', { status: 201, headers: { 'x-one': '1' } }))
    const answer = await client.request({ path: '/quotes' })
    expect([answer.ok, answer.status, answer.headers.get('x-one'), answer.body]).toEqual([true, 201, '1', { a: 1 }])
    expect((await client.request({ path: 'quotes', as: 'text' })).body).toBe('{"a":1}')
    expect((await client.request({ path: 'quotes', as: 'bytes' })).body).toEqual(new TextEncoder().encode('{"a":1}'))
    expect((await client.request({ path: 'quotes', schema: { parse: () => 'parsed' } })).body).toBe('parsed')
  })

  it('writes queries, forms and JSON, leaves out what is undefined, repeats lists, and takes reads packed', async () => {
    const { client, asked } = stage(() => new Response(null, { status: 204 }))
    await client.request({ path: '/quote', query: { i: ['NSE:INFY', 'NSE:M&M'], from: undefined, oi: false, n: 0 } })
    await client.request({ method: 'POST', path: '/orders', form: { price: '1520.05', tag: undefined } })
    await client.request({ method: 'PUT', path: '/margins', json: [{ a: 1 }], headers: { 'X-Two': '2' } })
    await client.request({ method: 'DELETE', path: '/a%20b', body: 'raw' })
    expect(asked).toEqual([
      {
        method: 'GET',
        url: 'https://api.test/v3/quote?i=NSE%3AINFY&i=NSE%3AM%26M&oi=false&n=0',
        headers: { 'accept-encoding': 'gzip' },
        body: undefined,
      },
      {
        method: 'POST',
        url: 'https://api.test/v3/orders',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'price=1520.05',
      },
      {
        method: 'PUT',
        url: 'https://api.test/v3/margins',
        headers: { 'content-type': 'application/json', 'x-two': '2' },
        body: '[{"a":1}]',
      },
      { method: 'DELETE', url: 'https://api.test/v3/a%20b', headers: {}, body: 'raw' },
    ])
  })

  it('asks for its headers each time, so that a token can change', async () => {
    let token = 0
    const { client, asked } = stage(() => new Response('{}'), {
      headers: async () => ({ Authorization: `Bearer token-${++token}` }),
    })
    await client.request({ method: 'PUT', path: '/' })
    await client.request({ method: 'PUT', path: '/', headers: { AUTHORIZATION: 'none' } })
    await client.request({ method: 'PUT', path: '/' })
    expect(asked.map(({ headers }) => headers)).toEqual([
      { authorization: 'Bearer token-1' },
      { authorization: 'none' },
      { authorization: 'Bearer token-3' },
    ])
  })

  it('asks nobody where its headers cannot be made', async () => {
    const { client, asked } = stage(() => new Response('{}'), {
      headers: () => Promise.reject(new Error('vault sealed for Bearer abcdefgh')),
      secrets: { values: ['abcdefgh'] },
    })
    const error = await failureOf(client.request({ path: '/' }))
    expect(error).toMatchObject({ code: 'unauthenticated', details: { sent: 'no', attempts: 0 } })
    expect(error.cause).toMatchObject({ message: 'vault sealed for Bearer [redacted]' })
    expect(asked).toEqual([])
  })

  it.each([
    'https://evil.test/',
    '//evil.test',
    '\\\\evil.test',
    '../admin',
    'a/../../admin',
    '%2e%2e/admin',
    'http://[',
  ])('takes no path that leads away, such as %s', async (path) => {
    const { client, asked } = stage(() => new Response('{}'))
    await expect(client.request({ path })).rejects.toMatchObject({
      code: 'invalid-options',
      details: { option: 'path' },
    })
    expect(asked).toEqual([])
  })

  it('follows no redirect, which could lead credentials to somebody else', async () => {
    const { client, asked, inits } = stage(
      () => new Response(null, { status: 302, headers: { location: 'https://evil.test' } }),
    )
    expect(await client.request({ path: '/' })).toMatchObject({ ok: false, status: 302 })
    expect(asked).toHaveLength(1)
    expect(inits[0]!.redirect).toBe('manual')
  })

  it.each([
    [429, 'rate-limited', true],
    [401, 'unauthenticated', false],
    [403, 'unauthenticated', false],
    [500, 'unreachable', true],
    [503, 'unreachable', true],
  ])('makes of %i an error that is %s', async (status, code, retryable) => {
    const { client } = stage(() => new Response('no', { status }), { policies: { once: { attempts: 1 } } })
    expect(await failureOf(client.request({ path: '/', policy: 'once' }))).toMatchObject({
      code,
      retryable,
      details: { source: 'test', sent: 'yes', attempts: 1, httpStatus: status },
    })
  })

  it.each([400, 404, 422])('gives a refusal with %i to the caller, with its body', async (status) => {
    const { client, asked } = stage(({ url }) => new Response(url.endsWith('j') ? '{"error":1}' : 'plain', { status }))
    const schema = { parse: () => expect.unreachable('a refusal is not what was asked for') }
    expect(await client.request({ path: 'j', schema })).toMatchObject({ ok: false, status, body: { error: 1 } })
    expect(await client.request({ path: 't' })).toMatchObject({ ok: false, status, body: 'plain' })
    expect(asked).toHaveLength(2)
  })

  it('lets the adapter judge where the status does not tell the truth', async () => {
    const { client, stage: world } = stage(
      ({ url }) =>
        new Response(url.includes('quota') ? '{"Information":"key ABCDEFGH, 1 request per second"}' : '<html>', {
          status: url.includes('permission') ? 403 : 200,
        }),
      {
        secrets: { values: ['ABCDEFGH'] },
        judge({ status, body }) {
          if (status === 403) return 'answer'
          if (typeof body === 'string') return { failure: 'unreachable', reason: 'a page in place of data' }
          return {
            failure: 'rate-limited',
            retryAfterMs: 86_000,
            reason: (body as { Information: string }).Information,
          }
        },
        policies: { page: { attempts: 1 }, quota: { attempts: 1 } },
      },
    )
    expect(await client.request({ path: 'permission' })).toMatchObject({ ok: false, status: 403 })
    const page = await failureOf(client.request({ path: 'page', policy: 'page' }))
    expect(page).toMatchObject({ code: 'unreachable', details: { httpStatus: 200, why: 'server' } })
    expect(page.message).toBe('test answered 200: a page in place of data (GET /page). Ask again later.')
    const quota = await failureOf(client.request({ path: 'quota', policy: 'quota' }))
    expect(quota).toMatchObject({ code: 'rate-limited', details: { retryAfterMs: 86_000 } })
    expect(quota.message).toContain('key [redacted], 1 request per second')
    await world.run(80_000)
    expect(await failureOf(client.request({ path: 'quota', policy: 'quota' }))).toMatchObject({
      code: 'rate-limited',
      details: { retryAfterMs: 6_000, sent: 'no' },
    })
  })

  it('calls a body that is no JSON, or refused by the schema, invalid data', async () => {
    const { client, asked } = stage(({ url }) => new Response(url.endsWith('html') ? '<html>' : '{"a":1}'), {
      policies: { once: { attempts: 1 } },
    })
    expect(await failureOf(client.request({ path: 'html', policy: 'once' }))).toMatchObject({
      code: 'invalid-data',
      retryable: true,
      details: { source: 'test', field: 'body', value: '<html>', expected: 'JSON', sent: 'yes', httpStatus: 200 },
    })
    const schema = {
      parse: () => {
        throw new Error('a is no text')
      },
    }
    const error = await failureOf(client.request({ path: 'json', schema }))
    expect(error).toMatchObject({ code: 'invalid-data', retryable: false, cause: { message: 'a is no text' } })
    expect(asked).toHaveLength(2)
    expect(await failureOf(client.request({ method: 'POST', path: 'html' }))).toMatchObject({
      code: 'invalid-data',
      retryable: false,
      details: { sent: 'yes' },
    })
  })

  it('reads no body past its limit, whatever the headers say', async () => {
    let sent = 0
    const { client } = stage(
      ({ url }) => {
        if (url.endsWith('told')) return new Response('x', { headers: { 'content-length': '5000' } })
        const body = new ReadableStream({
          pull(controller) {
            sent += 100
            controller.enqueue(new Uint8Array(100))
          },
        })
        return new Response(body, { headers: { 'content-length': '10' } })
      },
      { policies: { small: { maxResponseBytes: 1_000 } } },
    )
    for (const path of ['told', 'untold'])
      expect(await failureOf(client.request({ path, policy: 'small' }))).toMatchObject({
        code: 'invalid-data',
        retryable: false,
        details: { expected: 'at most 1000 bytes' },
      })
    expect(sent).toBeLessThan(2_000)
  })

  it.each([
    [{ baseUrl: 'ftp://a' }, 'baseUrl'],
    [{ baseUrl: 'nonsense' }, 'baseUrl'],
    [{ baseUrl: 'https://user:pass@a' }, 'baseUrl'],
    [{ policies: { a: { attempts: 0 } } }, 'attempts'],
    [{ policies: { a: { attempts: Number.POSITIVE_INFINITY } } }, 'attempts'],
    [{ policies: { a: { deadlineMs: Number.POSITIVE_INFINITY } } }, 'deadlineMs'],
    [{ policies: { a: { breaker: { openMs: Number.NaN } } } }, 'openMs'],
    [{ policies: { a: { queueLength: -1 } } }, 'queueLength'],
    [{ policies: { a: { backoff: { firstMs: 0, maxMs: 1 } } } }, 'firstMs'],
  ])('refuses %j', (options, option) => {
    expect(() => stage(() => new Response(), options as Partial<HttpClientOptions<string>>)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('knows only the policies it was given', async () => {
    const { client } = stage(() => new Response(), { policies: { a: {} } })
    await expect(client.request({ path: '/', policy: 'b' as 'a' })).rejects.toMatchObject({
      details: { expected: 'one of a' },
    })
  })
})

describe('a request that fails', () => {
  it('is tried again where it only reads, with growing pauses', async () => {
    const {
      client,
      stage: world,
      times,
    } = stage(() => new Response('', { status: 502 }), {
      policies: { reads: { attempts: 4, backoff: { firstMs: 1_000, maxMs: 2_000 } } },
    })
    const failing = failureOf(client.request({ path: '/', policy: 'reads' }))
    await world.run(20_000)
    expect(await failing).toMatchObject({ code: 'unreachable', details: { attempts: 4, httpStatus: 502 } })
    const pauses = times.slice(1).map((time, i) => time - times[i]!)
    expect(pauses).toHaveLength(3)
    expect(pauses[0]).toBeGreaterThanOrEqual(500)
    expect(pauses[0]).toBeLessThanOrEqual(1_010)
    for (const pause of pauses.slice(1)) {
      expect(pause).toBeGreaterThanOrEqual(1_000)
      expect(pause).toBeLessThanOrEqual(2_010)
    }
    expect(world.waiting).toBe(0)
    expect(world.logged).toHaveLength(3)
  })

  it('succeeds where a later attempt does', async () => {
    let count = 0
    const { client, stage: world } = stage(() =>
      ++count < 3 ? Promise.reject(new TypeError('fetch failed')) : new Response('{}'),
    )
    const asking = client.request({ method: 'POST', path: '/search', idempotent: true })
    await world.run(5_000)
    expect(await asking).toMatchObject({ ok: true })
    expect(count).toBe(3)
  })

  it('is never sent again where it is no read, however it fails', async () => {
    const failures: readonly (() => Response | Promise<Response>)[] = [
      () => new Response('', { status: 503 }),
      () => new Response('', { status: 429, headers: { 'retry-after': '0' } }),
      () => Promise.reject(new TypeError('fetch failed', { cause: refused() })),
      () => Promise.reject(new TypeError('fetch failed', { cause: new Error('other side closed') })),
      () => new Promise(() => {}),
      () => new Response('<html>'),
    ]
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
      for (const fail of failures) {
        const { client, stage: world, asked } = stage(fail)
        const failing = failureOf(client.request({ method, path: 'orders' }))
        await world.run(120_000)
        await failing
        expect(asked).toHaveLength(1)
      }
  })

  it.each([
    [
      'the name is not known',
      () => Object.assign(new Error('x'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
      'no',
      true,
    ],
    ['nobody listens', refused, 'no', true],
    [
      'no address listens',
      () => Object.assign(new AggregateError([refused(), refused()]), { code: 'ECONNREFUSED' }),
      'no',
      true,
    ],
    ['connecting takes too long', () => Object.assign(new Error('x'), { code: 'UND_ERR_CONNECT_TIMEOUT' }), 'no', true],
    ['the certificate is old', () => Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }), 'no', true],
    [
      'the connection broke',
      () => Object.assign(new Error('x'), { code: 'ECONNRESET', syscall: 'read' }),
      'perhaps',
      false,
    ],
    ['the other side closed', () => Object.assign(new Error('x'), { code: 'UND_ERR_SOCKET' }), 'perhaps', false],
    ['nobody knows what happened', () => new Error('?'), 'perhaps', false],
  ])('says whether an order can have arrived: where %s', async (_, cause, sent, retryable) => {
    const { client } = stage(() => Promise.reject(new TypeError('fetch failed', { cause: cause() })))
    expect(await failureOf(client.request({ method: 'POST', path: 'orders' }))).toMatchObject({
      code: 'unreachable',
      retryable,
      details: { why: 'network', sent, attempts: 1 },
      cause: { message: 'fetch failed' },
    })
  })

  it('says perhaps where one attempt of several may have arrived', async () => {
    let count = 0
    const { client, stage: world } = stage(() =>
      Promise.reject(new TypeError('x', { cause: ++count === 1 ? new Error('?') : refused() })),
    )
    const failing = failureOf(client.request({ path: '/' }))
    await world.run(30_000)
    expect(await failing).toMatchObject({ details: { sent: 'perhaps', attempts: 3 } })
  })

  it('waits as long as Retry-After says, be it seconds or a date, and no longer than its deadline', async () => {
    for (const value of ['7', 'Mon, 23 Nov 2026 04:00:07 GMT']) {
      const {
        client,
        stage: world,
        times,
      } = stage((_, count) =>
        count === 1 ? new Response('', { status: 429, headers: { 'retry-after': value } }) : new Response('{}'),
      )
      const asking = client.request({ path: '/' })
      await world.run(20_000)
      expect(await asking).toMatchObject({ ok: true })
      expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(7_000)
      expect(times[1]! - times[0]!).toBeLessThan(7_600)
    }
    const { client, asked } = stage(() => new Response('', { status: 429, headers: { 'retry-after': '3600' } }))
    expect(await failureOf(client.request({ path: '/' }))).toMatchObject({
      code: 'rate-limited',
      retryable: true,
      details: { retryAfterMs: 3_600_000, sent: 'yes', httpStatus: 429, attempts: 1 },
    })
    expect(asked).toHaveLength(1)
  })

  it.each(['soon', '-5', '1.5', '1e3', '5 apples', '', 'Mon, 99 Nov 2026 04:00:07 GMT', '2026-11-23'])(
    'takes nothing from a Retry-After of %j',
    async (value) => {
      const { client } = stage(() => new Response('', { status: 429, headers: { 'retry-after': value } }), {
        policies: { once: { attempts: 1 } },
      })
      const { details } = (await failureOf(client.request({ path: '/', policy: 'once' }))) as AnyShagunError & {
        code: 'rate-limited'
      }
      expect(details.retryAfterMs).toBeGreaterThanOrEqual(500)
      expect(details.retryAfterMs).toBeLessThanOrEqual(1_000)
    },
  )
})

describe('the end of a request', () => {
  it('comes with each attempt after its time, also where the network never answers and does not listen', async () => {
    const {
      client,
      stage: world,
      asked,
    } = stage(() => new Promise(() => {}), {
      policies: { reads: { attemptTimeoutMs: 2_000, attempts: 2 } },
    })
    const failing = failureOf(client.request({ path: '/', policy: 'reads' }))
    await world.run(10_000)
    expect(await failing).toMatchObject({
      code: 'unreachable',
      details: { why: 'timeout', sent: 'perhaps', attempts: 2 },
    })
    expect(asked).toHaveLength(2)
    expect(world.waiting).toBe(0)
  })

  it('comes where headers arrive and the body never does', async () => {
    let canceled = 0
    const { client, stage: world } = stage(
      (_, __, signal) =>
        new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(new Uint8Array(5))
              signal.addEventListener('abort', () => {
                canceled++
                controller.error(signal.reason)
              })
            },
          }),
        ),
    )
    const failing = failureOf(client.request({ method: 'POST', path: 'orders' }))
    await world.run(11_000)
    expect(await failing).toMatchObject({ details: { why: 'timeout', sent: 'yes', httpStatus: 200 }, retryable: false })
    expect(canceled).toBe(1)
  })

  it('comes at its deadline, whatever it waits for', async () => {
    const { client, stage: world } = stage(() => new Promise(() => {}), {
      policies: { slow: { attemptTimeoutMs: 60_000, deadlineMs: 5_000, concurrency: 1 } },
    })
    const failing = [1, 2, 3].map(() => failureOf(client.request({ path: '/', policy: 'slow' })))
    await world.run(5_000)
    const sent = (await Promise.all(failing)).map(({ details }) => (details as { sent: string }).sent)
    expect(sent).toEqual(['perhaps', 'no', 'no'])
    expect(world.waiting).toBe(0)
  })

  it('comes with the reason of the signal, wherever it waits, and leaves nothing behind', async () => {
    const reason = { any: 'thing' }
    const {
      client,
      stage: world,
      asked,
    } = stage(({ url }) => (url.endsWith('fails') ? new Response('', { status: 500 }) : new Promise(() => {})), {
      policies: { narrow: { concurrency: 1 } },
    })
    const stop = new AbortController()
    const { signal } = stop
    const requests = [
      client.request({ path: 'silent', policy: 'narrow', signal }),
      client.request({ path: 'queued', policy: 'narrow', signal }),
      client.request({ path: 'fails', signal }),
      client.request({ method: 'POST', path: 'orders', signal }),
    ].map((request) => request.catch((error: unknown) => error))
    await world.run(50)
    stop.abort(reason)
    for (const request of requests) expect(await request).toBe(reason)
    expect(asked.map(({ url }) => url.slice(-6))).toEqual(['silent', '/fails', 'orders'])
    expect(world.waiting).toBe(0)
    await expect(client.request({ path: '/', signal })).rejects.toBe(reason)
    expect(asked).toHaveLength(3)
  })
})

describe('a source that fails', () => {
  const policies = { reads: { attempts: 1 } }

  it('is left alone after half of five requests failed, for longer each time a probe fails', async () => {
    let down = true
    const {
      client,
      stage: world,
      times,
      asked,
    } = stage(() => new Response('{}', { status: down ? 503 : 200 }), { policies })
    const ask = () =>
      client.request({ path: '/', policy: 'reads' }).then(
        () => 'good',
        (error) => error.details.why,
      )
    for (let i = 0; i < 8; i++) await ask()
    expect(asked).toHaveLength(5)
    expect(world.logged).toEqual(['test (reads) fails too often and is left alone for 30 s.'])
    // Somebody asks every second for half an hour.
    for (let i = 0; i < 1_800; i++) {
      await ask()
      world.clock.advanceTo(world.clock.now() + 1_000)
    }
    expect(times.slice(5).map((time) => Math.round((time - times[0]!) / 1_000))).toEqual([30, 90, 210, 450, 930, 1_530])
    down = false
    world.clock.advanceTo(world.clock.now() + 600_000)
    expect([await ask(), await ask()]).toEqual(['good', 'good'])
  })

  it('is asked by one probe only, and the others fail at once and certainly', async () => {
    let answer = Promise.withResolvers<Response>()
    let down = true
    const {
      client,
      stage: world,
      asked,
    } = stage(() => (down ? new Response('', { status: 500 }) : answer.promise), { policies })
    const ask = (signal?: AbortSignal) =>
      client
        .request({ method: 'POST', path: 'orders', policy: 'reads', ...(signal && { signal }) })
        .catch((error) => error)
    for (let i = 0; i < 5; i++) await ask()
    world.clock.advanceTo(world.clock.now() + 30_000)
    down = false
    const stop = new AbortController()
    const canceled = ask(stop.signal)
    expect(await ask()).toMatchObject({ details: { why: 'breaker-open', sent: 'no' }, retryable: true })
    // A probe that its caller gives up says nothing; the next request takes its place.
    stop.abort('enough')
    expect(await canceled).toBe('enough')
    answer = Promise.withResolvers()
    const probe = ask()
    expect(await ask()).toMatchObject({ details: { why: 'breaker-open' } })
    answer.resolve(new Response('{}'))
    expect(await probe).toMatchObject({ ok: true })
    expect(asked).toHaveLength(7)
  })

  it('is not thought ill of for refusing: 4xx, 401 and 429 open nothing', async () => {
    for (const status of [400, 401, 404]) {
      const { client, asked } = stage(() => new Response('', { status }), { policies })
      for (let i = 0; i < 20; i++) await client.request({ path: '/', policy: 'reads' }).catch(() => {})
      expect(asked).toHaveLength(20)
    }
  })

  it('does not drag down another class of endpoints', async () => {
    const { client } = stage(({ url }) => new Response('{}', { status: url.endsWith('quotes') ? 500 : 200 }), {
      policies: { quotes: { attempts: 1 }, orders: {} },
    })
    for (let i = 0; i < 9; i++) await client.request({ path: 'quotes', policy: 'quotes' }).catch(() => {})
    expect(await client.request({ path: 'orders', policy: 'orders' })).toMatchObject({ ok: true })
  })

  it('that answers 429 all day is asked ever less often, by however many', async () => {
    const {
      client,
      stage: world,
      asked,
    } = stage(() => new Response('Too Many Requests', { status: 429 }), {
      policies: { reads: { rateLimitedBackoff: { firstMs: 60_000, maxMs: 3_600_000 } } },
    })
    let sure = 0
    for (let minute = 0; minute < 24 * 60; minute++) {
      const all = Array.from({ length: 10 }, () => failureOf(client.request({ path: '/', policy: 'reads' })))
      await world.run(60_000)
      for (const error of await Promise.all(all)) {
        expect(error.code).toBe('rate-limited')
        if ((error.details as { sent: string }).sent === 'no') sure++
      }
    }
    // Ten at once each time, since all ten are let go when a pause ends.
    expect(asked.length).toBeLessThan(400)
    expect(sure).toBe(14_400 - asked.length)
  }, 60_000)

  it('has so many requests under way and no more, and so many waiting', async () => {
    const answers: ((response: Response) => void)[] = []
    const {
      client,
      stage: world,
      asked,
    } = stage(() => new Promise((resolve) => answers.push(resolve)), {
      policies: { narrow: { concurrency: 2, queueLength: 3 } },
    })
    const all = Array.from({ length: 6 }, () => client.request({ path: '/', policy: 'narrow' }).catch((error) => error))
    await world.run(0)
    expect(asked).toHaveLength(2)
    expect(await all[5]).toMatchObject({ code: 'unreachable', retryable: true, details: { why: 'busy', sent: 'no' } })
    for (let i = 0; i < 5; i++) {
      answers[i]!(new Response('{}'))
      await world.run(1)
      expect(asked).toHaveLength(Math.min(5, i + 3))
    }
    for (const each of all.slice(0, 5)) expect(await each).toMatchObject({ ok: true })
  })

  it('gets no more than its limiter lets through, from several clients and classes together', async () => {
    const { stage: world, client, asked, options } = stage(() => new Response('{}'))
    const limiter = createRateLimiter({ name: 'test', limits: [{ count: 3, per: 'second' }] }, world.environment)
    const policies = { a: { limiter, deadlineMs: 3_000 }, b: { limiter } }
    const [first, second] = [1, 2].map(() => createHttpClient({ ...options, policies }, world.environment))
    const all = Array.from({ length: 8 }, (_, i) =>
      (i % 2 ? first! : second!).request({ path: '/', policy: i % 3 ? 'a' : 'b' }),
    )
    await world.run(900)
    expect(asked).toHaveLength(3)
    await world.run(2_000)
    await Promise.all(all)
    expect(asked).toHaveLength(8)
    expect(client).toBeDefined()
  })

  it('is not waited for where the store of the limiter never answers', async () => {
    const never = () => new Promise<never>(() => {})
    for (const store of [
      { load: never, save: never },
      { load: () => undefined, save: never },
    ]) {
      const { stage: world, options, asked } = stage(() => new Response('{}'))
      const limiter = createRateLimiter({ name: 'a day', limits: [{ count: 9, per: 'day' }], store }, world.environment)
      const client = createHttpClient({ ...options, policies: { a: { limiter } } }, world.environment)
      const failing = failureOf(client.request({ path: '/', policy: 'a' }))
      await world.run(30_000)
      expect(await failing).toMatchObject({ code: 'unreachable', details: { why: 'timeout', sent: 'no' } })
      expect(asked).toEqual([])
    }
  })

  it('is not waited for where the limiter would keep us past the deadline', async () => {
    const { stage: world, asked, options } = stage(() => new Response('{}'))
    const limiter = createRateLimiter({ name: 'a day', limits: [{ count: 1, per: 'day' }] }, world.environment)
    const client = createHttpClient({ ...options, policies: { a: { limiter } } }, world.environment)
    await client.request({ path: '/', policy: 'a' })
    expect(await failureOf(client.request({ path: '/', policy: 'a' }))).toMatchObject({
      code: 'rate-limited',
      retryable: true,
      details: { source: 'test', retryAfterMs: 72_000_000, sent: 'no', attempts: 0 },
    })
    expect(asked).toHaveLength(1)
  })
})

it('a day of requests against a capricious source is the same to the bit with the same seed', async () => {
  async function live(seed: number): Promise<string> {
    const {
      client,
      stage: world,
      times,
    } = stage(
      (_, count) =>
        count % 7 === 0
          ? new Promise(() => {})
          : new Response('{}', { status: count % 3 === 0 ? 503 : count % 11 === 0 ? 429 : 200 }),
      { policies: { reads: { attemptTimeoutMs: 3_000 } } },
      seed,
    )
    const ends: string[] = []
    for (let i = 0; i < 200; i++) {
      void client.request({ path: '/', policy: 'reads' }).then(
        () => ends.push(`good ${world.clock.now()}`),
        (error) => ends.push(`${error.message} ${world.clock.now()}`),
      )
      await world.run(2_000)
    }
    await world.run(60_000)
    expect(ends).toHaveLength(200)
    return [...ends, ...times, ...world.logged].join('\n')
  }
  const first = await live(7)
  expect(await live(7)).toBe(first)
  expect(await live(8)).not.toBe(first)
}, 60_000)

interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: unknown
}

type Answer = (asked: Asked, count: number, signal: AbortSignal) => Response | Promise<Response>

function stage<P extends string = never>(answer: Answer, given: Partial<HttpClientOptions<P>> = {}, seed = 1) {
  const asked: Asked[] = []
  const inits: RequestInit[] = []
  const times: number[] = []
  const world: Stage = createStage(
    {
      fetch: async (input, init = {}) => {
        const { method = '', headers, body } = init
        const request = { method, url: String(input), headers: headers as Record<string, string>, body }
        asked.push(request)
        inits.push(init)
        times.push(world.clock.now())
        return await answer(request, asked.length, init.signal!)
      },
    },
    seed,
  )
  const options = { source: 'test', baseUrl: 'https://api.test/v3', ...given }
  return { client: createHttpClient<P>(options, world.environment), stage: world, asked, inits, times, options }
}

async function failureOf(request: Promise<unknown>): Promise<AnyShagunError> {
  return await request.then(
    () => expect.unreachable('it should have failed'),
    (error) => error,
  )
}

function refused(): Error {
  return Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED', syscall: 'connect' })
}
