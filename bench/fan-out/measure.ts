import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import { alwaysOpen, createMarketData, type MarketUpdate, type Subscription } from '@shagun/core'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Sample } from '../entry.ts'
import { heapMb, residentMb } from '../memory.ts'
import { instrumentCount, instruments } from '../stream/load.ts'
import { packed, quiet } from '../stream/providers.ts'
import { createSharedClock } from '../stream/shared-clock.ts'
import { openVendor } from '../stream/vendor.ts'
import { type Crowd, gather, type Told } from './crowd.ts'
import { type FanOut, measuredMs, stalledEvery, warmUpMs, watchedBy, watchedCount } from './load.ts'
import { packUpdate } from './update.ts'

/** Many WebSocket clients, each with a subscription of its own; one that does not read takes up room for its newest quotes. */
export async function measureFanOut({ perSecond, stall, pauseMs }: FanOut): Promise<Sample> {
  const clock = createSharedClock()
  const vendor = await openVendor(clock, perSecond)
  const data = createMarketData({
    providers: [packed({ url: vendor.url }, quiet)],
    calendars: { NSE: alwaysOpen('Asia/Kolkata') },
  })
  // One subscription of the vendor serves all, whichever client comes first.
  const all = data.subscribe({ instruments, types: [] }, () => {})
  await all.ready
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const sockets: WebSocket[] = []
  const subscriptions: Subscription[] = []
  server.on('connection', (socket, { url }) => {
    const client = Number(url!.slice(1))
    sockets[client] = socket
    const watched = watchedBy(client, instrumentCount).map((index) => instruments[index]!)
    const subscription = data.subscribe({ instruments: watched, types: ['quote'] }, (update) =>
      send(socket, update, pauseMs),
    )
    subscriptions[client] = subscription
    socket.on('close', () => subscription.end())
  })

  const crowd = await gather(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, clock, stall)
  const stalled = stall ? sockets.filter((_, client) => client % stalledEvery === 0) : []
  await Promise.all(stalled.map(fill))
  vendor.start()
  await wait(warmUpMs)

  const conflated = (): number => subscriptions.reduce((sum, subscription) => sum + subscription.conflated, 0)
  const atFirst = { heap: heapMb(), resident: residentMb(), conflated: conflated() }
  await crowd.count()
  const begin = performance.now()
  const cpu = process.cpuUsage()
  await wait(measuredMs)
  const told = await crowd.ask()
  const seconds = (performance.now() - begin) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  const skipped = conflated() - atFirst.conflated
  const atLast = { heap: heapMb(), resident: residentMb() }
  const sent = await vendor.stop()
  const { newest } = await untilQuiet(crowd)
  const behind = countBehind(newest, sent, crowd.held, stall)
  // What was sent before the first quote is still waiting to go, and the quotes behind it.
  const unheld = stalled.filter(
    (socket) => socket.bufferedAmount === 0 || subscriptions[sockets.indexOf(socket)]!.conflated === 0,
  )
  crowd.end()
  for (const subscription of [all, ...subscriptions]) subscription.end()
  for (const socket of sockets) socket.terminate()
  server.close()
  vendor.end()
  return {
    figures: {
      held: crowd.held,
      perSecond: told.received / seconds,
      conflatedPerSecond: skipped / seconds,
      p50Ms: told.p50Ms,
      p99Ms: told.p99Ms,
      cpuPercent: (user + system) / seconds / 1e4,
      heapMb: atFirst.heap,
      heapGrownMb: atLast.heap - atFirst.heap,
      residentMb: atFirst.resident,
      residentGrownMb: atLast.resident - atFirst.resident,
    },
    outcome: Float64Array.of(behind, unheld.length),
  }
}

/** Pending until the machine has taken it all, and for the pause after it, so that what comes meanwhile is conflated. */
function send(socket: WebSocket, update: MarketUpdate, pauseMs: number): Promise<void> | undefined {
  if (update.type !== 'quote') return
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.send(packUpdate(update.quote), pauseMs === 0 ? () => resolve() : () => setTimeout(resolve, pauseMs))
  return promise
}

/** Once nothing is under way any more. */
async function untilQuiet(crowd: Crowd): Promise<Told> {
  for (let told = await crowd.ask(), received = -1; ; received = told.received, told = await crowd.ask()) {
    if (told.received === received) return told
    await wait(2_000)
  }
}

/** Fills what the machine keeps for a client that does not read, as if it had stopped long ago. */
async function fill(socket: WebSocket): Promise<void> {
  const chunk = new Uint8Array(65_536)
  let waited = 0
  while (waited < 20) {
    if (socket.bufferedAmount === 0) {
      socket.send(chunk)
      waited = 0
    } else waited++
    await wait(10)
  }
  await setImmediate()
}

/** Of those who read, how many instruments of a client are not at the last quote that the vendor sent of them. */
function countBehind(newest: Float64Array, sent: number, held: number, stall: boolean): number {
  let behind = 0
  for (let client = 0; client < held; client++)
    if (!stall || client % stalledEvery !== 0)
      watchedBy(client, instrumentCount).forEach((index, k) => {
        if (newest[client * watchedCount + k] !== lastOf(index, sent)) behind++
      })
  return behind
}

/** The number of the last quote of an instrument, which is its volume, among so many that were sent of all in turn. */
function lastOf(index: number, sent: number): number {
  const last = sent - 1
  return last - ((last - index + instrumentCount) % instrumentCount)
}
