import {
  createEnvironment,
  type Environment,
  type SimulatedClock,
  seededRandom,
  simulatedClock,
  systemClock,
} from '@shagun/core'
import type { RecordingLog } from '../recording-log.ts'
import type { BrokerFixtures } from './fixtures.ts'

/** Where an adapter and its vendor live for one case. */
export interface Surroundings {
  /** For the adapter: its timers are counted. */
  readonly adapter: Environment
  readonly vendor: Environment
  /** How many timers of the adapter are under way. */
  readonly timers: number
  /** `undefined` on the machine's clock. */
  readonly clock: SimulatedClock | undefined
  /** The process of the adapter ends at once, with all its timers, and another one begins. */
  renew(): Environment
}

/** A Monday, half past nine in India: most exchanges of the world trade on such a day. */
const start: number = Date.UTC(2026, 0, 5, 4)

export function createSurroundings(
  { clock: which = 'simulated', seed = 1 }: Pick<BrokerFixtures, 'clock' | 'seed'>,
  log: RecordingLog,
): Surroundings {
  const simulated = which === 'simulated' ? simulatedClock(start) : undefined
  const clock = simulated ?? systemClock
  let processes = 0
  let waiting = new Set<object>()

  function begin(): Environment {
    const mine = new Set<object>()
    waiting = mine
    const timers: Environment['timers'] = {
      after(ms, run) {
        const timer = {}
        mine.add(timer)
        const cancel = clock.after(ms, () => {
          mine.delete(timer)
          // Those of a process that has ended are gone with it.
          if (waiting === mine) run()
        })
        return () => {
          mine.delete(timer)
          cancel()
        }
      },
    }
    return createEnvironment({ clock, timers, random: seededRandom(seed + 2 * processes++), log })
  }

  let adapter = begin()
  return {
    get adapter() {
      return adapter
    },
    vendor: createEnvironment({ clock, timers: clock, random: seededRandom(seed + 1), log: silent }),
    get timers() {
      return waiting.size
    },
    clock: simulated,
    renew() {
      adapter = begin()
      return adapter
    },
  }
}

const silent = { debug() {}, warn() {}, error() {} }
