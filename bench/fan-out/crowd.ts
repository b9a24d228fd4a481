import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { SharedClock } from '../stream/shared-clock.ts'
import { clientCount } from './load.ts'

const clients = fileURLToPath(new URL('./clients.ts', import.meta.url))

/** What all clients together have got since they began to count. */
export interface Told {
  readonly received: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** By client and instrument, the volume of the last quote. */
  readonly newest: Float64Array
}

/** Many clients, in a process of their own. */
export interface Crowd {
  /** How many are connected. */
  readonly held: number
  /** Counts from now on; what was before is forgotten. */
  count(): Promise<Told>
  ask(): Promise<Told>
  end(): void
}

/** @param stall - whether some of them do not read */
export async function gather(url: string, clock: SharedClock, stall: boolean): Promise<Crowd> {
  const running = fork(clients, [url, String(clock.epoch), String(clientCount), stall ? 'yes' : 'no'], {
    serialization: 'advanced',
  })
  const [held] = (await once(running, 'message')) as [number]
  async function request(what: 'count' | 'tell'): Promise<Told> {
    const answer = once(running, 'message')
    running.send(what)
    const [told] = (await answer) as [Told]
    return told
  }
  return { held, count: () => request('count'), ask: () => request('tell'), end: () => void running.disconnect() }
}
