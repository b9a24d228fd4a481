import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { marketData } from './market-data.ts'

function samplesOf(changed: Readonly<Record<string, Sample>> = {}): Map<string, Sample> {
  const sample = (ns: number): Sample => ({ figures: { ns }, outcome: Float64Array.of(7) })
  return new Map(
    Object.entries({
      'is it open? @shagun/core': sample(50),
      'is it open? Intl': sample(900),
      'resample @shagun/core': sample(40),
      'resample plain loop': sample(4),
      'ticks @shagun/core': sample(25),
      'ticks, five timeframes, @shagun/core': sample(50),
      'search @shagun/core': sample(4e6),
      'search scan': sample(9e7),
      ...changed,
    }),
  )
}

describe('market data', () => {
  it('reports how many a second, and how long a search takes', () => {
    const rounds = new Map([...samplesOf()].map(([name, sample]) => [name, [sample]]))
    const { goals, tables } = marketData.report(rounds)
    expect(goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual([
      '20.0 million/s: yes',
      '40.0 million/s: yes',
      '4.00 ms: no',
    ])
    expect(tables.map(({ rows }) => rows.length)).toEqual([2, 2, 2, 2])
  })

  it('counts nothing where ours comes to something else', () => {
    expect(() => marketData.check(samplesOf())).not.toThrow()
    const wrong = { figures: { ns: 1 }, outcome: Float64Array.of(8) }
    for (const name of ['is it open? @shagun/core', 'resample @shagun/core', 'search @shagun/core'])
      expect(() => marketData.check(samplesOf({ [name]: wrong }))).toThrow('they should agree')
  })
})
