import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SocketListener } from './environment.ts'
import { seededRandom, simulatedClock } from './environment-simulated.ts'
import { createEnvironment, systemClock, systemEnvironment } from './environment-system.ts'

describe('createEnvironment', () => {
  it('replaces the parts it is given and takes the rest from the machine', () => {
    const clock = simulatedClock(0)
    const random = seededRandom(7)
    const environment = createEnvironment({ clock, timers: clock, random })
    expect(environment).toEqual({ ...systemEnvironment, clock, timers: clock, random })
    expect(systemEnvironment.clock).toBe(systemClock)
  })

  it('logs what matters to the console, and nothing else', () => {
    const said: unknown[][] = []
    const spies = (['debug', 'log', 'info', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation((...line) => said.push([level, ...line])),
    )
    const { log } = createEnvironment({})
    log.debug('ignored')
    log.warn('slow', { ms: 3 })
    log.error('lost')
    for (const spy of spies) spy.mockRestore()
    expect(said).toEqual([
      ['warn', 'slow', { ms: 3 }],
      ['error', 'lost', ''],
    ])
  })

  it('asks the global fetch that is there when it is called', async () => {
    const response = new Response('now')
    const spy = vi.spyOn(globalThis, 'fetch').mockResolvedValue(response)
    try {
      expect(await createEnvironment({}).network.fetch('http://localhost/', { method: 'PUT' })).toBe(response)
      expect(spy).toHaveBeenCalledExactlyOnceWith('http://localhost/', { method: 'PUT' })
    } finally {
      spy.mockRestore()
    }
  })

  it('draws from 0 to below 1', () => {
    const drawn = Array.from({ length: 1000 }, createEnvironment({}).random)
    expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true)
    expect(new Set(drawn).size).toBeGreaterThan(990)
  })
})

describe('systemClock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it("tells the machine's time", () => {
    expect(systemClock.now()).toBe(1_000)
    vi.advanceTimersByTime(5)
    expect(systemClock.now()).toBe(1_005)
  })

  it('runs once, when the time has passed', () => {
    const ran: number[] = []
    systemClock.after(10, () => ran.push(systemClock.now()))
    vi.advanceTimersByTime(9)
    expect(ran).toEqual([])
    vi.advanceTimersByTime(100)
    expect(ran).toEqual([1_010])
  })

  it('does not run what was canceled, and canceling again does nothing', () => {
    const run = vi.fn()
    const cancel = systemClock.after(10, run)
    cancel()
    cancel()
    vi.advanceTimersByTime(100)
    expect(run).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits for months as well, though the machine counts only 24 days', () => {
    const days = 86_400_000
    const ran: number[] = []
    systemClock.after(100 * days + 1, () => ran.push(systemClock.now()))
    vi.advanceTimersByTime(100 * days)
    expect(ran).toEqual([])
    vi.advanceTimersByTime(1)
    expect(ran).toEqual([100 * days + 1_001])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('can be canceled in the midst of so long a wait, and never runs at no time', () => {
    const days = 86_400_000
    const run = vi.fn()
    const cancels = [systemClock.after(100 * days, run), systemClock.after(Number.POSITIVE_INFINITY, run)]
    vi.advanceTimersByTime(60 * days)
    for (const cancel of cancels) cancel()
    vi.advanceTimersByTime(60 * days)
    expect(run).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
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
    await server.accepted()
    await client.until(() => client.heard.includes('opened'))
    expect(client.socket.bufferedBytes).toBe(0)
    client.socket.send('x'.repeat(1_000))
    expect(client.socket.bufferedBytes).toBeGreaterThanOrEqual(1_000)
    client.socket.close()
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

  it('tells once that it was turned away', async () => {
    server.refuse = true
    const client = connect(server.url)
    await client.closed
    await client.quiet()
    expect(client.heard).toEqual([{ code: 1006, reason: expect.any(String) }])
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
    closed(code, reason) {
      heard.push({ code, reason })
      closed.resolve()
    },
  }
  const socket = systemEnvironment.network.openSocket(url, listener, headers && { headers })
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

const opcode = { text: 1, binary: 2, close: 8 } as const

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
      }
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
    until,
  }
}
