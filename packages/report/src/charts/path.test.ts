import { expect, it } from 'vitest'
import { textOf } from '../page/html.ts'
import { areaPath, linePath } from './path.ts'

const time = Float64Array.of(0, 1, 4)
const values = Float64Array.of(10, 30, 20)
const x = (moment: number): number => moment / 4
const y = (value: number): number => (value - 10) / 20

it('draws a line from left to right, high values at the top', () => {
  expect(textOf(linePath('equity', time, values, x, y))).toBe('<path class="equity" d="M0 1000L250 0L1000 500"/>')
})

it('closes an area along its base', () => {
  expect(textOf(areaPath('under', time, values, x, y, 10))).toBe(
    '<path class="under" d="M0 1000L0 1000L250 0L1000 500L1000 1000Z"/>',
  )
})
