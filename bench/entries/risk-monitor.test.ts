import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { sizes } from '../risk-monitor/load.ts'
import { measureMonitor, measureRecomputation } from '../risk-monitor/measure.ts'
import { riskMonitor } from './risk-monitor.ts'

const sample = (ns: number, gross = 1): Sample => ({ figures: { ns }, outcome: Float64Array.of(gross, 1) })
const all = (ns: (count: number) => number) =>
  new Map(
    sizes.flatMap((count) => {
      const held = count.toLocaleString('en-US')
      return [
        [`monitor, ${held} held`, sample(ns(count))] as const,
        [`added up anew, ${held} held`, sample(count)] as const,
      ]
    }),
  )

describe('the risk monitor', () => {
  it('reports whether a quote costs the same however much is held', () => {
    const report = (ns: (count: number) => number) =>
      riskMonitor.report(new Map([...all(ns)].map(([name, each]) => [name, [each]]))).goals.map(({ met }) => met)
    expect(report(() => 500)).toEqual(['yes', 'yes'])
    expect(report((count) => count)).toEqual(['no', 'no'])
  })

  it('must come to what is added up anew', () => {
    expect(() => riskMonitor.check(all(() => 1))).not.toThrow()
    expect(() => riskMonitor.check(new Map([...all(() => 1), ['monitor, 10 held', sample(1, 1 + 1e-8)]]))).toThrow(
      'agree',
    )
  })

  it('does, on the load that is measured', async () => {
    const [monitor, anew] = [await measureMonitor(10), await measureRecomputation(10)]
    expect(() =>
      riskMonitor.check(
        new Map([
          ['monitor, 10 held', monitor],
          ['added up anew, 10 held', anew],
        ]),
      ),
    ).not.toThrow()
  })
})
