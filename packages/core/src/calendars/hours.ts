import type { Phase } from '../model/calendar.ts'

/** From a time of day to another, as in `09:15-15:30`; `24:00` is the midnight at the end. */
export type Span = `${number}:${number}-${number}:${number}`

/** The phases of a day, each with when it is on. */
export type PhaseHours = { readonly [P in Exclude<Phase, 'closed'>]?: Span | readonly Span[] }

/** What a day is: without trading, like every such day of the week, or with hours of its own. */
export type DayHours = 'closed' | 'regular' | PhaseHours

/** When a phase is on, in minutes from midnight. */
export interface PhaseSpan {
  readonly phase: Phase
  readonly from: number
  readonly to: number
}

/** What is wrong with hours that were written down. */
export interface HoursFault {
  readonly field: string
  readonly value: string
  readonly expected: string
}

const phases: readonly string[] = [
  'pre-market',
  'pre-open',
  'continuous',
  'closing-auction',
  'post-close',
  'after-hours',
] satisfies readonly Phase[]

/** Reads the phases of a day in the order of time; a fault where they are written wrong. */
export function readHours(hours: unknown): readonly PhaseSpan[] | HoursFault {
  if (typeof hours !== 'object' || hours === null || Array.isArray(hours))
    return {
      field: '',
      value: JSON.stringify(hours) ?? 'undefined',
      expected: '"closed", "regular" or phases with spans',
    }
  const found: PhaseSpan[] = []
  for (const [phase, spans] of Object.entries(hours)) {
    if (!phases.includes(phase)) return { field: phase, value: phase, expected: `one of ${phases.join(', ')}` }
    for (const span of Array.isArray(spans) ? spans : [spans]) {
      const read = readSpan(span)
      if (read === undefined)
        return { field: phase, value: String(span), expected: 'a span within a day, such as 09:15-15:30' }
      found.push({ phase: phase as Phase, ...read })
    }
  }
  if (found.length === 0) return { field: '', value: '{}', expected: 'at least one phase, or "closed"' }
  found.sort((a, b) => a.from - b.from)
  const second = found.find((span, i) => i > 0 && span.from < found[i - 1]!.to)
  if (second !== undefined)
    return { field: second.phase, value: textOf(second), expected: 'phases that do not overlap' }
  return found
}

export function isFault(read: readonly PhaseSpan[] | HoursFault): read is HoursFault {
  return 'expected' in read
}

function readSpan(text: unknown): { readonly from: number; readonly to: number } | undefined {
  const [, h1, m1, h2, m2] = /^(\d\d):([0-5]\d)-(\d\d):([0-5]\d)$/.exec(String(text)) ?? []
  const from = Number(h1) * 60 + Number(m1)
  const to = Number(h2) * 60 + Number(m2)
  return from < to && to <= 1440 ? { from, to } : undefined
}

function textOf({ from, to }: PhaseSpan): string {
  const time = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  return `${time(from)}-${time(to)}`
}
