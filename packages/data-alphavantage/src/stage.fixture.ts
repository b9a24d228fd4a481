import {
  createEnvironment,
  type Environment,
  type Network,
  type SimulatedClock,
  seededRandom,
  simulatedClock,
} from '@shagun/core'
import { type AlphaVantage, alphaVantage } from './alpha-vantage.ts'
import type { AlphaVantageOptions } from './options.ts'
import { createFakeAlphaVantage, type FakeAlphaVantage, type FakeAlphaVantageOptions } from './testing/index.ts'

/** The key that must never be seen anywhere. */
export const key = 'K3Y/with+odd&SIGNS'

/** Tuesday, 12:00 in New York, while the exchanges trade. */
export const tuesdayNoon: number = Date.UTC(2026, 4, 19, 16)

/** A world whose time goes on only while somebody waits. */
export interface Stage {
  readonly clock: SimulatedClock
  readonly environment: Environment
  readonly fake: FakeAlphaVantage
  /** Every line of the log, with its fields. */
  readonly logged: string[]
  make(options?: Partial<AlphaVantageOptions>): AlphaVantage
  /** Lets time pass until it is over. */
  wait<T>(work: Promise<T>): Promise<T>
  /** Until everything that needs no time has happened. */
  settle(): Promise<void>
}

export function createStage(
  fakeOptions: FakeAlphaVantageOptions = {},
  { at = tuesdayNoon, network }: { readonly at?: number; readonly network?: (fake: FakeAlphaVantage) => Network } = {},
): Stage {
  const clock = simulatedClock(at)
  const due = new Map<object, number>()
  const logged: string[] = []
  const note = (message: string, fields?: object): void => {
    logged.push(`${message} ${fields === undefined ? '' : JSON.stringify(fields)}`)
  }
  const timers = {
    after(ms: number, run: () => void) {
      const timer = {}
      due.set(timer, clock.now() + Math.max(0, ms))
      const cancel = clock.after(ms, () => {
        due.delete(timer)
        run()
      })
      return () => {
        due.delete(timer)
        cancel()
      }
    },
  }
  const fake = createFakeAlphaVantage(fakeOptions, { clock, timers })
  const environment = createEnvironment({
    clock,
    timers,
    random: seededRandom(1),
    network: network?.(fake) ?? fake.network,
    log: { debug: note, warn: note, error: note },
  })
  return {
    clock,
    environment,
    fake,
    logged,
    make: (options = {}) => alphaVantage({ apiKey: key, ...options }, environment),
    settle,
    async wait(work) {
      let isOver = false
      const over = () => {
        isOver = true
      }
      work.then(over, over)
      // Turns enough for what is loaded with the first request, also on a busy machine.
      for (let i = 0; i < 100_000; i++) {
        await settle()
        if (isOver) return work
        const next = Math.min(...due.values())
        if (next < Infinity) clock.advanceTo(Math.max(next, clock.now()))
      }
      throw new Error('It waits for something that no time brings.')
    },
  }
}

/** A network that answers everything with these texts, in order, the last one for ever; and what it was asked. */
export function replying(...texts: readonly string[]): { readonly network: Network; readonly asked: URL[] } {
  const asked: URL[] = []
  return {
    asked,
    network: {
      async fetch(input) {
        asked.push(new URL(String(input)))
        return new Response(texts[Math.min(asked.length, texts.length) - 1] ?? '')
      },
      openSocket() {
        throw new Error('There is no stream.')
      },
    },
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 6; i++) await new Promise((resolve) => setImmediate(resolve))
}
