import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createSharedClock, type SharedClock } from '../stream/shared-clock.ts'

const server = fileURLToPath(new URL('./kite-server.ts', import.meta.url))

/** What the process of a fake Kite is asked; whoever cancels or fills does so with all orders there are. */
export type Ask = 'use' | 'cancel' | 'fill'

/** Where a fake Kite is, and a session there. */
export interface KiteAddress {
  readonly apiUrl: string
  readonly tickerUrl: string
  readonly apiKey: string
  readonly accessToken: string
}

/** A fake Kite in a process of its own. */
export interface KiteProcess {
  readonly address: KiteAddress
  /** The time that `change` tells. */
  readonly clock: SharedClock
  /** How many orders it has got, and what CPU time it has used, in microseconds. */
  use(): Promise<{ readonly orders: number; readonly cpuUs: number }>
  /** Resolves when all orders are changed, to when that was told of each, by its id at the broker. */
  change(how: 'cancel' | 'fill'): Promise<ReadonlyMap<string, number>>
  end(): void
}

/** @param packs - whether answers come packed to who takes that */
export async function openKite(packs: boolean): Promise<KiteProcess> {
  const clock = createSharedClock()
  const running = fork(server, [clock.epoch, Number(packs)].map(String))
  const answer = async (): Promise<unknown> => ((await once(running, 'message')) as [unknown])[0]
  const address = (await answer()) as KiteAddress

  async function ask(what: Ask): Promise<unknown> {
    const answered = answer()
    running.send(what)
    return await answered
  }

  return {
    address,
    clock,
    async use() {
      const { cpu, orders } = (await ask('use')) as { readonly cpu: NodeJS.CpuUsage; readonly orders: number }
      return { orders, cpuUs: cpu.user + cpu.system }
    },
    change: async (how) => new Map((await ask(how)) as [string, number][]),
    end: () => void running.disconnect(),
  }
}
