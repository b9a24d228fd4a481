import { invalid } from './invalid.ts'

/** @throws ShagunError `invalid-options` for what is no finite number, or does not hold */
export function requireNumber(
  option: string,
  value: unknown,
  holds: (value: number) => boolean,
  expected: string,
): void {
  if (!(typeof value === 'number' && Number.isFinite(value) && holds(value))) throw invalid(option, value, expected)
}

/** @throws ShagunError `invalid-options` for what is given and is no finite number, or does not hold */
export function checkNumber(
  option: string,
  value: number | undefined,
  holds: (value: number) => boolean,
  expected: string,
): void {
  if (value !== undefined) requireNumber(option, value, holds, expected)
}

/** @throws ShagunError `invalid-options` for what is given and is no share of something, from 0 to 1 */
export function checkShare(option: string, value: number | undefined): void {
  checkNumber(option, value, (share) => share >= 0 && share <= 1, 'a share from 0 to 1')
}

/** @throws ShagunError `invalid-options` for what is given and is no duration of so many milliseconds */
export function checkMs(option: string, value: number | undefined, least = 0, most: number = longestMs): void {
  checkNumber(option, value, (ms) => ms >= least && ms <= most, `milliseconds from ${least} to ${most}`)
}

/** @throws ShagunError `invalid-options` for what is given and is neither true nor false */
export function checkFlag(option: string, value: boolean | undefined): void {
  if (value !== undefined && typeof value !== 'boolean') throw invalid(option, value, 'true or false')
}

/** @throws ShagunError `invalid-options` for what is given and is none of the words */
export function checkOneOf(option: string, value: unknown, ...words: readonly string[]): void {
  if (value !== undefined && !words.includes(value as string)) throw invalid(option, value, words.join(' or '))
}

/** @throws ShagunError `invalid-options` for what is given and is no moment that a clock can show */
export function checkMoment(option: string, value: number | undefined): void {
  checkNumber(option, value, (at) => Math.abs(at) <= furthest, 'a moment in epoch ms')
}

/** As far as a `Date` reaches. */
const furthest = 8.64e15

/** A year: nothing here lasts longer. */
export const longestMs: number = 366 * 86_400_000
