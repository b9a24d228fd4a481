import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { subscriberCounts } from '../stream/load.ts'
import { stream } from './stream.ts'

const kinds = {
  '@shagun/core': 400,
  '@shagun/core, with bars': 800,
  '@shagun/core, with bars, from bytes': 1_250,
  eventemitter3: 100,
  rxjs: 300,
  'no library': 10,
}

function samplesOf(changed: Readonly<Record<string, Sample>> = {}): Map<string, Sample> {
  const paced = { p50Us: 90, p99Us: 1_500, longestUs: 9e3, cpuPercent: 14, heapAtFirst: 19, perSecond: 10_000 }
  const outcome = Float64Array.of(600_000, 0, 600_000, 600_000)
  return new Map([
    ...subscriberCounts.flatMap((subscribers) =>
      Object.entries(kinds).map(([kind, ns]): [string, Sample] => [
        `${kind}, ${subscribers} subscribers`,
        { figures: { ns }, outcome: Float64Array.of(10, 1_000) },
      ]),
    ),
    ['paced, from reports', { figures: { ...paced, heapAtLast: 19 }, outcome }],
    ['paced, from a socket', { figures: { ...paced, heapAtLast: 22 }, outcome }],
    ...Object.entries(changed),
  ])
}

function reportOf(samples: ReadonlyMap<string, Sample>): ReturnType<typeof stream.report> {
  return stream.report(new Map([...samples].map(([name, sample]) => [name, [sample]])))
}

describe('the stream', () => {
  it('reports what a core takes in, how long quotes wait, and what is left in memory', () => {
    const { goals, tables } = reportOf(samplesOf())
    expect(goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual([
      '2.50 million/s: yes',
      '0.800 million/s: no',
      '1.50 ms: yes',
      '3.00 MB: no',
    ])
    expect(tables.every(({ head, rows }) => rows.every(({ length }) => length === head.length))).toBe(true)
    expect(tables[0]!.rows.map((row) => row.at(-1))).toEqual(['1.00x', '2.00x', '3.13x', '0.250x', '0.750x', '0.0250x'])
  })

  it('says where a peer, or the socket, was not measured', () => {
    const here = [...samplesOf()].filter(([name]) => !name.startsWith('rxjs') && !name.endsWith('socket'))
    const { goals, tables } = reportOf(new Map(here))
    expect(goals.slice(2).map(({ met }) => met)).toEqual(['not measured here', 'not measured here'])
    expect(tables[0]!.rows[4]![1]).toBe('not measured here')
    expect(() => stream.check(new Map(here))).not.toThrow()
  })

  it('counts nothing where somebody has heard something else, or not everything', () => {
    expect(() => stream.check(samplesOf())).not.toThrow()
    const other = { figures: {}, outcome: Float64Array.of(10, 999) }
    expect(() => stream.check(samplesOf({ 'rxjs, 10 subscribers': other }))).toThrow('rxjs, 10 subscribers')
    const lost = { figures: {}, outcome: Float64Array.of(600_000, 0, 600_000, 599_999) }
    expect(() => stream.check(samplesOf({ 'paced, from a socket': lost }))).toThrow('heard 599999')
    const conflated = { figures: {}, outcome: Float64Array.of(600_000, 3, 600_000, 600_000) }
    expect(() => stream.check(samplesOf({ 'paced, from reports': conflated }))).toThrow('3 were conflated')
  })
})
