import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { covariance } from './covariance.ts'

const sample = (ms: number, value = 1e-4): Sample => ({ figures: { ms }, outcome: Float64Array.of(value) })
const samples: ReadonlyMap<string, Sample> = new Map([
  ['@shagun/risk', sample(100)],
  ['plain loop over pairs', sample(250)],
  ['plain loop over entries', sample(500)],
])

describe('the covariance', () => {
  it('reports how far ahead of the plain loops it is', () => {
    const { goals, tables } = covariance.report(new Map([...samples].map(([name, one]) => [name, [one]])))
    expect(goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual(['5.00x: yes'])
    expect(tables[0]!.rows.map((row) => row.at(-1))).toEqual(['1.00x', '2.50x', '5.00x'])
  })

  it('must come to the same numbers as they do', () => {
    expect(() => covariance.check(samples)).not.toThrow()
    expect(() => covariance.check(new Map([...samples, ['@shagun/risk', sample(1, 1.1e-4)]]))).toThrow('At 0')
  })
})
