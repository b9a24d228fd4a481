import { describe, expect, it } from 'vitest'
import type { Entry, Sample } from '../entry.ts'
import { indicators } from './indicators.ts'

const entryOf = (indicator: string): Entry => indicators.find(({ name }) => name === indicator)!
const [sma, rsi, atr, macd, obv] = [entryOf('sma'), entryOf('rsi'), entryOf('atr'), entryOf('macd'), entryOf('obv')]
const names = sma.contestants.map(({ name }) => name)

/** Every contestant takes 100 ns but for those named here. */
function roundsOf(ns: Readonly<Record<string, number>>, absent: readonly string[] = []) {
  const here = names.filter((name) => !absent.some((library) => name.endsWith(library)))
  return new Map(here.map((name) => [name, [{ figures: { ns: ns[name] ?? 100 }, outcome: new Float64Array() }]]))
}

/** All agree on a value a bar, but for one contestant, which is off by so much at one bar. */
function samplesOf(off: string, at: number, by: number): ReadonlyMap<string, Sample> {
  return new Map(
    names.map((name) => {
      const outcome = new Float64Array(2_000).fill(50)
      if (name === off) outcome[at]! += by
      return [name, { figures: {}, outcome }]
    }),
  )
}

const batch = (library: string): string => `batch ${library}`
const streaming = (library: string): string => `streaming ${library}`
const forming = (library: string): string => `forming ${library}`
const ours = '@shagun/indicators'

describe('the goals', () => {
  it('are measured against the fastest of the others', () => {
    const rounds = roundsOf({
      [batch(ours)]: 10,
      [batch('plain loop')]: 4,
      [batch('indicatorts')]: 25,
      [streaming(ours)]: 20,
      [streaming('trading-signals')]: 19,
      [forming(ours)]: 40,
    })
    expect(sma.report(rounds).goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual([
      '2.50x (indicatorts): yes',
      '2.50x: no',
      '0.950x (trading-signals): no',
      '2.00x: yes',
    ])
  })

  it('leave out who is not there', () => {
    const { goals, tables } = sma.report(roundsOf({ [batch(ours)]: 10 }, ['indicatorts']))
    expect(goals[0]!.measured).not.toContain('indicatorts')
    const row = tables[0]!.rows.find(([name]) => name!.startsWith('indicatorts'))
    expect(row!.slice(1)).toEqual(['not measured here', '', ''])
  })

  it('are not measured where nobody else is there', () => {
    const peers = ['technicalindicators', 'trading-signals', '@ixjb94/indicators', 'indicatorts']
    const { goals } = sma.report(roundsOf({}, peers))
    expect(goals.map(({ met }) => met)).toEqual(['not measured here', 'yes', 'not measured here', 'yes'])
  })
})

describe('the results', () => {
  it('must agree, ours from the first bar on', () => {
    expect(() => sma.check(samplesOf(batch(ours), 0, 1e-6))).toThrow('At 0')
    expect(() => sma.check(samplesOf(forming(ours), 0, 1e-6))).toThrow('At 0')
  })

  it('must agree, those of others once their seeds have worn off', () => {
    expect(() => sma.check(samplesOf(batch('indicatorts'), 999, 1))).not.toThrow()
    expect(() => sma.check(samplesOf(batch('indicatorts'), 1_000, 1e-6))).toThrow('At 1000')
  })

  it('may be rounded by the one that rounds its index', () => {
    expect(() => rsi.check(samplesOf(batch('technicalindicators'), 1_500, 0.004))).not.toThrow()
    expect(() => rsi.check(samplesOf(batch('technicalindicators'), 1_500, 0.3))).toThrow('At 1500')
    expect(() => rsi.check(samplesOf(batch('trading-signals'), 1_500, 0.004))).toThrow('At 1500')
  })

  it('are not compared with another average true range', () => {
    expect(() => atr.check(samplesOf(batch('indicatorts'), 1_500, 5))).not.toThrow()
    expect(() => atr.check(samplesOf(batch('trading-signals'), 1_500, 5))).toThrow('At 1500')
  })
  it('must agree in each line, those of others once the seeds of all lines have worn off', () => {
    expect(() => macd.check(samplesOf(batch('indicatorts'), 1_999, 1))).not.toThrow()
    expect(() => macd.check(samplesOf(batch(ours), 1_999, 1))).toThrow('At 1999')
  })

  it('may begin elsewhere where a sum has no beginning of its own, and must go on alike', () => {
    const shifted = new Map(samplesOf(batch('indicatorts'), 1_500, 0))
    const { figures, outcome } = shifted.get(batch('indicatorts'))!
    const begins = { figures, outcome: outcome.map((value) => value - 7) }
    expect(() => obv.check(shifted.set(batch('indicatorts'), begins))).not.toThrow()
    expect(() => obv.check(samplesOf(batch('indicatorts'), 1_500, 1))).toThrow('At 1500')
    expect(() => sma.check(shifted)).toThrow('At 1000')
  })
})

it('measures nobody at what they do not have', () => {
  const contestants = entryOf('wma').contestants.map(({ name }) => name)
  expect(contestants).toContain(batch('@ixjb94/indicators'))
  expect(contestants).not.toContain(batch('indicatorts'))
})
