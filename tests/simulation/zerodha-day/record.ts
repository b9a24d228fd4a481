import { type Clock, isShagunError } from '@shagun/core'
import type { Emitted } from '../emitted.ts'
import { clockText } from './clock-text.ts'

/** What happened on a day, and what of it must not. */
export interface Record {
  readonly trace: readonly string[]
  readonly broken: readonly string[]
  readonly counts: ReadonlyMap<string, number>
  note(text: string): void
  count(what: string): void
  /** A promise was not kept. */
  broke(what: string): void
  /** Asks for something and lets time go on meanwhile. */
  attempt(verb: string, about: string, work: () => Promise<{ readonly outcome: string }>): void
}

/** What may be asked of an account that is down, or of an order that is gone. */
const refusals = ['not-started', 'account-halted', 'invalid-order'] as const

export function createRecord(clock: Clock, emitted: Emitted): Record {
  const trace: string[] = []
  const broken: string[] = []
  const counts = new Map<string, number>()
  const note = (text: string): void => void trace.push(`${clockText(clock.now())}  ${text}`)
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1)
  const broke = (what: string): void => {
    note(`BROKEN: ${what}`)
    broken.push(what)
  }
  return {
    trace,
    broken,
    counts,
    note,
    count,
    broke,
    attempt(verb, about, work) {
      note(`${verb} ${about}`)
      work().then(
        (answer) => {
          emitted.note('answer', answer)
          count(`${verb} ${answer.outcome}`)
        },
        (cause: unknown) => {
          emitted.note('thrown', cause)
          count(`${verb} thrown`)
          if (!isShagunError(cause, ...refusals))
            broke(`a wrong request gets a typed error: ${verb} ${about}: ${String(cause)}`)
        },
      )
    },
  }
}

/** A line of what has fields. */
export function briefly(value: object): string {
  const { time: _time, ...rest } = value as { readonly time?: unknown }
  return JSON.stringify(rest)
}
