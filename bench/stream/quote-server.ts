import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { packQuotes } from './quotes.ts'
import { createSharedClock } from './shared-clock.ts'

// Started by vendor.ts: sends so many quotes a second to its one client, from `start` on until it is told to stop.
const [epoch, perSecond] = process.argv.slice(2).map(Number) as [number, number]
const clock = createSharedClock(epoch)
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
let client: WebSocket | undefined
let sent = 0
let pace: NodeJS.Timeout | undefined

function start(): void {
  const begin = clock.now()
  pace = setInterval(() => {
    const now = clock.now()
    const due = Math.floor(((now - begin) * perSecond) / 1_000) - sent
    if (due === 0) return
    client!.send(packQuotes(sent, due, now))
    sent += due
  }, 1)
}

server.once('connection', (socket) => {
  client = socket
})
process.on('message', (what) => {
  if (what === 'start') return start()
  clearInterval(pace)
  process.send?.(sent)
})
process.on('disconnect', () => process.exit())
await once(server, 'listening')
process.send?.((server.address() as AddressInfo).port)
