import { expect, it } from 'vitest'
import { deepestDrawdown } from './deepest-drawdown.ts'

const time = Float64Array.of(1, 2, 3, 4, 5, 6)

it('runs from the last moment at the high to the lowest, and on to the high again', () => {
  expect(deepestDrawdown(time, Float64Array.of(0, 0, 0.1, 0.3, 0.2, 0))).toEqual({
    depth: 0.3,
    peak: 2,
    trough: 4,
    recovered: 6,
  })
})

it('tells that the high was not reached again, or lay before the run', () => {
  expect(deepestDrawdown(time, Float64Array.of(0.2, 0.1, 0, 0, 0, 0))).toMatchObject({ peak: undefined, recovered: 3 })
  expect(deepestDrawdown(time, Float64Array.of(0, 0, 0, 0, 0.1, 0.2))).toMatchObject({ peak: 4, recovered: undefined })
})

it('is nothing where equity never fell', () => {
  expect(deepestDrawdown(time, new Float64Array(6))).toBeUndefined()
  expect(deepestDrawdown(new Float64Array(), new Float64Array())).toBeUndefined()
})
