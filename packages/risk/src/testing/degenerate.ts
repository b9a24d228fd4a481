import { simpleReturns } from '../measures/simple-returns.ts'

/** Series that differ by rounding alone, where a naive ratio reads 8e16. */
export const constant: readonly (readonly [what: string, returns: readonly number[]])[] = [
  ['ten times 0.01', new Array(10).fill(0.01)],
  ['a thousand times 0.1', new Array(1000).fill(0.1)],
  ['twelve times -0.07', new Array(12).fill(-0.07)],
  ['nothing but 0', [0, 0, 0, 0]],
  ['equity that grows by 1 % a period', [...simpleReturns(Array.from({ length: 60 }, (_, i) => 100 * 1.01 ** i))]],
]

/** Too short for a spread. */
export const short: readonly (readonly [what: string, returns: readonly number[]])[] = [
  ['no return', []],
  ['one return', [0.01]],
]
