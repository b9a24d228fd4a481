import {
  createEnvironment,
  type Environment,
  type Network,
  type SimulatedClock,
  seededRandom,
  simulatedClock,
  type Timestamp,
} from '@shagun/core'

/** A world that stands still until it is run, and what is said in it. */
export interface Stage {
  readonly clock: SimulatedClock
  readonly environment: Environment
  /** Every line of the log, with its fields. */
  readonly logged: string[]
  /** Lets time pass, and whoever waits for it go on. */
  run(ms: number): Promise<void>
  /** Lets as much time pass as the work needs. */
  finish<T>(work: Promise<T>): Promise<T>
}

/** Monday 2026-11-23, 11:30 in Mumbai. */
export const monday: number = Date.UTC(2026, 10, 23, 6)

export function createStage(network: (clock: SimulatedClock) => Partial<Network>, start: Timestamp = monday): Stage {
  const clock = simulatedClock(start)
  const logged: string[] = []
  const due = new Map<number, number>()
  let count = 0
  const note = (message: string, fields?: object): void => {
    logged.push(`${message} ${fields === undefined ? '' : JSON.stringify(fields, withCauses)}`.trim())
  }
  const counted = {
    now: () => clock.now(),
    advanceTo: (time: Timestamp) => clock.advanceTo(time),
    after(ms: number, run: () => void) {
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
  }
  const environment = createEnvironment({
    clock: counted,
    timers: counted,
    random: seededRandom(1),
    network: { fetch: notThere, openSocket: notThere, ...network(counted) },
    log: { debug: note, warn: note, error: note },
  })

  async function run(ms: number): Promise<void> {
    const end = clock.now() + ms
    await settle()
    for (let next = Math.min(...due.values()); next <= end; next = Math.min(...due.values())) {
      clock.advanceTo(Math.max(next, clock.now()))
      await settle()
    }
    clock.advanceTo(end)
    await settle()
  }

  return {
    clock: counted,
    environment,
    logged,
    run,
    async finish(work) {
      let isOver = false
      const over = (): void => {
        isOver = true
      }
      work.then(over, over)
      for (let i = 0; i < 1_000; i++) {
        await settle()
        if (isOver) return await work
        const next = Math.min(...due.values())
        if (next < Infinity) clock.advanceTo(Math.max(next, clock.now()))
      }
      throw new Error('It has no end.')
    },
  }
}

/** Until everything that needs no time has happened. */
async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve))
}

function withCauses(_key: string, value: unknown): unknown {
  return value instanceof Error ? `${value.stack} ${JSON.stringify(value.cause, withCauses)}` : value
}

function notThere(): never {
  throw new Error('There is no such network here.')
}
