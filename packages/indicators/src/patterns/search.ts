import { indicatorError } from '../indicator-error.ts'
import type { HighLowClose } from '../series.ts'
import type { Finder } from './finder.ts'

/** What is looked for, apart from what is remembered of the past: that is plain data, so that it can be written down. */
export interface Search<State, Found> {
  /** Name and parameters. */
  readonly signature: string
  /** What is remembered before the first bar. */
  readonly start: () => State
  /** Takes a bar in, changing what is remembered, and gives what became known at it. */
  step(state: State, bar: HighLowClose<number>, time: number): readonly Found[]
}

/** Does a search one bar at a time. */
export function finderOf<State, Found>({ signature, start, step }: Search<State, Found>): Finder<Found> {
  let state = start()
  return {
    update: (bar, time = NaN) => step(state, bar, time),
    peek: (bar, time = NaN) => step(read<State>(write(state)), bar, time),
    reset() {
      state = start()
    },
    snapshot() {
      const text = signature + write(state)
      return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
    },
    restore(snapshot) {
      const text = snapshot.map((code) => String.fromCharCode(code)).join('')
      try {
        if (text.startsWith(signature)) {
          state = read<State>(text.slice(signature.length))
          return
        }
      } catch {
        // What is no JSON is no snapshot either.
      }
      throw indicatorError(signature, 'snapshot', `was not taken from ${signature}: pass one of the same search`)
    },
  }
}

/** As JSON, with the numbers that it has none for, and columns of numbers. */
function write(state: unknown): string {
  return JSON.stringify(state, (_, value: unknown) => {
    if (value instanceof Float64Array) return { column: [...value] }
    if (Object.is(value, -0)) return { number: '-0' }
    return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value
  })
}

function read<State>(text: string): State {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value
    if ('column' in value) return Float64Array.from(value.column as number[])
    return 'number' in value ? Number(value.number) : value
  })
}
