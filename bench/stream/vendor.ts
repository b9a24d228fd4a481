import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { SharedClock } from './shared-clock.ts'

const server = fileURLToPath(new URL('./quote-server.ts', import.meta.url))

/** A vendor in a process of its own. */
export interface Vendor {
  readonly url: string
  /** Quotes come from then on; somebody has connected before. */
  start(): void
  /** No more quotes from then on; resolves to how many it has sent. */
  stop(): Promise<number>
  end(): void
}

export async function openVendor(clock: SharedClock, perSecond: number): Promise<Vendor> {
  const running = fork(server, [String(clock.epoch), String(perSecond)])
  const [port] = (await once(running, 'message')) as [number]
  return {
    url: `ws://127.0.0.1:${port}`,
    start: () => void running.send('start'),
    async stop() {
      const answer = once(running, 'message')
      running.send('stop')
      const [sent] = (await answer) as [number]
      return sent
    },
    end: () => void running.disconnect(),
  }
}
