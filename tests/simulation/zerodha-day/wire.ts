import type { Network } from '@shagun/core'
import { nothingEver, type Process } from '../../../packages/core/src/testing/simulate/process.ts'
import type { SteppedClock } from '../../../packages/core/src/testing/simulate/stepped-clock.ts'

/**
 * What lies between processes and Kite: it takes time; what a process has sent arrives, also where that has ended meanwhile;
 * and with a process its sockets end.
 */
export interface Wire {
  openFor(process: () => Process): Network
}

export interface WireOptions {
  readonly network: Network
  readonly clock: SteppedClock
  readonly random: () => number
}

export function createWire({ network, clock, random }: WireOptions): Wire {
  const travel = (): Promise<void> =>
    new Promise((resolve) => void clock.after(3 + Math.floor(random() * random() * 80), resolve))

  async function ask(url: string, init: RequestInit | undefined): Promise<Response> {
    await travel()
    try {
      return await network.fetch(url, { ...init, signal: null })
    } finally {
      await travel()
    }
  }

  return {
    openFor: (process) => ({
      async fetch(input, init) {
        if (!process().alive) return nothingEver()
        const answer = await ask(String(input), init).catch((cause: unknown) => {
          if (process().alive) throw cause
        })
        return answer !== undefined && process().alive ? answer : nothingEver()
      },
      openSocket(url, listener, options) {
        const mine = process()
        const hears =
          <Heard extends unknown[]>(hear: (...heard: Heard) => void) =>
          (...heard: Heard): void => {
            if (mine.alive) hear(...heard)
          }
        const socket = network.openSocket(
          url,
          {
            opened: hears(listener.opened),
            received: hears(listener.received),
            ponged: hears(() => listener.ponged?.()),
            closed: hears(listener.closed),
          },
          options,
        )
        mine.atEnd(() => socket.terminate?.())
        return socket
      },
    }),
  }
}
