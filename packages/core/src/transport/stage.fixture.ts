import type { Environment, Network } from '../ports/environment.ts'
import { type SimulatedClock, seededRandom, simulatedClock } from '../ports/environment-simulated.ts'
import { createEnvironment } from '../ports/environment-system.ts'

/** A world that stands still until it is run, and what is said in it. */
export interface Stage {
  readonly clock: SimulatedClock
  readonly environment: Environment
  /** Every line of the log, with its fields. */
  readonly logged: string[]
  /** Timers that wait. */
  readonly waiting: number
  /** Lets time pass, and whoever waits for it go on. */
  run(ms: number): Promise<void>
}

export function createStage(network: Partial<Network>, seed = 1): Stage {
  const clock = simulatedClock(Date.UTC(2026, 10, 23, 4))
  const logged: string[] = []
  const due = new Map<number, number>()
  let count = 0
  const note = (message: string, fields?: object): void => {
    logged.push(`${message} ${fields === undefined ? '' : JSON.stringify(fields)}`.trim())
  }
  const environment = createEnvironment({
    clock,
    timers: {
      after(ms, run) {
        const id = count++
        due.set(id, clock.now() + Math.max(0, ms))
        const cancel = clock.after(ms, () => {
          due.delete(id)
          run()
        })
        return () => {
          due.delete(id)
          cancel()
        }
      },
    },
    random: seededRandom(seed),
    network: { fetch: notThere, openSocket: notThere, ...network },
    log: { debug: note, warn: note, error: note },
  })
  const firstDue = () => Math.min(...due.values())
  return {
    clock,
    environment,
    logged,
    get waiting() {
      return due.size
    },
    async run(ms) {
      const end = clock.now() + ms
      await settle()
      for (let next = firstDue(); next <= end; next = firstDue()) {
        clock.advanceTo(Math.max(next, clock.now()))
        await settle()
      }
      clock.advanceTo(end)
      await settle()
    },
  }
}

/** Until everything that needs no time has happened. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve))
}

function notThere(): never {
  throw new Error('There is no such network here.')
}
