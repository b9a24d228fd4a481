import type { Clock, Environment, Log, Timers } from './environment.ts'
import { createSystemNetwork } from './network-system.ts'

/** The machine counts no further: a timer for later would run at once. */
const longestMs = 2 ** 31 - 1

/** The machine's own clock and timers. */
export const systemClock: Clock & Timers = {
  now: () => Date.now(),
  after(ms, run) {
    let timer: NodeJS.Timeout
    const wait = (leftMs: number): void => {
      timer = leftMs > longestMs ? setTimeout(wait, longestMs, leftMs - longestMs) : setTimeout(run, leftMs)
    }
    wait(ms)
    return () => clearTimeout(timer)
  },
}

/** Warnings and errors go to the console; a host with a logger of its own passes that instead. */
const log: Log = {
  debug() {},
  warn: (message, fields) => console.warn(message, fields ?? ''),
  error: (message, fields) => console.error(message, fields ?? ''),
}

/** The real world. Adapters use it where they are given no other. */
export const systemEnvironment: Environment = {
  clock: systemClock,
  timers: systemClock,
  random: () => Math.random(),
  network: createSystemNetwork(),
  log,
}

/**
 * An environment with some parts replaced and the rest from the machine.
 *
 * @example
 * ```ts
 * import { createEnvironment, seededRandom, simulatedClock } from '@shagun/core'
 *
 * const clock = simulatedClock(Date.UTC(2026, 0, 1))
 * const environment = createEnvironment({ clock, timers: clock, random: seededRandom(7) })
 * ```
 */
export function createEnvironment(parts: Partial<Environment>): Environment {
  return { ...systemEnvironment, ...parts }
}
