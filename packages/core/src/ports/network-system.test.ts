import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SocketListener } from './environment.ts'
import { createSystemNetwork } from './network-system.ts'

describe('fetch', () => {
  const { fetch } = createSystemNetwork()
  let answer: RequestListener
  let url: string
  const heard: string[] = []
  const ports = new Set<number | undefined>()
  const server = createServer((request, response) => {
    ports.add(request.socket.remotePort)
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      heard.push(`${request.method} ${request.url} ${request.headers['content-type'] ?? '-'} ${body}`)
      answer(request, response)
    })
  })
  beforeEach(async () => {
    heard.length = 0
    ports.clear()
    answer = (_, response) => response.end('ok')
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const manual = { redirect: 'manual' } as const

  it('sends method, headers and body as they are, and gives a response of the web platform', async () => {
    answer = (_, response) => {
      response.writeHead(201, { 'x-one': '1', 'set-cookie': ['a=1; Path=/', 'b=2'] })
      response.end('{"a":"₹"}')
    }
    for (const init of [manual, {}]) {
      const response = await fetch(`${url}/orders?i=1`, {
        ...init,
        method: 'PUT',
        headers: { 'content-type': 'text/x' },
        body: 'price=1520.05',
      })
      expect(response.status).toBe(201)
      expect(response.headers.get('x-one')).toBe('1')
      expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2'])
      expect(await response.json()).toEqual({ a: '₹' })
    }
    expect(await fetch(url, manual)).toBeInstanceOf(Response)
    expect(heard.slice(0, 2)).toEqual(Array(2).fill('PUT /orders?i=1 text/x price=1520.05'))
  })

  it('takes bytes, headers of the web platform, forms and requests', async () => {
    await fetch(url, { ...manual, method: 'POST', body: Buffer.from('bytes') })
    await fetch(url, { ...manual, method: 'POST', body: 'h', headers: new Headers({ 'content-type': 'a' }) })
    await fetch(url, { method: 'POST', body: new URLSearchParams({ a: '1' }) })
    await fetch(new Request(`${url}/request`, { method: 'POST', body: 'streamed', headers: { 'content-type': 'b' } }))
    expect(heard).toEqual([
      'POST / - bytes',
      'POST / a h',
      'POST / application/x-www-form-urlencoded;charset=UTF-8 a=1',
      'POST /request b streamed',
    ])
  })

  it('uses a connection again', async () => {
    for (let i = 0; i < 20; i++) await (await fetch(url, manual)).text()
    expect(ports.size).toBeLessThanOrEqual(2)
  })

  it('unpacks what comes packed to who takes that', async () => {
    const text = 'instrument_token,tradingsymbol\n'.repeat(10_000)
    answer = ({ headers }, response) => {
      if (headers['accept-encoding'] !== 'gzip') return void response.end(text)
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync(text))
    }
    expect(await (await fetch(url, manual)).text()).toBe(text)
    expect(await (await fetch(url, { ...manual, headers: { 'accept-encoding': 'gzip' } })).text()).toBe(text)
  })

  it('takes no more of a long body than is read', async () => {
    const chunk = 'x'.repeat(100_000)
    let written = 0
    answer = (_, response) => {
      const write = (): void => {
        if (++written > 1_000) response.end()
        else if (response.write(chunk)) write()
        else response.once('drain', write)
      }
      write()
    }
    const response = await fetch(url, manual)
    await new Promise((resolve) => setTimeout(resolve, 100))
    // What the machine keeps for both sides of a connection is a few megabytes.
    expect(written).toBeLessThan(500)
    expect((await response.bytes()).length).toBe(1_000 * chunk.length)
  })

  it('fails while the body is read where that breaks off or is no gzip', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('half')
      setTimeout(() => response.destroy(), 10)
    }
    await expect((await fetch(url, manual)).text()).rejects.toThrow()
    answer = (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end('no gzip')
    }
    await expect((await fetch(url, manual)).text()).rejects.toThrow()
  })

  it('gives answers without a body', async () => {
    answer = (_, response) => response.writeHead(204).end()
    const response = await fetch(url, { ...manual, method: 'DELETE' })
    expect([response.status, response.body]).toEqual([204, null])
    answer = (_, head) => head.writeHead(200, { 'content-length': 5 }).end()
    expect(await (await fetch(url, { ...manual, method: 'HEAD' })).text()).toBe('')
  })

  it('follows redirects unless told not to', async () => {
    answer = ({ url: path }, response) =>
      path === '/there' ? response.end('there') : response.writeHead(302, { location: '/there' }).end()
    expect(await (await fetch(url)).text()).toBe('there')
    const response = await fetch(url, manual)
    expect([response.status, response.headers.get('location')]).toEqual([302, '/there'])
  })

  it('fails as the web platform does where nobody listens, with the cause inside', async () => {
    await new Promise((resolve) => server.close(resolve))
    for (const init of [manual, {}]) {
      const failure = await fetch(url, init).catch((error) => error)
      expect(failure).toBeInstanceOf(TypeError)
      expect(failure.cause).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' })
    }
  })

  it('ends with the reason that the signal gives, before and after the headers', async () => {
    answer = (_, response) => void response.writeHead(200, { 'content-length': 100 }).write('half')
    const reason = new Error('enough')
    await expect(fetch(url, { ...manual, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const stop = new AbortController()
    const response = await fetch(url, { ...manual, signal: stop.signal })
    const body = response.text()
    stop.abort(reason)
    await expect(body).rejects.toThrow()
  })

  it("goes to the address itself, whatever proxy the machine's variables name", async () => {
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1')
    vi.stubEnv('http_proxy', 'http://127.0.0.1:1')
    vi.stubEnv('NODE_USE_ENV_PROXY', '1')
    try {
      expect(await (await createSystemNetwork().fetch(url, manual)).text()).toBe('ok')
    } finally {
      vi.unstubAllEnvs()
    }
  })
})

describe('openSocket', () => {
  let server: FakeServer
  beforeEach(async () => {
    server = await startServer()
  })
  afterEach(() => server.stop())

  it('hands over text and bytes as they came, in order', async () => {
    const client = connect(server.url)
    const peer = await server.accepted()
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => i % 256)
    peer.send('₹ 1520.05')
    peer.send(bytes)
    peer.send('')
    await client.until(() => client.heard.length === 4)
    expect(client.heard).toEqual(['opened', '₹ 1520.05', bytes, ''])
    expect(client.heard[2]).toBeInstanceOf(Uint8Array)
    client.socket.close()
    await client.closed
  })

  it('sends text and bytes as they are', async () => {
    const client = connect(server.url)
    const peer = await server.accepted()
    await client.until(() => client.heard.includes('opened'))
    client.socket.send('{"a":"subscribe"}')
    client.socket.send(Uint8Array.of(0, 255, 7))
    await peer.until(() => peer.received.length === 2)
    expect(peer.received).toEqual(['{"a":"subscribe"}', Uint8Array.of(0, 255, 7)])
    await client.until(() => client.socket.bufferedBytes === 0)
    client.socket.close()
    await client.closed
  })

  it('counts what is handed over and not on the wire yet', async () => {
    const client = connect(server.url)
    const peer = await server.accepted()
    await client.until(() => client.heard.includes('opened'))
    expect(client.socket.bufferedBytes).toBe(0)
    peer.pause()
    for (let i = 0; i < 40; i++) client.socket.send(new Uint8Array(1_000_000))
    expect(client.socket.bufferedBytes).toBeGreaterThan(10_000_000)
    client.socket.terminate!()
    await client.closed
  })

  it('sends the headers along', async () => {
    const client = connect(server.url, { authorization: 'token key:secret', 'x-kite-version': '3' })
    const peer = await server.accepted()
    expect(peer.headers).toMatchObject({ authorization: 'token key:secret', 'x-kite-version': '3' })
    client.socket.close()
    await client.closed
  })

  it('tells once that we closed it', async () => {
    const client = connect(server.url)
    await server.accepted()
    await client.until(() => client.heard.includes('opened'))
    client.socket.close()
    client.socket.close()
    await client.closed
    await client.quiet()
    expect(client.heard).toEqual(['opened', { code: 1005, reason: '' }])
  })

  it('tells once that the other side closed it, and why', async () => {
    const client = connect(server.url)
    const peer = await server.accepted()
    peer.close(4001, 'token expired')
    await client.closed
    await client.quiet()
    expect(client.heard).toEqual(['opened', { code: 4001, reason: 'token expired' }])
  })

  it('tells once that the connection broke', async () => {
    const client = connect(server.url)
    const peer = await server.accepted()
    await client.until(() => client.heard.includes('opened'))
    peer.drop()
    await client.closed
    await client.quiet()
    expect(client.heard).toEqual(['opened', { code: 1006, reason: '' }])
  })

  it('tells once that nobody answered, and never that it opened', async () => {
    const { url } = server
    await server.stop()
    const client = connect(url)
    await client.closed
    await client.quiet()
    expect(client.heard).toEqual([{ code: 1006, reason: expect.any(String) }])
  })

  it('tells once that it was turned away, and with which status', async () => {
    server.refuse = true
    const client = connect(server.url)
    await client.closed
    await client.quiet()
    expect(client.heard).toEqual([{ code: 1006, reason: expect.any(String), httpStatus: 401 }])
  })

  it('hears the answer to a ping, which is no message', async () => {
    const client = connect(server.url)
    await server.accepted()
    await client.until(() => client.heard.includes('opened'))
    client.socket.ping!()
    await client.until(() => client.heard.length === 2)
    expect(client.heard).toEqual(['opened', 'ponged'])
    client.socket.close()
    await client.closed
  })

  it('ends at once where the other side no longer answers', async () => {
    const client = connect(server.url)
    const peer = await server.accepted()
    await client.until(() => client.heard.includes('opened'))
    peer.pause()
    const began = performance.now()
    client.socket.terminate!()
    client.socket.terminate!()
    await client.closed
    await client.quiet()
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(client.heard).toEqual(['opened', { code: 1006, reason: '' }])
  })

  it('tells once that what came was no WebSocket, or too long a message', async () => {
    for (const garbage of [Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.from([0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0])]) {
      const client = connect(server.url)
      const peer = await server.accepted()
      await client.until(() => client.heard.includes('opened'))
      peer.sendRaw(garbage)
      await client.closed
      await client.quiet()
      expect(client.heard).toEqual(['opened', { code: 1006, reason: expect.stringMatching(/RSV|payload/) }])
    }
  })

  it('tells once that we closed it before it had opened', async () => {
    const client = connect(server.url)
    client.socket.close()
    await client.closed
    await client.quiet()
    expect(client.heard).toEqual([{ code: 1006, reason: expect.any(String) }])
  })
})

