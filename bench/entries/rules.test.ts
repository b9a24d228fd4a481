import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { rules } from './rules.ts'

const taking = (us: number, denied = 0): Sample => ({ figures: { us }, outcome: Float64Array.of(denied) })
const samples: ReadonlyMap<string, Sample> = new Map([
  ['ten rules', taking(1.5)],
  ['ten rules, an event of an order before each', taking(2.5)],
  ['value at risk of 50 positions', taking(60)],
])

describe('the rules', () => {
  it('are reported with their time an order', () => {
    const { goals, tables } = rules.report(new Map([...samples].map(([name, sample]) => [name, [sample]])))
    expect(goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual(['1.50 us: yes', '60.0 us: no'])
    expect(tables.every(({ head, rows }) => rows.every(({ length }) => length === head.length))).toBe(true)
  })

  it('must pass every order', () => {
    expect(() => rules.check(samples)).not.toThrow()
    expect(() => rules.check(new Map([...samples, ['ten rules', taking(1, 3)]]))).toThrow('3 orders were denied')
  })
})
