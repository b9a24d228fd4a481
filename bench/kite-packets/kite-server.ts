import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFakeTicker } from '../../packages/broker-zerodha/src/fake/ticker/fake-ticker.ts'
import { createSharedClock } from '../stream/shared-clock.ts'
import { instrumentCount, tickAt, tokenOf } from './load.ts'

// Started by vendor.ts: a fake Kite whose instruments trade in turn, so many a second, from `start` on until told to stop.
const [epoch, bootUs, perSecond] = process.argv.slice(2).map(Number) as [number, number, number]
const clock = createSharedClock(epoch)
const listeners = new Set<(token: number) => void>()
const indexes = new Map(Array.from({ length: instrumentCount }, (_, i) => [tokenOf(i), i]))
let hasStarted = false
let sent = 0
let pace: NodeJS.Timeout | undefined

const fake = createFakeTicker({
  admits: () => ({ userId: 'user' }),
  getTick(token) {
    const index = indexes.get(token)
    // What was known before anything traded would be told of as well.
    if (index === undefined || !hasStarted) return undefined
    sent++
    return tickAt(index, Math.round((clock.now() - epoch) * 1_000 - bootUs))
  },
  onTick(listener) {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  onOrder: () => () => {},
})

function start(): void {
  hasStarted = true
  const begin = clock.now()
  let due = 0
  pace = setInterval(() => {
    const until = Math.floor(((clock.now() - begin) * perSecond) / 1_000)
    for (; due < until; due++) for (const listener of listeners) listener(tokenOf(due % instrumentCount))
  }, 1)
}

const server = createServer()
await fake.mount(server)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.on('message', async (what) => {
  if (what === 'start') return start()
  if (what === 'stop') clearInterval(pace)
  else while (!isSubscribed()) await new Promise((resolve) => setTimeout(resolve, 5))
  process.send?.(sent)
})
process.on('disconnect', () => process.exit())
process.send?.((server.address() as AddressInfo).port)

function isSubscribed(): boolean {
  const modes = [...(fake.sessions[0]?.subscribed.values() ?? [])]
  return modes.length === instrumentCount && modes.every((mode) => mode === 'full')
}
