import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dataProviderCases } from '@shagun/conformance'
import { csv } from '@shagun/data-csv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const instrument = 'NSE:INFY'
const day = 86_400_000
const minute = 60_000
const ranges = {
  '1d': { from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 0, 8) },
  '1m': { from: Date.UTC(2024, 0, 1, 3, 45), to: Date.UTC(2024, 0, 1, 4) },
} as const

const folder = mkdtempSync(join(tmpdir(), 'shagun-csv-conformance-'))
beforeAll(() => write())
afterAll(() => rmSync(folder, { recursive: true }))

const pathOf = (timeframe: '1d' | '1m') => join(folder, `${timeframe}.csv`)

/** Bars that reach beyond the ranges on both sides. */
function write(low = '99.5'): void {
  for (const [timeframe, step] of [
    ['1d', day],
    ['1m', minute],
  ] as const) {
    const rows = Array.from({ length: 30 }, (_, i) => {
      const stamp = new Date(ranges[timeframe].from + (i - 5) * step).toISOString()
      return `${stamp},${100 + i},${103 + i},${low},${101.25 + i},${i}`
    })
    writeFileSync(pathOf(timeframe), ['date,open,high,low,close,volume', ...rows].join('\n'))
  }
}

const cases = dataProviderCases({
  create: (environment) =>
    csv(
      {
        files: [
          { path: pathOf('1d'), instrument, timeframe: '1d' },
          { path: pathOf('1m'), instrument, timeframe: '1m' },
        ],
      },
      environment,
    ),
  instruments: [instrument],
  unknownInstrument: 'NSE:NOSUCH',
  ranges,
  faults: {
    garbage() {
      write('-1')
      return () => write()
    },
    unreachable() {
      for (const timeframe of ['1d', '1m'] as const) {
        rmSync(pathOf(timeframe))
        mkdirSync(pathOf(timeframe))
      }
      return () => {
        for (const timeframe of ['1d', '1m'] as const) rmSync(pathOf(timeframe), { recursive: true })
        write()
      }
    },
  },
})

describe('CSV files as a data provider', () => {
  for (const { id, claim, skipped, run } of cases)
    it(`${id}: ${claim}`, ({ skip }) => {
      skip(skipped !== undefined, skipped)
      return run()
    })

  it('are held against all that is said of bars, of which no case is skipped', () => {
    const skipped = cases.filter((each) => each.skipped !== undefined).map(({ id }) => id)
    expect(skipped.filter((id) => /^(bars|concurrency)\//.test(id))).toEqual([])
    expect(cases.length - skipped.length).toBeGreaterThan(20)
  })
})
