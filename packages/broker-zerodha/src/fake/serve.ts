import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Timers, Unsubscribe } from '@shagun/core'
import { type Outcome, pause } from './faults/spoil.ts'
import { partsOf } from './in-process.ts'
import type { KiteRequest } from './wire/request.ts'

/** A fake Kite on a port of the loopback. */
export interface FakeKiteServer {
  /** `http://127.0.0.1:40123` */
  readonly url: string
  /** `ws://127.0.0.1:40123` */
  readonly socketUrl: string
  /** Ends it, with all connections. */
  close(): Promise<void>
}

export interface Served {
  readonly timers: Timers
  readonly gzip: boolean
  answer(request: KiteRequest): Promise<Outcome>
  /** Takes the sockets of a server, until the returned function is called. */
  mount(server: Server): Promise<Unsubscribe>
}

/** On a free port. */
export async function serve({ timers, gzip, answer, mount }: Served): Promise<FakeKiteServer> {
  const [{ createServer }, { createGzip, gzipSync }] = await Promise.all([import('node:http'), import('node:zlib')])
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    // Who goes away while he is answered is no concern of ours.
    response.on('error', () => {})
    void readRequest(request)
      .then(answer)
      .then((outcome) => respond(request, response, outcome))
  })

  async function respond(request: IncomingMessage, response: ServerResponse, outcome: Outcome): Promise<void> {
    if (outcome === 'reset') return void request.socket.destroy()
    if (outcome === 'stall') return
    const { reply, half, bodyAfterMs } = outcome
    const takes = String(request.headers['accept-encoding'] ?? '').includes('gzip')
    const zipped = outcome.gzip ?? (gzip && takes)
    for (const [name, value] of reply.headers) response.appendHeader(name, value)
    if (zipped) response.setHeader('content-encoding', 'gzip')
    if (!zipped && typeof reply.body === 'string') response.setHeader('content-length', Buffer.byteLength(reply.body))
    response.writeHead(reply.status)
    if (bodyAfterMs !== undefined) {
      response.flushHeaders()
      await pause(timers, bodyAfterMs)
    }
    if (half) {
      const [first = ''] = partsOf(reply)
      response.write(first.slice(0, Math.floor(first.length / 2)), () => request.socket.destroy())
      return
    }
    if (typeof reply.body === 'string') return void response.end(zipped ? gzipSync(reply.body) : reply.body)
    const body = Readable.from(partsOf(reply))
    if (zipped) body.pipe(createGzip()).pipe(response)
    else body.pipe(response)
  }

  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const unmount = await mount(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}`,
    socketUrl: `ws://${host}`,
    async close() {
      unmount()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function readRequest(request: IncomingMessage): Promise<KiteRequest> {
  const parts: Buffer[] = []
  request.on('data', (part) => parts.push(part))
  await once(request, 'end')
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value))
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://fake'),
    headers,
    body: Buffer.concat(parts).toString(),
    ip: headers.get('x-forwarded-for') ?? request.socket.remoteAddress ?? '',
  }
}
