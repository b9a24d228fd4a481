import { once } from 'node:events'
import { createHistogram } from 'node:perf_hooks'
import { WebSocket } from 'ws'
import { instrumentCount } from '../stream/load.ts'
import { createSharedClock } from '../stream/shared-clock.ts'
import type { Told } from './crowd.ts'
import { stalledEvery, watchedBy, watchedCount } from './load.ts'
import { parseUpdate } from './update.ts'

// Started by crowd.ts: many clients in a process of their own. They connect at once, and answer when they are asked.
const [url, epoch, count, stall] = process.argv.slice(2) as [string, string, string, string]
const clock = createSharedClock(Number(epoch))
const atOnce = 100
const waits = createHistogram()
const sockets: WebSocket[] = []
/** By client, the volume of the last quote of each instrument that it watches: that tells which quote it was. */
const newest = new Float64Array(Number(count) * watchedCount).fill(-1)
let received = 0

function isStalled(client: number): boolean {
  return stall === 'yes' && client % stalledEvery === 0
}

async function connect(client: number): Promise<boolean> {
  const socket = new WebSocket(`${url}/${client}`, { perMessageDeflate: false })
  const first = watchedBy(client, instrumentCount)[0]!
  socket.on('message', (message: Buffer) => {
    const { index, time, volume } = parseUpdate(message)
    received++
    waits.record(Math.max(1, Math.round((clock.now() - time) * 1_000)))
    newest[client * watchedCount + ((index - first + instrumentCount) % instrumentCount)] = volume
  })
  try {
    await once(socket, 'open')
  } catch {
    return false
  }
  // What has ended while it was not read would be an error that nobody hears.
  socket.on('error', () => {})
  if (isStalled(client)) socket.pause()
  sockets.push(socket)
  return true
}

async function connectAll(): Promise<void> {
  for (let client = 0; client < Number(count); client += atOnce) {
    const wave = Array.from({ length: Math.min(atOnce, Number(count) - client) }, (_, i) => connect(client + i))
    if ((await Promise.all(wave)).includes(false)) return
  }
}

await connectAll()
process.on('message', (what) => {
  if (what === 'count') {
    received = 0
    waits.reset()
  }
  const told: Told = {
    received,
    p50Ms: waits.percentile(50) / 1_000,
    p99Ms: waits.percentile(99) / 1_000,
    newest,
  }
  process.send?.(told)
})
process.on('disconnect', () => process.exit())
process.send?.(sockets.length)
