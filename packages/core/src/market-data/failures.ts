import { type AnyShagunError, isShagunError, ShagunError } from '../errors.ts'
import { exchangeOf, type InstrumentId } from '../model/ids.ts'
import type { Attempt } from '../model/label.ts'
import type { Source } from './health.ts'

/** How it is told that a source failed at something. */
export function failedAttempt({ id }: Source, error: unknown, tookMs: number): Attempt {
  const reason = error instanceof Error ? error.message : String(error)
  const code = isShagunError(error) ? { code: error.code } : {}
  return { source: id, outcome: 'failed', tookMs, reason, ...code }
}

export function nobodyServes(what: string, sources: readonly Source[]): AnyShagunError {
  const by = sources.map(({ id }) => id).join(', ') || 'no provider'
  const message = `Nobody serves ${what}; plugged in: ${by}. Add a data provider that does.`
  return new ShagunError('unsupported', message, { details: { feature: what, by } })
}

export function unknownEverywhere(
  what: string,
  name: string,
  attempts: readonly Attempt[],
  errors: readonly unknown[],
): AnyShagunError {
  const source = attempts.map((attempt) => attempt.source).join(', ')
  const message = `There are no ${what}: ${source} know nothing by that name. Check the symbol and its exchange.`
  return new ShagunError('not-found', message, { details: { source, name }, cause: errors[0] })
}

export function unavailable(
  what: string,
  attempts: readonly Attempt[],
  errors: readonly unknown[],
  remedy: string,
): AnyShagunError {
  const told = attempts.map(({ source, reason }) => `${source}: ${reason}`).join('; ')
  const message = `No provider could serve ${what}. ${told}. ${remedy}`
  return new ShagunError('unavailable', message, {
    details: { what, attempts },
    cause: errors.length > 1 ? new AggregateError(errors, message) : errors[0],
    retryable: true,
  })
}

export function notKnown(source: string, name: InstrumentId): AnyShagunError {
  const message = `${source} knows no ${name}. Check the symbol, and whether it trades at ${exchangeOf(name)}.`
  return new ShagunError('not-found', message, { details: { source, name } })
}

export function silentAbout({ id }: Source, name: string): AnyShagunError {
  const message = `${id} told nothing of ${name}; expected it among what came or what is missing.`
  return new ShagunError('invalid-data', message, { details: { source: id, field: name } })
}

/** @param what - that it did not do: `did not answer` */
export function tooSlow({ id }: Source, what: string, ms: number): AnyShagunError {
  return new ShagunError('unreachable', `${id} ${what} within ${ms} ms; another one is asked.`, {
    details: { source: id, why: 'timeout' },
    retryable: true,
  })
}
