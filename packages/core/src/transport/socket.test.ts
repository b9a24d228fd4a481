import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { ShagunError } from '../errors.ts'
import type { OpenSocket, SocketListener } from '../ports/environment.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import { createSocket, type SocketOptions } from './socket.ts'
import { createStage } from './stage.fixture.ts'

describe('createSocket', () => {
  it('connects, greets, hands over what comes and sends what it is given', async () => {
    const { socket, vendor, heard, run } = stage({ greet: () => ['subscribe', 'mode'] })
    expect(socket.state).toBe('connecting')
    expect(socket.send('too early')).toBe(false)
    await run(0)
    vendor.open()
    expect(socket.state).toBe('open')
    vendor.say('tick')
    vendor.say(Uint8Array.of(1, 2))
    expect(socket.send('order')).toBe(true)
    expect(heard).toEqual(['opened', 'tick', Uint8Array.of(1, 2)])
    expect(vendor.got).toEqual(['subscribe', 'mode', 'order'])
  })

  it('says once that it is lost and once that it stands again, and greets anew', async () => {
    let tokens = [1]
    const { socket, vendor, heard, run } = stage({ greet: () => [`subscribe ${tokens}`] })
    await run(0)
    vendor.open()
    tokens = [1, 2]
    vendor.close(1006, 'reset')
    expect(socket.state).toBe('waiting')
    expect(socket.send('into the void')).toBe(false)
    await run(1_000)
    expect(vendor.connections).toBe(2)
    vendor.close(1006, 'refused')
    await run(2_000)
    vendor.open()
    expect(heard).toEqual([
      'opened',
      'lost: The socket of test was lost: reset (1006). It is made again by itself; what is sent meanwhile is missed.',
      'restored',
    ])
    expect(vendor.got).toEqual(['subscribe 1', 'subscribe 1,2'])
  })

  it('asks for address and headers before every connection', async () => {
    let count = 0
    const { vendor, run } = stage({
      url: async () => `wss://test/?access_token=token-${++count}`,
      headers: () => ({ 'x-count': String(count) }),
    })
    await run(0)
    vendor.close(1006, '')
    await run(1_000)
    expect(vendor.asked).toEqual([
      ['wss://test/?access_token=token-1', { 'x-count': '1' }],
      ['wss://test/?access_token=token-2', { 'x-count': '2' }],
    ])
  })

  it('is closed exactly once, whenever that happens, and nothing is heard after it', async () => {
    for (const when of ['at once', 'connecting', 'open', 'waiting', 'lost twice'] as const) {
      const { socket, vendor, heard, run, waiting } = stage({})
      if (when !== 'at once') await run(0)
      if (when === 'open') vendor.open()
      if (when === 'waiting' || when === 'lost twice') vendor.close(1006, '')
      if (when === 'lost twice') {
        await run(1_000)
        vendor.close(1006, '')
      }
      socket.close()
      socket.close()
      const { length } = heard
      expect(heard.at(-1)).toBe('ended')
      vendor.open()
      vendor.say('late')
      vendor.close(1000, '')
      await run(120_000)
      expect(heard).toHaveLength(length)
      expect([socket.state, socket.send('x'), waiting()]).toEqual(['closed', false, 0])
      expect(vendor.isOpen).toBe(false)
    }
  })

  it.each([
    ['turned away with 403', 1006, 403],
    ['turned away with 401', 1006, 401],
    ['closed for a violation of policy', 1008, undefined],
    ['closed as unauthorized', 3000, undefined],
    ['closed as forbidden', 3003, undefined],
  ])('stops for good when %s, so that a dead token is not tried all night', async (_, code, httpStatus) => {
    const { socket, vendor, heard, run, waiting } = stage({})
    await run(0)
    vendor.close(code, 'no', httpStatus)
    await run(86_400_000)
    expect([socket.state, vendor.connections, waiting()]).toEqual(['closed', 1, 0])
    expect(heard).toEqual([
      expect.stringMatching(/^ended unauthenticated: .*Sign in again; until then nobody tries again\.$/),
    ])
    socket.close()
    expect(heard).toHaveLength(1)
  })

  it('lets the adapter judge which ends are final', async () => {
    const judge: SocketOptions['judge'] = ({ code }) =>
      code === 4001 ? 'unauthenticated' : code === 4002 ? 'unreachable' : code === 1008 ? 'reconnect' : undefined
    for (const [code, state] of [
      [4001, 'closed'],
      [4002, 'closed'],
      [1008, 'waiting'],
      [1000, 'waiting'],
      [1001, 'waiting'],
    ] as const) {
      const { socket, vendor, run } = stage({ judge })
      await run(0)
      vendor.open()
      vendor.close(code, '')
      expect(socket.state).toBe(state)
    }
  })

  it('stops where the source of its token says that there is none, and goes on where that only fails', async () => {
    const expired = new ShagunError('unauthenticated', 'Sign in.', { details: { source: 'vault' } })
    const first = stage({ url: () => Promise.reject(expired) })
    await first.run(1_000)
    expect(first.heard).toEqual(['ended unauthenticated: Sign in.'])
    let count = 0
    const second = stage({
      url: () => {
        if (++count < 3) throw new Error('vault is down')
        return 'wss://test'
      },
    })
    await second.run(10_000)
    second.vendor.open()
    expect(second.heard).toEqual([
      expect.stringContaining('lost: The socket of test was lost: vault is down'),
      'opened',
    ])
  })

  it('never hurries: a server that refuses for an hour is asked as often as the pauses say', async () => {
    const { vendor, heard, run } = stage({}, { onConnect: (open) => open.close(1006, 'refused') })
    await run(3_600_000)
    // Pauses of 15 to 30 s after the first few.
    expect(vendor.connections).toBeGreaterThan(3_600 / 30)
    expect(vendor.connections).toBeLessThan(3_600 / 15 + 6)
    expect(heard).toHaveLength(1)
  })

  it('never hurries either where connections open and break at once, or open and stay silent', async () => {
    for (const behave of ['breaks', 'is silent'] as const) {
      const { vendor, run } = stage(
        { silenceTimeoutMs: 5_000 },
        {
          onConnect(peer) {
            peer.open()
            if (behave === 'breaks') peer.close(1011, 'overloaded')
          },
        },
      )
      await run(3_600_000)
      expect(vendor.connections).toBeLessThan(250)
    }
  })

  it('makes its pauses short again only after a connection that lasted', async () => {
    const { clock, vendor, run } = stage({})
    const pauseAfter = async (lifeMs: number) => {
      const { connections } = vendor
      vendor.open()
      await run(lifeMs)
      vendor.close(1006, '')
      const lost = clock.now()
      while (vendor.connections === connections) await run(100)
      return clock.now() - lost
    }
    await run(0)
    for (let i = 0; i < 8; i++) await pauseAfter(1_000)
    expect(await pauseAfter(59_000)).toBeGreaterThanOrEqual(15_000)
    expect(await pauseAfter(60_000)).toBeLessThanOrEqual(1_100)
    expect(await pauseAfter(1_000)).toBeGreaterThanOrEqual(1_000)
  })

  it('does not come back in step with others', async () => {
    const times = new Set<number>()
    for (let seed = 0; seed < 20; seed++) {
      const { clock, vendor, run } = stage({}, { seed })
      await run(0)
      const began = clock.now()
      vendor.close(1006, '')
      while (vendor.connections === 1) await run(1)
      times.add(clock.now() - began)
    }
    expect(times.size).toBeGreaterThan(15)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(500)
    expect(Math.max(...times)).toBeLessThanOrEqual(1_001)
  })

  it('leaves all of a pause to chance where that is asked for, and stays within its bounds', async () => {
    const backoff = { firstMs: 1_000, maxMs: 30_000, chance: 'all' } as const
    const first = new Set<number>()
    let longest = 0
    for (let seed = 0; seed < 40; seed++) {
      const { clock, vendor, run } = stage({ backoff }, { seed })
      await run(0)
      for (let failures = 1; failures <= 6; failures++) {
        const [lost, { connections }] = [clock.now(), vendor]
        vendor.close(1006, '')
        await run(999)
        expect(vendor.connections).toBe(connections)
        while (vendor.connections === connections) await run(failures === 1 ? 1 : 250)
        const pause = clock.now() - lost
        if (failures === 1) first.add(pause)
        longest = Math.max(longest, pause)
        expect(pause).toBeLessThanOrEqual(Math.min(30_000, 1_000 * 2 ** failures) + 250)
      }
    }
    expect(first.size).toBeGreaterThan(25)
    expect(longest).toBeGreaterThan(20_000)
  })

  it('gives a connection that looks alive up after silence, at once and without taking leave', async () => {
    const { socket, vendor, heard, run } = stage({ silenceTimeoutMs: 10_000 }, { canPing: true, pongs: false })
    await run(0)
    vendor.open()
    await run(9_000)
    vendor.say('heartbeat')
    await run(9_999)
    expect(socket.state).toBe('open')
    await run(1)
    expect(socket.state).toBe('waiting')
    expect(vendor.ends).toEqual(['terminate'])
    expect(heard.at(-1)).toContain('was silent for 10000 ms')
  })

  it('lives on answers to its pings alone', async () => {
    const { socket, vendor, run } = stage({}, { canPing: true })
    await run(0)
    vendor.open()
    await run(3_600_000)
    expect([socket.state, vendor.connections, vendor.pings]).toEqual(['open', 1, 720])
  })

  it('does not live on answers to its pings where messages alone count', async () => {
    const { socket, vendor, run } = stage({ silenceTimeoutMs: 10_000, pongsCount: false }, { canPing: true })
    await run(0)
    vendor.open()
    for (let i = 0; i < 10; i++) {
      await run(9_000)
      vendor.say('heartbeat')
    }
    expect([socket.state, vendor.pings]).toEqual(['open', 18])
    await run(10_000)
    expect([socket.state, vendor.ends]).toEqual(['waiting', ['terminate']])
  })

  it('sends a sign of life in the words of the vendor', async () => {
    const { vendor, run } = stage({ heartbeat: { everyMs: 10_000, message: 'ping' }, silenceTimeoutMs: 60_000 })
    await run(0)
    vendor.open()
    await run(30_000)
    expect(vendor.got).toEqual(['ping', 'ping', 'ping'])
  })

  it('does not hold a network that cannot ping to a silence nobody asked about', async () => {
    const { socket, vendor, run, waiting } = stage({})
    await run(0)
    vendor.open()
    await run(86_400_000)
    expect([socket.state, vendor.connections, waiting()]).toEqual(['open', 1, 0])
  })

  it('blames nobody for the time that the machine slept', async () => {
    const { socket, vendor, clock, run } = stage({ silenceTimeoutMs: 10_000 }, { sleeps: true })
    await run(0)
    vendor.open()
    clock.sleep(3_600_000, 10_000)
    expect(socket.state).toBe('open')
    clock.sleep(0, 10_000)
    expect(socket.state).toBe('waiting')
  })

  it('gives up connecting that takes too long, be it the address or the connection', async () => {
    for (const options of [{}, { url: () => new Promise<string>(() => {}) }] as const) {
      const { socket, heard, run } = stage({ connectTimeoutMs: 5_000, ...options })
      await run(5_000)
      expect(socket.state).toBe('waiting')
      expect(heard).toEqual([expect.stringContaining('did not open within 5000 ms')])
    }
  })

  it('takes nothing more than its bound while the other side does not read', async () => {
    const { socket, vendor, run } = stage({ maxBufferedBytes: 1_000 })
    await run(0)
    vendor.open()
    vendor.bufferedBytes = 900
    expect([socket.send('x'.repeat(100)), socket.send('x'.repeat(101))]).toEqual([true, false])
    vendor.bufferedBytes = 0
    expect(socket.send(new Uint8Array(1_000))).toBe(true)
  })

  it('is not harmed by who listens and throws', async () => {
    const broken = () => {
      throw new Error('broken with access_token=abcdefghij')
    }
    const events = { received: broken, opened: broken, lost: broken, restored: broken, ended: broken }
    const { socket, vendor, run, logged } = stage({ events })
    await run(0)
    vendor.open()
    vendor.say('a')
    vendor.say('b')
    vendor.close(1006, '')
    await run(1_000)
    vendor.open()
    expect(socket.state).toBe('open')
    socket.close()
    expect(logged.filter((line) => line.includes('threw'))).toHaveLength(6)
    expect(inspect(logged)).not.toContain('abcdefghij')
  })

  it('tries again where its greeting fails', async () => {
    let count = 0
    const { socket, vendor, heard, run } = stage({
      greet() {
        if (++count === 1) throw new Error('broken')
        return ['hello']
      },
    })
    await run(0)
    vendor.open()
    expect([socket.state, heard.length]).toEqual(['waiting', 1])
    await run(1_000)
    vendor.open()
    expect([socket.state, vendor.got]).toEqual(['open', ['hello']])
  })

  it('makes another connection for who knows better, and no storm of them', async () => {
    const { socket, vendor, run } = stage({}, { onConnect: (peer) => peer.open() })
    await run(0)
    // A watchdog for standing feeds that fires every second for an hour.
    for (let i = 0; i < 3_600; i++) {
      socket.reconnect('the feed stands still')
      await run(1_000)
    }
    expect(vendor.connections).toBeLessThan(250)
  })

  it('can be closed or connected anew by who hears of it', async () => {
    const closing = stage({ events: { received() {}, lost: () => closing.socket.close() } })
    await closing.run(0)
    closing.vendor.close(1006, '')
    await closing.run(60_000)
    expect([closing.socket.state, closing.vendor.connections, closing.waiting()]).toEqual(['closed', 1, 0])
    let restores = 0
    const again = stage({
      events: { received() {}, opened: () => again.socket.reconnect('once more'), restored: () => restores++ },
    })
    await again.run(0)
    again.vendor.open()
    await again.run(1_000)
    again.vendor.open()
    expect([again.socket.state, restores]).toEqual(['open', 1])
  })

  it('hears a network that answers before it has returned', async () => {
    const { socket, heard, vendor, run } = stage(
      {},
      {
        onConnect: (peer) => {
          peer.open()
          peer.say('first')
        },
      },
    )
    await run(0)
    expect([socket.state, heard, vendor.connections]).toEqual(['open', ['opened', 'first'], 1])
  })

  it('shows no secret in what it says', async () => {
    const secrets = ['my-access-token', 'my-private-header', 'my-api-key']
    const all: unknown[] = []
    const { vendor, run, heard, logged } = stage({
      url: 'wss://test/?access_token=my-access-token&api_key=my-api-key',
      headers: { authorization: 'Bearer my-private-header' },
    })
    for (let i = 0; i < 5; i++) {
      await run(30_000)
      vendor.close(i === 4 ? 1008 : 1006, `bad ${secrets.join(' ')}`)
    }
    all.push(heard, logged)
    const text = inspect(all, { depth: 20, maxArrayLength: null, maxStringLength: null })
    expect(text).toContain('[redacted]')
    for (const secret of secrets) expect(text).not.toContain(secret)
  })

  it.each([
    [{ silenceTimeoutMs: Number.NaN }, 'silenceTimeoutMs'],
    [{ backoff: { firstMs: 0, maxMs: 1 } }, 'firstMs'],
    [{ maxBufferedBytes: Number.POSITIVE_INFINITY }, 'maxBufferedBytes'],
    [{ heartbeat: { everyMs: 0 } }, 'everyMs'],
  ])('refuses %j', (options, option) => {
    expect(() => stage(options)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})

describe('createSocket on real connections', () => {
  const quick = {
    backoff: { firstMs: 5, maxMs: 20 },
    silenceTimeoutMs: 150,
    heartbeat: { everyMs: 40 },
    connectTimeoutMs: 300,
  }

  it('survives a server that restarts, and closes cleanly', async () => {
    let server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const got: string[] = []
    const serve = () => server.on('connection', (peer) => peer.on('message', (data) => got.push(String(data))))
    serve()
    const { socket, heard, until } = listen(`ws://127.0.0.1:${port}`, { ...quick, greet: () => ['subscribe'] })
    await until(() => got.length === 1)
    for (const peer of server.clients) peer.terminate()
    await new Promise((resolve) => server.close(resolve))
    await until(() => heard.some((event) => event.startsWith('lost')))
    server = new WebSocketServer({ port, host: '127.0.0.1' })
    serve()
    await until(() => heard.includes('restored') && got.length === 2)
    const left = once([...server.clients][0]!, 'close')
    socket.close()
    expect((await left)[0]).toBe(1005)
    expect(heard.at(-1)).toBe('ended')
    await new Promise((resolve) => server.close(resolve))
  })

  it.each<[string, (stream: Socket) => void]>([
    ['takes the connection and says nothing', () => {}],
    ['resets it', (stream) => stream.resetAndDestroy()],
    ['answers with no WebSocket', (stream) => stream.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')],
    ['speaks no HTTP', (stream) => stream.end('garbage\r\n\r\n')],
  ])('keeps trying where the server %s', async (_, behave) => {
    let connections = 0
    const server = createServer((stream) => {
      connections++
      stream.on('error', () => {})
      stream.once('data', () => behave(stream))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { socket, heard, until } = listen(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, quick)
    await until(() => connections >= 3)
    socket.close()
    expect(heard).toEqual([expect.stringMatching(/^lost: /), 'ended'])
    server.close()
  })

  it('gives up a peer that reads nothing and answers no ping, and recovers', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false })
    await once(server, 'listening')
    let connections = 0
    server.on('connection', (peer) => {
      connections++
      if (connections > 1) peer.on('ping', () => peer.pong())
    })
    const { socket, heard, until } = listen(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, quick)
    await until(() => heard.includes('restored'))
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(heard).toEqual(['opened', expect.stringContaining('was silent'), 'restored'])
    socket.close()
    for (const peer of server.clients) peer.terminate()
    server.close()
  })

  it('stops where the server turns it away for its token', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', verifyClient: (_, done) => done(false, 403) })
    await once(server, 'listening')
    const { heard, until } = listen(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, quick)
    await until(() => heard.length > 0)
    expect(heard).toEqual([expect.stringMatching(/^ended unauthenticated: .*turned away with 403/)])
    server.close()
  })
})

/** What was heard, each as text where it is not a message. */
function record(heard: unknown[]): SocketOptions['events'] {
  return {
    received: (data) => heard.push(data),
    opened: () => heard.push('opened'),
    lost: ({ message }) => heard.push(`lost: ${message}`),
    restored: () => heard.push('restored'),
    ended: (cause) => heard.push(cause === undefined ? 'ended' : `ended ${cause.code}: ${cause.message}`),
  }
}

function listen(url: string, options: Partial<SocketOptions>) {
  const heard: string[] = []
  const silent = { debug() {}, warn() {}, error() {} }
  const socket = createSocket(
    { source: 'test', url, events: record(heard), ...options },
    createEnvironment({ log: silent }),
  )
  async function until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return { socket, heard, until }
}

interface Vendor {
  readonly connections: number
  readonly asked: unknown[]
  readonly got: unknown[]
  readonly ends: string[]
  readonly pings: number
  readonly isOpen: boolean
  bufferedBytes: number
  open(): void
  say(data: string | Uint8Array): void
  close(code: number, reason: string, httpStatus?: number): void
}

interface Manners {
  readonly onConnect?: (vendor: Vendor) => void
  readonly canPing?: boolean
  readonly pongs?: boolean
  readonly seed?: number
  /** Whether the clock can jump past timers, which then come late. */
  readonly sleeps?: boolean
}

function stage(
  options: Partial<SocketOptions>,
  { onConnect, canPing = false, pongs = true, seed = 1, sleeps = false }: Manners = {},
) {
  let listener: SocketListener | undefined
  let connections = 0
  let pings = 0
  const heard: unknown[] = []
  const vendor: Vendor = {
    get connections() {
      return connections
    },
    get pings() {
      return pings
    },
    get isOpen() {
      return listener !== undefined
    },
    asked: [],
    got: [],
    ends: [],
    bufferedBytes: 0,
    open: () => listener?.opened(),
    say: (data) => listener?.received(data),
    close(code, reason, httpStatus) {
      const closing = listener
      listener = undefined
      closing?.closed(code, reason, httpStatus)
    },
  }
  const world = createStage(
    {
      openSocket(url, opened, given) {
        connections++
        vendor.asked.push([url, given?.headers])
        listener = opened
        const end = (how: string) => () => {
          vendor.ends.push(how)
          if (listener === opened) listener = undefined
          opened.closed(1005, '')
        }
        const socket: OpenSocket = {
          get bufferedBytes() {
            return vendor.bufferedBytes
          },
          send: (data) => vendor.got.push(data),
          close: end('close'),
          terminate: end('terminate'),
          ...(canPing && {
            ping() {
              pings++
              if (pongs) opened.ponged?.()
            },
          }),
        }
        onConnect?.(vendor)
        return socket
      },
    },
    seed,
  )
  let now = world.clock.now()
  const clock = {
    now: () => (sleeps ? now : world.clock.now()),
    /** The machine is suspended: time passes, and timers go on afterwards as if it had not. */
    sleep(sleptMs: number, afterwardsMs: number): void {
      now += sleptMs + afterwardsMs
      world.clock.advanceTo(world.clock.now() + afterwardsMs)
    },
  }
  const environment = { ...world.environment, ...(sleeps && { clock }) }
  const socket = createSocket({ source: 'test', url: 'wss://test', events: record(heard), ...options }, environment)
  return { socket, vendor, heard, clock, run: world.run, logged: world.logged, waiting: () => world.waiting }
}
