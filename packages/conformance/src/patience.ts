import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Awaitable, systemClock } from '@shagun/core'
import { breach } from './conformance-case.ts'

/** How long something may take, by the adapter's own clock, before it counts as never. */
export interface Patience {
  readonly patienceMs: number
  /** What is answered, or thrown; a breach where neither is in time. */
  answered<T>(asked: Promise<T>, what: string, withinMs?: number): Promise<T>
  /** Waits until it holds, and says whether it came to that in time. */
  comesTrue(holds: () => boolean, withinMs?: number): Promise<boolean>
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>
  /** Lets so much time go by. */
  pass(ms: number): Promise<void>
}

/** What needs no time happens in these turns, before a clock of the author's is moved. */
const microtasks = 100
const turns = 20
const stepMs = 100

/** How time passes for an adapter whose vendor answers from within the process: much faster than the machine's goes by. */
export const inProcess = { stepMs: 250, turns: 8, breathEveryMs: 5_000 } as const

/**
 * @param advance - moves the clock that the adapter lives on; left out where that is the machine's
 * @param quick - where no answer takes time on the machine, but for a breath now and then
 */
export function createPatience(
  patienceMs: number,
  advance: ((ms: number) => Awaitable<void>) | undefined,
  quick?: typeof inProcess,
): Patience {
  let breathlessMs = 0

  function turn(passedMs = 0): Promise<void> {
    breathlessMs += passedMs
    if (quick !== undefined && breathlessMs < quick.breathEveryMs) return nextTurn()
    breathlessMs = 0
    return machineTime(0)
  }

  async function comesTrue(holds: () => boolean, withinMs = patienceMs): Promise<boolean> {
    const startedAt = systemClock.now()
    let advancedMs = 0
    for (let step = 0; !holds(); step++) {
      if (step < microtasks) await undefined
      else if (step < microtasks + turns) await turn()
      else if ((advance === undefined ? systemClock.now() - startedAt : advancedMs) >= withinMs) return false
      else {
        await (advance === undefined ? machineTime(5) : turn(stepMs))
        await advance?.(stepMs)
        advancedMs += stepMs
      }
    }
    return true
  }

  return {
    patienceMs,
    comesTrue,
    async settle() {
      await comesTrue(() => false, 0)
    },
    async answered(asked, what, withinMs = patienceMs) {
      let isSettled = false
      const settle = (): void => {
        isSettled = true
      }
      asked.then(settle, settle)
      if (await comesTrue(() => isSettled, withinMs)) return asked
      throw breach(
        `${what} had no answer after ${withinMs} ms.`,
        'Give every request an end, and listen to its signal.',
      )
    },
    async pass(ms) {
      if (advance === undefined) return machineTime(ms)
      // Nothing is awaited meanwhile, so larger steps will do; not so large that what is asked meanwhile is late for them.
      const longest = quick?.stepMs ?? 1_000
      for (let passed = 0; passed < ms; passed += longest) {
        await advance(Math.min(longest, ms - passed))
        for (let i = 0; i < (quick?.turns ?? 0); i++) await turn()
        await turn(longest)
      }
    },
  }
}

function machineTime(ms: number): Promise<void> {
  return new Promise((resolve) => systemClock.after(ms, resolve))
}
