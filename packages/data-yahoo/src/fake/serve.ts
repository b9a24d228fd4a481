import type { AddressInfo } from 'node:net'
import type { YahooOptions } from '../options.ts'
import type { Reply } from './reply.ts'
import type { Sockets } from './sockets.ts'

/** What becomes of a request: a reply, a broken connection, or nothing. */
export type Outcome = Reply | 'reset' | 'stall'

/** A fake Yahoo on a port of the loopback. */
export interface FakeYahooServer {
  /** `http://127.0.0.1:40123` */
  readonly url: string
  /** What `yahoo` is to be given. */
  readonly options: Required<Pick<YahooOptions, 'queryBaseUrl' | 'cookieUrl' | 'streamUrl'>>
  /** Ends it, with all connections. */
  close(): Promise<void>
}

export interface Served {
  readonly sockets: Sockets
  isSilent(): boolean
  /** With which status the next socket is turned away. */
  refuseSocket(): number | undefined
  answer(url: URL, headers: Headers): Promise<Outcome>
}

/** On a free port. */
export async function serve({ sockets, isSilent, refuseSocket, answer }: Served): Promise<FakeYahooServer> {
  const [{ createServer }, { WebSocketServer }] = await Promise.all([import('node:http'), import('ws')])
  const server = createServer(async (request, response) => {
    const outcome = await answer(new URL(request.url ?? '/', 'http://fake'), new Headers(pairsOf(request.headers)))
    if (outcome === 'reset') request.socket.destroy()
    if (typeof outcome === 'string') return
    for (const [name, value] of outcome.headers) response.appendHeader(name, value)
    response.writeHead(outcome.status).end(outcome.body)
  })
  const streams = new WebSocketServer({ noServer: true, autoPong: false })
  server.on('upgrade', (request, socket, head) => {
    const status = refuseSocket()
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    streams.handleUpgrade(request, socket, head, (stream) => {
      const connection = sockets.add({
        send: (text) => void (isSilent() || stream.send(text)),
        close: (code) => (code === 1006 ? stream.terminate() : stream.close(code)),
      })
      stream.on('message', (data) => connection.receive(String(data)))
      stream.on('ping', (data) => isSilent() || stream.pong(data))
      stream.on('error', () => {})
      stream.on('close', () => connection.remove())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}`,
    options: {
      queryBaseUrl: `http://${host}`,
      cookieUrl: `http://${host}/cookie`,
      streamUrl: `ws://${host}/?version=2`,
    },
    async close() {
      for (const stream of streams.clients) stream.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function pairsOf(headers: Readonly<NodeJS.Dict<string | string[]>>): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [name, String(value)])
}
