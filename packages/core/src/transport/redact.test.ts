import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createHttpClient } from './http-client.ts'
import { createRedactor } from './redact.ts'
import { createSocket } from './socket.ts'
import { createStage } from './stage.fixture.ts'

describe('createRedactor', () => {
  it.each([
    ['as it is', 'the key abc+DEF/123 is wrong'],
    ['in an address', 'GET /x?key=abc%2BDEF%2F123'],
    ['in Base64', `Basic ${Buffer.from('abc+DEF/123').toString('base64')}`],
  ])('takes a secret out %s', (_, text) => {
    const clean = createRedactor({ values: ['abc+DEF/123'] }).text(text)
    expect(clean).toContain('[redacted]')
    expect(clean).not.toMatch(/abc|DEF/)
  })

  it('takes a quote in a secret out of JSON', () => {
    expect(createRedactor({ values: ['a"b\\c'] }).text(JSON.stringify({ x: 'a"b\\c' }))).toBe('{"x":"[redacted]"}')
  })

  it('takes out what stands under a secret name, known before or not', () => {
    const { text } = createRedactor({ headers: ['x-private-key'], parameters: ['pin'] })
    expect(text('wss://a/?api_key=abc&access_token=def&v=3')).toBe(
      'wss://a/?api_key=[redacted]&access_token=[redacted]&v=3',
    )
    expect(text('{"pin":"1234","a":1}')).toBe('{"pin":"[redacted]","a":1}')
    expect(text('Authorization: token key:secret\nAccept: x')).toBe('Authorization: [redacted]\nAccept: x')
    expect(text("'X-Private-Key': 'abc def'")).toBe("'X-Private-Key': '[redacted]'")
    expect(text('instrument_token=408065')).toBe('instrument_token=408065')
  })

  it('takes out the longer of two secrets first', () => {
    expect(createRedactor({ values: ['abcd', 'abcdefgh'] }).text('abcdefgh abcd')).toBe('[redacted] [redacted]')
  })

  it('knows again what went out under a secret name, and parts of it', () => {
    const { text, learn } = createRedactor({})
    learn('header', 'Authorization', 'token my-api-key:my-access-token')
    learn('header', 'accept', 'application/json')
    learn('parameter', 'crumb', 'Xy.Zw/12345')
    expect(text('my-api-key or my-access-token, application/json, Xy.Zw%2F12345, a token')).toBe(
      '[redacted] or [redacted], application/json, [redacted], a token',
    )
  })

  it('forgets the oldest of what it learned, and never what it was given', () => {
    const { text, learn } = createRedactor({ values: ['given-value'] })
    for (let i = 0; i < 1_000; i++) learn('parameter', 'token', `learned-${i}!`)
    expect(text('given-value learned-0! learned-999!')).toBe('[redacted] learned-0! [redacted]')
  })

  it('copies causes as deep as they go, keeps names and codes, and survives circles', () => {
    const { cause } = createRedactor({ values: ['s3cret'] })
    const inner = Object.assign(new RangeError('s3cret inside'), { code: 'E_s3cret', errno: -1, input: 's3cret' })
    const many = new AggregateError([new Error('s3cret one')], 's3cret many')
    const outer = new TypeError('s3cret', { cause: Object.assign(many, { cause: inner }) })
    const copy = cause(outer) as Error
    expect(inspect(copy, { depth: 20, showHidden: true })).not.toContain('s3cret')
    expect(copy).toMatchObject({
      name: 'TypeError',
      cause: {
        name: 'AggregateError',
        errors: [{ message: '[redacted] one' }],
        cause: { name: 'RangeError', errno: -1 },
      },
    })
    expect(outer.message).toBe('s3cret')
    inner.cause = outer
    expect(inspect(cause(outer), { depth: 20 })).not.toContain('s3cret')
    expect(cause({ a: 's3cret' })).toBe('{"a":"[redacted]"}')
    expect(cause('s3cret')).toBe('[redacted]')
  })
})

it('one that is shared knows again what clients and sockets have sent', async () => {
  const redactor = createRedactor({})
  const world = createStage({ fetch: async () => new Response('{}') })
  const { environment } = world
  const client = createHttpClient({ source: 'test', baseUrl: 'https://api.test/', secrets: redactor }, environment)
  const asking = client.request({ path: 'login', method: 'POST', form: { checksum: 'of-the-form' } })
  const socket = createSocket(
    { source: 'test', url: 'wss://api.test/?token=of-the-address', secrets: redactor, events: { received() {} } },
    environment,
  )
  await world.run(1_000)
  await asking
  socket.close()
  expect(redactor.text('of-the-form, of-the-address')).toBe('[redacted], [redacted]')
})

it('no secret is in anything that a client emits, however the source and the network give it away', async () => {
  const secrets = ['k1-api-key', 'k2-access-token', 'k3-crumb/x', 'k4-form-secret', 'k5-private-header', 'k6-checksum']
  const echo = `you sent ${secrets.join(' and ')}, ${secrets.map(encodeURIComponent).join()}`
  const emitted: unknown[] = []
  const failures: readonly (() => Response | Promise<Response>)[] = [
    () => new Response(echo, { status: 500 }),
    () => new Response(echo, { status: 429 }),
    () => new Response(echo, { status: 403 }),
    () => new Response(echo),
    () => new Response(secrets[0]!),
    () => new Response(`${' '.repeat(295)}${secrets[1]}`),
    () => new Response(JSON.stringify({ echo })),
    () => Promise.reject(new TypeError(echo, { cause: Object.assign(new Error(echo), { code: 'X', url: echo }) })),
    () => Promise.reject(echo),
    () => new Promise(() => {}),
  ]
  for (const fail of failures) {
    const world = createStage({ fetch: async () => await fail() })
    const client = createHttpClient(
      {
        source: 'test',
        baseUrl: 'https://api.test/',
        secrets: { headers: ['x-private'] },
        headers: () => ({ authorization: 'token k1-api-key:k2-access-token', 'x-private': 'k5-private-header' }),
        judge: ({ status }) => (status === 403 ? { failure: 'unauthenticated', reason: echo } : undefined),
      },
      world.environment,
    )
    const schema = {
      parse(value: unknown): string {
        throw new Error(`refused ${JSON.stringify(value)}`)
      },
    }
    const request = {
      path: 'quote',
      query: { crumb: 'k3-crumb/x' },
      form: { api_secret: 'k4-form-secret', checksum: 'k6-checksum' },
    }
    for (let i = 0; i < 8; i++) {
      const failing = client
        .request({ ...request, method: 'POST', idempotent: true, schema })
        .catch((error) => emitted.push(error))
      await world.run(40_000)
      await failing
    }
    emitted.push(...world.logged)
  }
  const text = inspect(emitted, { depth: 50, showHidden: true, maxStringLength: null, maxArrayLength: null })
  expect(emitted.length).toBeGreaterThan(64)
  expect(text).toContain('[redacted]')
  // Not even a piece of one.
  for (const secret of secrets)
    for (const way of [secret, encodeURIComponent(secret), secret.slice(0, 7)])
      expect([way, text.includes(way)]).toEqual([way, false])
})
