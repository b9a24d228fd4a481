import { expect, test } from 'vitest'
import { isIndicatorError } from './indicator-error.ts'
import { createEma } from './overlap/ema.ts'
import { createSma } from './overlap/sma.ts'

const fed = createEma(3)
for (const close of [1, 2, 4, 8]) fed.update(close)
const own = fed.snapshot()

test.each([
  ['of another indicator', createSma(3).snapshot()],
  ['of other parameters', createEma(4).snapshot()],
  ['that was cut short', own.slice(0, -1)],
  ['that is too long', [...own, 0]],
  ['that is empty', []],
  ['with a hole that JSON made of a NaN', own.with(-1, null as unknown as number)],
  ['with a number that is no half of one', own.with(-1, 0.5)],
  ['with a negative number', own.with(-1, -1)],
])('refuses a snapshot %s, and stays as it was', (_, snapshot) => {
  const indicator = createEma(3)
  for (const close of [1, 2, 6]) indicator.update(close)
  const before = indicator.snapshot()
  const error = caught(() => indicator.restore(snapshot))
  expect(isIndicatorError(error) && error.parameter).toBe('snapshot')
  expect(error).toHaveProperty(
    'message',
    'ema(3): snapshot was not taken from ema(3): pass one of this indicator and its parameters',
  )
  expect(indicator.snapshot()).toEqual(before)
  expect(indicator.value).toBe(3)
})

test('takes snapshots that keep their content while the indicator goes on', () => {
  const indicator = createSma(2)
  indicator.update(5)
  const early = indicator.snapshot()
  const copy = [...early]
  indicator.update(7)
  expect(early).toEqual(copy)
  expect(indicator.value).toBe(6)
})

test('writes snapshots in whole numbers only, also with NaN and Infinity in memory', () => {
  const indicator = createSma(4)
  for (const close of [1, NaN, -Infinity]) indicator.update(close)
  expect(indicator.snapshot().every(Number.isSafeInteger)).toBe(true)
})

test('can be used without its object', () => {
  const { update, peek } = createSma(2)
  update(1)
  expect(peek(5)).toBe(3)
  expect(update(3)).toBe(2)
})

function caught(action: () => void): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
