import type { Clock, Environment, Timers } from '../../ports/environment.ts'

/** A process that may end at any moment: from then on none of its timers runs, and nothing that it asks for happens. */
export interface Process {
  readonly environment: Environment
  readonly alive: boolean
  /** Ends it at once, without any goodbye. */
  kill(): void
  /** What the operating system does when a process has ended. */
  atEnd(run: () => void): void
}

const silent = { debug() {}, warn() {}, error() {} }

export function createProcess(
  clock: Clock & Timers,
  random: () => number,
  network: Environment['network'],
  log: Environment['log'] = silent,
): Process {
  let alive = true
  const endings: (() => void)[] = []
  const timers: Timers = {
    after: (ms, run) =>
      clock.after(ms, () => {
        if (alive) run()
      }),
  }
  return {
    environment: { clock, timers, random, network, log },
    get alive() {
      return alive
    },
    kill() {
      alive = false
      for (const end of endings.splice(0)) end()
    },
    atEnd(run) {
      endings.push(run)
    },
  }
}

/** What a process that has ended is told: nothing, ever. */
export function nothingEver<T>(): Promise<T> {
  return new Promise<T>(() => {})
}
