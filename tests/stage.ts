import { setImmediate } from 'node:timers/promises'
import {
  type AccountView,
  createEnvironment,
  type Environment,
  type JournalEvent,
  type JournalEventType,
  type SimulatedClock,
  seededRandom,
  simulatedClock,
} from '@shagun/core'
import { decodeEntry } from '@shagun/core/adapter'
import type { WitnessedStorage } from './witnessed-storage.ts'

/** Where a test plays: a clock that it moves, chance from a seed, and a log that is kept. */
export interface Stage {
  readonly clock: SimulatedClock
  readonly environment: Environment
  /** Warnings and errors. */
  readonly logged: readonly string[]
  /** Lets time go by in steps short enough for answers to be heard between them. */
  pass(ms: number): Promise<void>
}

export function createStage(): Stage {
  const clock = simulatedClock(Date.UTC(2026, 0, 5, 4))
  const logged: string[] = []
  const keep = (message: string): void => {
    logged.push(message)
  }
  const log = { debug() {}, warn: keep, error: keep }
  return {
    clock,
    environment: createEnvironment({ clock, timers: clock, random: seededRandom(7), log }),
    logged,
    async pass(ms) {
      const end = clock.now() + ms
      while (clock.now() < end) {
        clock.advanceTo(Math.min(end, clock.now() + 100))
        await settled()
      }
    },
  }
}

/** Everything that needs no time has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await setImmediate()
}

/** All that an account holds, as text, so that two moments can be compared. */
export function stateOf({ orders, positions, cash }: AccountView): unknown {
  return JSON.parse(JSON.stringify({ orders: [...orders], positions: [...positions], cash: [...cash] }))
}

/** What the journal holds of one type. */
export function journalled<T extends JournalEventType>(
  { entries }: WitnessedStorage,
  type: T,
): Extract<JournalEvent, { readonly type: T }>[] {
  return entries
    .map((entry) => decodeEntry(entry))
    .filter((event): event is Extract<JournalEvent, { readonly type: T }> => event.type === type)
}
