import { type Bars, createBars, createInstrument, type InstrumentId } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { viewHolding } from '../testing/holdings.ts'
import { historicalScenario } from './historical-scenario.ts'
import { runScenarios } from './run-scenarios.ts'

const day = (date: number): number => Date.UTC(2020, 2, date)

function history(instrument: InstrumentId, closes: Readonly<Record<number, number>>): Bars {
  const rows = Object.entries(closes).map(([date, close]) => ({
    time: day(Number(date)),
    open: close,
    high: close,
    low: close,
    close,
  }))
  return createBars(instrument, '1d', rows)
}

const infy = history('NSE:INFY', { 2: 100, 3: 90, 4: 99, 5: 49.5 })
const tcs = history('NSE:TCS', { 2: 200, 4: 210, 5: 189 })

describe('historicalScenario', () => {
  it('changes prices as they did from one close to another', () => {
    const { name, instruments } = historicalScenario([infy, tcs], { from: day(2), to: day(5) })
    expect(name).toBe('2020-03-02 to 2020-03-05')
    expect(instruments).toEqual({
      'NSE:INFY': { change: expect.closeTo(-0.505, 14) },
      'NSE:TCS': { change: expect.closeTo(-0.055, 14) },
    })
  })

  it('leaves out who has no bar at either end, and does not take it to have stood still', () => {
    const scenario = historicalScenario([infy, tcs], { from: day(2), to: day(3), name: 'the third' })
    expect(scenario).toEqual({ name: 'the third', instruments: { 'NSE:INFY': { change: expect.closeTo(-0.1, 14) } } })
    expect(historicalScenario([infy], { from: day(1), to: day(3) }).instruments).toEqual({})
  })

  it('refuses a period that runs backwards', () => {
    for (const to of [day(2), day(1), Number.NaN])
      expect(() => historicalScenario([infy], { from: day(2), to })).toThrow(
        expect.objectContaining({ code: 'invalid-options' }),
      )
  })
})

describe('runScenarios', () => {
  const view = viewHolding([
    { instrument: createInstrument({ id: 'NSE:INFY', currency: 'INR' }), quantity: 10, last: 1000 },
    { instrument: createInstrument({ id: 'NSE:TCS', currency: 'INR' }), quantity: -10, last: 1000 },
  ])
  const days = [2, 3, 4, 5].map(day)
  const replays = days.slice(1).map((to, i) => historicalScenario([infy, tcs], { from: days[i]!, to }))

  it('replays history day by day, and finds the worst', () => {
    const { results, worst } = runScenarios(view, replays)
    expect(results.map(({ scenario, profit }) => [scenario.name.slice(-2), profit])).toEqual([
      ['03', null],
      ['04', null],
      ['05', expect.closeTo(-5000 + 1000, 9)],
    ])
    expect(results[0]!.missing.map(({ instrument }) => instrument)).toEqual(['NSE:TCS'])
    expect(worst).toBe(results[2])
  })

  it('counts what is known where some is missing, and tells so', () => {
    const { worst } = runScenarios(view, replays.slice(0, 2))
    expect(worst).toMatchObject({ profit: null, knownProfit: expect.closeTo(-1000, 9) })
  })

  it('has no worst of none', () => {
    expect(runScenarios(view, [])).toEqual({ results: [], worst: null })
  })
})
