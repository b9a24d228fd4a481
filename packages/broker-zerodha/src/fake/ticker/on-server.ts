import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Unsubscribe } from '@shagun/core'
import type { Door } from './door.ts'

/** Takes the upgrades of an HTTP server; those of other paths are left to others. */
export async function mountOn(door: Door, server: Server, path?: string): Promise<Unsubscribe> {
  const { WebSocketServer } = await import('ws')
  const streams = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false })

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://fake')
    if (path !== undefined && url.pathname !== path) return
    const answer = door.knock(url)
    if (typeof answer === 'number') {
      socket.on('error', () => {})
      socket.end(`HTTP/1.1 ${answer} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    streams.handleUpgrade(request, socket, head, (stream) => {
      const session = answer.enter({
        get bufferedBytes() {
          return stream.bufferedAmount
        },
        send: (message) => stream.send(message),
        pause: () => stream.pause(),
        resume: () => stream.resume(),
        close: (code) => (code === 1006 ? stream.terminate() : stream.close(code)),
      })
      stream.on('message', (data) => session.receive(String(data)))
      stream.on('ping', (data) => answer.isSilent() || stream.pong(data))
      stream.on('error', () => {})
      stream.on('close', () => answer.leave())
    })
  }

  server.on('upgrade', upgrade)
  return () => {
    server.off('upgrade', upgrade)
    for (const stream of streams.clients) stream.terminate()
  }
}
