import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { kitePackets } from './kite-packets.ts'

const ours = '@shagun/broker-zerodha'

function samplesOf(changed: Readonly<Record<string, Sample>> = {}): Map<string, Sample> {
  const parsed = (ns: number): Sample => ({ figures: { ns }, outcome: Float64Array.of(257, 1520.05) })
  const paced = { perSecond: 10_000, p50Us: 90, p99Us: 1_500, cpuPercent: 4 }
  return new Map(
    Object.entries({
      [ours]: parsed(50),
      [`${ours}, with quotes and depth`]: parsed(400),
      DataView: parsed(600),
      kiteconnect: parsed(30_000),
      [`${ours}, from a socket`]: { figures: paced, outcome: Float64Array.of(200, 200) },
      'kiteconnect, from a socket': { figures: { ...paced, p99Us: 9_000 }, outcome: Float64Array.of(200, 200) },
      ...changed,
    }),
  )
}

function reportOf(samples: ReadonlyMap<string, Sample>): ReturnType<typeof kitePackets.report> {
  return kitePackets.report(new Map([...samples].map(([name, sample]) => [name, [sample]])))
}

describe('the packets of Kite', () => {
  it('are reported beside kiteconnect, and how long they are on their way', () => {
    const { goals, tables } = reportOf(samplesOf())
    expect(goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual(['600x: yes', '75.0x: yes', '1.50 ms: yes'])
    expect(tables[0]!.rows.map((row) => row.at(-1))).toEqual(['1.00x', '8.00x', '12.0x', '600x'])
    expect(tables.every(({ head, rows }) => rows.every(({ length }) => length === head.length))).toBe(true)
  })

  it('are said not to be measured where kiteconnect is not there', () => {
    const here = new Map([...samplesOf()].filter(([name]) => !name.startsWith('kiteconnect')))
    const { goals, tables } = reportOf(here)
    expect(goals.map(({ met }) => met)).toEqual(['not measured here', 'not measured here', 'yes'])
    expect([tables[0]!.rows[3]![1], tables[1]!.rows[1]![1]]).toEqual(['not measured here', 'not measured here'])
    expect(() => kitePackets.check(here)).not.toThrow()
  })

  it('count for nothing where somebody has read something else, or not everything', () => {
    expect(() => kitePackets.check(samplesOf())).not.toThrow()
    const other = { figures: {}, outcome: Float64Array.of(257, 1520) }
    expect(() => kitePackets.check(samplesOf({ kiteconnect: other }))).toThrow('kiteconnect: it has not read the same')
    const lost = { figures: {}, outcome: Float64Array.of(200, 199) }
    expect(() => kitePackets.check(samplesOf({ [`${ours}, from a socket`]: lost }))).toThrow('of 200 packets 199')
  })
})
