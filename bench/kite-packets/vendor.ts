import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { SharedClock } from '../stream/shared-clock.ts'

const server = fileURLToPath(new URL('./kite-server.ts', import.meta.url))

/** A fake Kite in a process of its own. */
export interface Vendor {
  readonly url: string
  /** From when its packets count microseconds, on the shared clock: in one u32 there is room for an hour. */
  readonly bootUs: number
  /** Resolves once somebody has subscribed to all instruments in full. */
  subscribed(): Promise<void>
  start(): void
  /** Resolves to how many packets it has sent. */
  stop(): Promise<number>
  end(): void
}

export async function openVendor(clock: SharedClock, perSecond: number): Promise<Vendor> {
  const bootUs = Math.floor((clock.now() - clock.epoch) * 1_000)
  const running = fork(server, [clock.epoch, bootUs, perSecond].map(String))
  const answer = async (): Promise<number> => ((await once(running, 'message')) as [number])[0]
  const port = await answer()
  async function ask(what: string): Promise<number> {
    const answered = answer()
    running.send(what)
    return await answered
  }
  return {
    url: `ws://127.0.0.1:${port}`,
    bootUs,
    async subscribed() {
      await ask('subscribed')
    },
    start: () => void running.send('start'),
    stop: () => ask('stop'),
    end: () => void running.disconnect(),
  }
}
