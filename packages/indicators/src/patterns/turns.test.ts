import { expect, test } from 'vitest'
import type { SwingPoint } from './swings.ts'
import { takeTurn } from './turns.ts'

const high = (price: number, index = 0): SwingPoint => ({ kind: 'high', index, time: NaN, price, knownAt: index })
const low = (price: number): SwingPoint => ({ ...high(price), kind: 'low' })

test.each([
  ['highs and lows go by turns', [[high(5)], [low(1)], [high(4)]], [high(5), low(1), high(4)]],
  ['a higher high takes the place of the one before', [[low(1)], [high(4)], [high(5)]], [low(1), high(5)]],
  ['a lower high is left out', [[low(1)], [high(5)], [high(4)]], [low(1), high(5)]],
  ['of equal highs the first one stays', [[high(5, 1)], [high(5, 2)]], [high(5, 1)]],
  ['a lower low takes the place of the one before', [[high(5)], [low(2)], [low(1)]], [high(5), low(1)]],
  ['behind a bar that is a high and a low it begins anew', [[low(1)], [high(9), low(0)], [high(5)]], [high(5)]],
  ['only the last ones are kept', [[high(5)], [low(1)], [high(4)], [low(2)]], [low(1), high(4), low(2)]],
])('%s', (_, bars, expected) => {
  const path: SwingPoint[] = []
  for (const swings of bars) {
    const end = path.at(-1)
    expect(takeTurn(path, swings, 3)).toBe(path.length > 0 && path.at(-1) !== end)
  }
  expect(path).toEqual(expected)
})
