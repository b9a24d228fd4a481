import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { backtest } from './backtest.ts'

function sampleOf(seconds: number, outcome: readonly number[]): Sample {
  const figures = { seconds, peakMb: 300, heapMb: 120, columnsMb: 40 }
  return { figures, outcome: new Float64Array(outcome) }
}

/** Ours ends with 2000 and 10,000 fills, as the loop does; with the rule of grademark it is 3000 and 9,000. */
function samplesOf(changed: Readonly<Record<string, Sample>> = {}): Map<string, Sample> {
  return new Map(
    Object.entries({
      '@shagun/backtest': sampleOf(0.7, [2_000, 10_000]),
      '@shagun/backtest, no orders': sampleOf(0.2, [1_000_000, 0]),
      'plain loop': sampleOf(0.01, [2_000, 10_000, 3_000, 9_000]),
      grademark: sampleOf(1.4, [3_000, 9_000]),
      ...changed,
    }),
  )
}

describe('the backtest', () => {
  it('reports a bar, an order and a ratio', () => {
    const rounds = new Map([...samplesOf()].map(([name, sample]) => [name, [sample]]))
    const { goals, tables } = backtest.report(rounds)
    expect(goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual([
      '2.00x: yes',
      '0.200 us: yes',
      // Half a second for 10,000 orders.
      '50.0 us: no',
      '0: yes',
      '300 MB: yes',
      '120 MB: no',
    ])
    // A million bars in 0.2 s.
    expect(tables[0]!.rows[1]!.slice(1)).toEqual(['0.200', '0.200 to 0.200', '5,000,000', '0.286x'])
  })

  it('goes without a library that is not there', () => {
    const samples = samplesOf()
    samples.delete('grademark')
    expect(() => backtest.check(samples)).not.toThrow()
    const { goals, tables } = backtest.report(new Map([...samples].map(([name, sample]) => [name, [sample]])))
    expect(goals[0]!.met).toBe('not measured here')
    expect(tables.map(({ rows }) => rows[3]![1])).toEqual(['not measured here', 'not measured here'])
    expect(tables.every(({ head, rows }) => rows.every(({ length }) => length === head.length))).toBe(true)
  })

  it('must come to the equity and the fills of the loop', () => {
    expect(() => backtest.check(samplesOf())).not.toThrow()
    for (const outcome of [
      [2_000.00001, 10_000],
      [2_000, 9_999],
    ])
      expect(() => backtest.check(samplesOf({ '@shagun/backtest': sampleOf(1, outcome) }))).toThrow('should agree')
  })

  it('must come to nothing where nothing is ordered', () => {
    const samples = samplesOf({ '@shagun/backtest, no orders': sampleOf(1, [1_000_000, 1]) })
    expect(() => backtest.check(samples)).toThrow('should agree')
  })

  it('holds grademark against a loop with its rule', () => {
    const samples = samplesOf({ grademark: sampleOf(1, [2_000, 10_000]) })
    expect(() => backtest.check(samples)).toThrow('a loop with the rule of grademark gives 3000')
  })
})
