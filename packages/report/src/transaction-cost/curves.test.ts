import { Decimal, type TcaFill } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { filledCurve, plannedCurve, valueAt } from './curves.ts'

const fill = (time: number, quantity: number): TcaFill => ({
  time,
  quantity: new Decimal(quantity),
  price: new Decimal(1),
  fees: new Decimal(0),
})

describe('what was filled', () => {
  const filled = filledCurve([fill(10, 3), fill(20, 4)], 0, 30)

  it('rises in steps, at each fill by what it filled', () => {
    expect([...filled.time]).toEqual([0, 10, 10, 20, 20, 30])
    expect([...filled.value]).toEqual([0, 0, 3, 3, 7, 7])
  })

  it('counts a fill from its own moment on', () => {
    expect([-1, 0, 9, 10, 19, 20, 30, 99].map((time) => valueAt(filled, time))).toEqual([0, 0, 0, 3, 3, 7, 7, 7])
  })
})

describe('what was planned', () => {
  it('rises in straight lines', () => {
    const planned = plannedCurve([10, 20].map((time) => ({ time, quantity: new Decimal(time * 5) })))
    expect([0, 10, 15, 20, 25].map((time) => valueAt(planned, time))).toEqual([50, 50, 75, 100, 100])
  })
})
