import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { valueAtRisk } from './value-at-risk.ts'

function samplesOf(changed: Readonly<Record<string, Sample>> = {}): Map<string, Sample> {
  const sample = (ns: number): Sample => ({ figures: { ns }, outcome: Float64Array.of(0.03) })
  return new Map(
    Object.entries({
      'select @shagun/risk': sample(3e6),
      'sort Float64Array': sample(9e7),
      'sort Array': sample(9e8),
      'historical @shagun/risk': sample(20_000),
      'historical plain': sample(40_000),
      'gaussian @shagun/risk': sample(60_000),
      'gaussian plain': sample(600_000),
      'fit @shagun/risk': sample(3e6),
      ...changed,
    }),
  )
}

describe('value at risk', () => {
  it('reports how many times faster than a sort, and how long a portfolio takes', () => {
    const rounds = new Map([...samplesOf()].map(([name, sample]) => [name, [sample]]))
    const { goals, tables } = valueAtRisk.report(rounds)
    expect(goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual([
      '30.0x: yes',
      '20.0 us: yes',
      '60.0 us: no',
    ])
    expect(tables.map(({ rows }) => rows.length)).toEqual([3, 2, 2, 1])
  })

  it('counts nothing where ours comes to something else', () => {
    expect(() => valueAtRisk.check(samplesOf())).not.toThrow()
    const wrong = { figures: { ns: 1 }, outcome: Float64Array.of(0.04) }
    for (const name of ['select @shagun/risk', 'historical @shagun/risk', 'gaussian @shagun/risk'])
      expect(() => valueAtRisk.check(samplesOf({ [name]: wrong }))).toThrow('they should agree')
  })
})
