import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AnyShagunError } from '../errors.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'

// Real connections to a server that speaks HTTP badly, or not at all.
describe('a client of a hostile server', () => {
  let behave: (socket: Socket) => void
  let connections = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.once('data', () => behave(socket))
  })
  let client: HttpClient<'read' | 'order'>
  const memory = () => process.memoryUsage().arrayBuffers

  beforeEach(async () => {
    connections = 0
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    client = createHttpClient(
      {
        source: 'hostile',
        baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        policies: {
          read: { attemptTimeoutMs: 300, attempts: 2, backoff: { firstMs: 1, maxMs: 2 }, maxResponseBytes: 1_000_000 },
          order: { attemptTimeoutMs: 300 },
        },
      },
      createEnvironment({ log: { debug() {}, warn() {}, error() {} } }),
    )
  })
  afterEach(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })

  const head = (rest: string) => `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${rest}\r\n\r\n`

  async function failuresOf(): Promise<readonly [AnyShagunError, AnyShagunError]> {
    const began = performance.now()
    const read = await client.request({ path: 'quotes', policy: 'read' }).catch((error) => error)
    const before = connections
    const order = await client
      .request({ method: 'POST', path: 'orders', policy: 'order', form: { a: 1 } })
      .catch((error) => error)
    expect(connections - before).toBeLessThanOrEqual(1)
    expect(performance.now() - began).toBeLessThan(10_000)
    return [read, order]
  }

  it.each<[string, (socket: Socket) => void, string, string]>([
    ['never answers', () => {}, 'timeout', 'perhaps'],
    ['resets the connection', (socket) => socket.resetAndDestroy(), 'network', 'perhaps'],
    ['closes without a word', (socket) => socket.end(), 'network', 'perhaps'],
    ['sends headers and then stalls', (socket) => socket.write(head('Content-Length: 10')), 'timeout', 'yes'],
    [
      'resets in the midst of the body',
      (socket) => {
        socket.write(`${head('Content-Length: 100')}{"a":`)
        setTimeout(() => socket.resetAndDestroy(), 30)
      },
      'network',
      'yes',
    ],
    [
      'ends a body before its length',
      (socket) => socket.end(`${head('Content-Length: 100')}{"a":1}`),
      'network',
      'yes',
    ],
    [
      'sends its body a byte at a time',
      (socket) => {
        socket.write(head('Content-Length: 100000'))
        const timer = setInterval(() => socket.write(' '), 20)
        socket.on('close', () => clearInterval(timer))
      },
      'timeout',
      'yes',
    ],
    [
      'sends its headers a byte at a time',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        const timer = setInterval(() => socket.write('x'), 20)
        socket.on('close', () => clearInterval(timer))
      },
      'timeout',
      'perhaps',
    ],
    ['speaks no HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'network', 'perhaps'],
    [
      'breaks the chunks of a body',
      (socket) => socket.end(`${head('Transfer-Encoding: chunked')}zz\r\nno chunk`),
      'network',
      'yes',
    ],
    ['answers 999', (socket) => socket.end('HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n'), 'network', 'perhaps'],
    [
      'packs badly',
      (socket) => socket.end(`${head('Content-Encoding: gzip\r\nContent-Length: 6')}nozip!`),
      'network',
      'yes',
    ],
    [
      'answers 502 with a page',
      (socket) => socket.end('HTTP/1.1 502 Bad\r\nContent-Length: 6\r\n\r\n<html>'),
      'server',
      'yes',
    ],
  ])('that %s ends each request in time, and never certainly', async (_, badly, why, sent) => {
    behave = badly
    const [read, order] = await failuresOf()
    expect(read).toMatchObject({ code: 'unreachable', retryable: true, details: { why, sent, attempts: 2 } })
    expect(order).toMatchObject({ code: 'unreachable', retryable: false, details: { why, sent, attempts: 1 } })
  })

  it('that answers a page with 200 gives no data', async () => {
    behave = (socket) => socket.end(`${head('Content-Length: 26')}<html>Will be right back.</`)
    const [read, order] = await failuresOf()
    expect(read).toMatchObject({ code: 'invalid-data', details: { sent: 'yes', attempts: 2 } })
    expect(order).toMatchObject({ code: 'invalid-data', retryable: false, details: { sent: 'yes' } })
  })

  it('that sends without end, packed or not, fills no memory', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000))
    const before = memory()
    behave = (socket) => {
      socket.write(head('Transfer-Encoding: chunked'))
      const chunk = `${(1_000_000).toString(16)}\r\n${' '.repeat(1_000_000)}\r\n`
      const more = (): void => {
        while (!socket.destroyed && socket.write(chunk));
        if (!socket.destroyed) socket.once('drain', more)
      }
      more()
    }
    expect(await client.request({ path: '/', policy: 'read' }).catch((error) => error)).toMatchObject({
      code: 'invalid-data',
      retryable: false,
      details: { attempts: 1 },
    })
    behave = (socket) => {
      socket.write(head(`Content-Encoding: gzip\r\nContent-Length: ${bomb.length}`))
      socket.end(bomb)
    }
    expect(await client.request({ path: '/', policy: 'read' }).catch((error) => error)).toMatchObject({
      code: 'invalid-data',
    })
    expect(memory() - before).toBeLessThan(50_000_000)
  })

  it('that answers nothing but 429 is asked once by many who come one after another', async () => {
    behave = (socket) => socket.end('HTTP/1.1 429 No\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n')
    for (let i = 0; i < 50; i++)
      expect(await client.request({ path: '/', policy: 'read' }).catch((error) => error)).toMatchObject({
        code: 'rate-limited',
      })
    expect(connections).toBe(1)
  })

  it('that is not there at all is certain to have got nothing', async () => {
    await new Promise((resolve) => server.close(resolve))
    const [read, order] = await failuresOf()
    expect(read).toMatchObject({ code: 'unreachable', details: { why: 'network', sent: 'no', attempts: 2 } })
    expect(order).toMatchObject({ code: 'unreachable', retryable: true, details: { why: 'network', sent: 'no' } })
    server.listen(0)
  })

  it('that recovers is heard again', async () => {
    behave = (socket) =>
      connections === 1 ? socket.resetAndDestroy() : socket.end(`${head('Content-Length: 7')}{"a":1}`)
    expect(await client.request({ path: '/', policy: 'read' })).toMatchObject({ ok: true, body: { a: 1 } })
  })
})
