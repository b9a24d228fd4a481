import { type AnyShagunError, type ErrorCode, isShagunError } from '@shagun/core'
import { breach, isBreach } from '../conformance-case.ts'
import { nameOf } from '../name-of.ts'
import type { Stage } from './stage.ts'

/** The error that a question is refused with, one of those codes; a breach for an answer and for any other error. */
export async function refused(
  { answered }: Stage,
  asked: Promise<unknown>,
  what: string,
  ...codes: readonly ErrorCode[]
): Promise<AnyShagunError> {
  const remedy = `Throw a ShagunError ${codes.map((code) => `'${code}'`).join(' or ')}.`
  const error = await answered(asked, what).then(
    () => breach(`${what} was answered.`, remedy),
    (cause: unknown) => cause,
  )
  if (isShagunError(error, ...codes)) return error
  throw isBreach(error) ? error : breach(`${what} failed with ${nameOf(error)}.`, remedy, error)
}
