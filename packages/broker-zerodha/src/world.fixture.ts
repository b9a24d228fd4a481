import {
  createEnvironment,
  type Environment,
  type SimulatedClock,
  seededRandom,
  simulatedClock,
  type Timestamp,
} from '@shagun/core'
import { afterEach } from 'vitest'
import { createFakeKite, type FakeKite, type FakeKiteOptions } from './fake/fake-kite.ts'

/** Answers a request in place of the fake; `undefined` leaves it to that. */
export type Answering = (url: URL) => unknown

/** A fake Kite in one process, on a clock that only the test moves. */
export interface FakeWorld {
  readonly clock: SimulatedClock
  readonly fake: FakeKite
  readonly environment: Environment
  /** Every line of the log, with its fields. */
  readonly logged: string[]
  /** Addresses that were asked. */
  readonly asked: URL[]
  pass(ms: number): Promise<void>
  /** Until it is answered; time passes meanwhile. */
  during<T>(answer: PromiseLike<T> | T): Promise<T>
  /** Done when the test is over, whatever came of it. */
  afterwards(end: () => void): void
}

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

export function openWorld(start: Timestamp, fakeOptions?: FakeKiteOptions, answering?: Answering): FakeWorld {
  const clock = simulatedClock(start)
  const fake = createFakeKite(fakeOptions, createEnvironment({ clock, timers: clock }))
  ends.push(fake.ticker.close)
  const logged: string[] = []
  const asked: URL[] = []
  const note = (message: string, fields: object = {}): void => void logged.push(`${message} ${JSON.stringify(fields)}`)
  const environment = createEnvironment({
    clock,
    timers: clock,
    random: seededRandom(1),
    log: { debug: note, warn: note, error: note },
    network: {
      openSocket: fake.network.openSocket,
      async fetch(input, init) {
        const url = new URL(String(input))
        asked.push(url)
        const body = answering?.(url)
        if (body === undefined) return await fake.network.fetch(input, init)
        return body instanceof Response
          ? body.clone()
          : new Response(typeof body === 'string' ? body : JSON.stringify(body))
      },
    },
  })

  /** Until all promises that can go on have; a request and its answer take a few turns. */
  async function settle(): Promise<void> {
    for (let i = 0; i < 8; i++) await new Promise(setImmediate)
  }

  async function pass(ms: number): Promise<void> {
    const end = clock.now() + ms
    await settle()
    while (clock.now() < end) {
      clock.advanceTo(Math.min(end, clock.now() + 50))
      await settle()
    }
  }

  return {
    clock,
    fake,
    environment,
    logged,
    asked,
    pass,
    async during(answer) {
      let isOver = false
      const over = (): void => {
        isOver = true
      }
      const answered = Promise.resolve(answer)
      answered.then(over, over)
      for (let i = 0; i < 10_000 && !isOver; i++) await pass(50)
      return await answered
    },
    afterwards: (end) => void ends.push(end),
  }
}
