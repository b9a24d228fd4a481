import type { TimeRange } from '../ports/storage.ts'

/** The parts of a range that are not known, in order. */
export function missingFrom({ from, to }: TimeRange, known: readonly TimeRange[]): readonly TimeRange[] {
  const missing: TimeRange[] = []
  let at = from
  for (const part of known) {
    if (part.from > at) missing.push({ from: at, to: Math.min(part.from, to) })
    at = Math.max(at, part.to)
  }
  if (at < to) missing.push({ from: at, to })
  return missing.filter((part) => part.from < part.to)
}