/** A socket under test, and everything it told its listener. */
function connect(url: string, headers?: Readonly<Record<string, string>>) {
  const heard: unknown[] = []
  const closed = Promise.withResolvers<void>()
  const listener: SocketListener = {
    opened: () => heard.push('opened'),
    received: (data) => heard.push(data),
    ponged: () => heard.push('ponged'),
    closed(code, reason, httpStatus) {
      heard.push(httpStatus === undefined ? { code, reason } : { code, reason, httpStatus })
      closed.resolve()
    },
  }
  const socket = createSystemNetwork().openSocket(url, listener, headers && { headers })
  return { socket, heard, closed: closed.promise, until, quiet: () => pause(30) }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function until(done: () => boolean): Promise<void> {
  while (!done()) await pause(1)
}

interface FakeServer {
  readonly url: string
  /** Turns the next client away, as for a wrong token. */
  refuse: boolean
  /** The next client that came in. */
  accepted(): Promise<Peer>
  stop(): Promise<void>
}

/** The other end of one connection. */
interface Peer {
  readonly headers: IncomingHttpHeaders
  readonly received: (string | Uint8Array)[]
  send(data: string | Uint8Array): void
  close(code: number, reason: string): void
  drop(): void
  /** Reads nothing from now on. */
  pause(): void
  sendRaw(bytes: Uint8Array): void
  until(done: () => boolean): Promise<void>
}

/** As much of RFC 6455 as a test needs: frames below 64 KiB, none in fragments. */
async function startServer(): Promise<FakeServer> {
  const server: Server = createServer()
  const streams = new Set<Duplex>()
  let next = Promise.withResolvers<Peer>()
  const fake: FakeServer = {
    url: '',
    refuse: false,
    async accepted() {
      const peer = await next.promise
      next = Promise.withResolvers()
      return peer
    },
    async stop() {
      for (const stream of streams) stream.destroy()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
  server.on('upgrade', ({ headers }, stream) => {
    streams.add(stream)
    stream.on('error', () => {})
    if (fake.refuse) {
      stream.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      return
    }
    const accept = createHash('sha1')
      .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64')
    stream.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    next.resolve(peerOf(headers, stream))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(fake, { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` })
}

const opcode = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

function peerOf(headers: IncomingHttpHeaders, stream: Duplex): Peer {
  const received: (string | Uint8Array)[] = []
  let unread = Buffer.alloc(0)

  function write(kind: number, payload: Uint8Array): void {
    const long = payload.length > 125
    const head = Buffer.alloc(long ? 4 : 2)
    head[0] = 0x80 | kind
    head[1] = long ? 126 : payload.length
    if (long) head.writeUInt16BE(payload.length, 2)
    stream.write(Buffer.concat([head, payload]))
  }

  /** A client always masks; a message of ours is never longer than two bytes can count. */
  function read(): void {
    for (;;) {
      const start = (unread[1]! & 0x7f) === 126 ? 4 : 2
      if (unread.length < start + 4) return
      const length = start === 4 ? unread.readUInt16BE(2) : unread[1]! & 0x7f
      const end = start + 4 + length
      if (unread.length < end) return
      const mask = unread.subarray(start, start + 4)
      const payload = Uint8Array.from(unread.subarray(start + 4, end), (byte, i) => byte ^ mask[i % 4]!)
      const kind = unread[0]! & 0x0f
      unread = unread.subarray(end)
      if (kind === opcode.text) received.push(Buffer.from(payload).toString())
      else if (kind === opcode.binary) received.push(payload)
      else if (kind === opcode.close) {
        write(opcode.close, payload)
        stream.end()
      } else if (kind === opcode.ping) write(opcode.pong, payload)
    }
  }

  stream.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk])
    read()
  })
  return {
    headers,
    received,
    send: (data) => (typeof data === 'string' ? write(opcode.text, Buffer.from(data)) : write(opcode.binary, data)),
    close: (code, reason) =>
      write(opcode.close, Buffer.concat([Buffer.of(code >> 8, code & 255), Buffer.from(reason)])),
    drop: () => stream.destroy(),
    pause: () => stream.pause(),
    sendRaw: (bytes) => stream.write(bytes),
    until,
  }
}
