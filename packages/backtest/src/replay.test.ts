import { type Bars, createBars, simulatedClock } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { replay } from './replay.ts'
import { createSteppedTimers, type SteppedTimers } from './stepped-timers.ts'
import { barsOf, flat, hour, minute, monday } from './testing/history.ts'

/** Replays and writes down who was told what, as minutes after the beginning. */
async function told(
  series: readonly Bars[],
  prepare: (timers: SteppedTimers, log: string[]) => void = () => {},
  begin = monday,
): Promise<string[]> {
  const log: string[] = []
  const clock = simulatedClock(begin)
  const timers = createSteppedTimers(clock, (cause) => {
    throw cause
  })
  const note = (what: string, { instrument, timeframe }: { instrument: string; timeframe: string }): undefined => {
    log.push(`${(clock.now() - monday) / minute} ${what} ${timeframe} ${instrument}`)
  }
  prepare(timers, log)
  await replay({
    series,
    begin,
    clock,
    timers,
    venue: { openBar: (bar) => note('opens', bar), closeBar: (bar) => note('closes', bar) },
    show: (bar) => note('shown', bar),
    closed: (time) => log.push(`${(time - monday) / minute} equity`),
    settle: () => undefined,
  })
  return log
}

describe('at one moment', () => {
  it('bars close, then they are shown, then the next ones open', async () => {
    const a = flat(2, 100, { timeframe: '1m' })
    const b = flat(2, 100, { timeframe: '1m', instrument: 'X:B' })
    expect(await told([a, b])).toEqual([
      '0 opens 1m X:A',
      '0 opens 1m X:B',
      '1 closes 1m X:A',
      '1 closes 1m X:B',
      '1 shown 1m X:A',
      '1 shown 1m X:B',
      '1 equity',
      '1 opens 1m X:A',
      '1 opens 1m X:B',
      '2 closes 1m X:A',
      '2 closes 1m X:B',
      '2 shown 1m X:A',
      '2 shown 1m X:B',
      '2 equity',
    ])
  })

  it('timers that are due run before anything closes, those included that they ask for', async () => {
    const log = await told([flat(2, 100, { timeframe: '1m' })], (timers, log) => {
      timers.after(minute / 2, () => log.push('between'))
      timers.after(minute, () => {
        log.push('due')
        timers.after(0, () => log.push('at once'))
      })
    })
    expect(log).toEqual([
      '0 opens 1m X:A',
      'between',
      'due',
      'at once',
      '1 closes 1m X:A',
      '1 shown 1m X:A',
      '1 equity',
      '1 opens 1m X:A',
      '2 closes 1m X:A',
      '2 shown 1m X:A',
      '2 equity',
    ])
  })
})

describe('a bar', () => {
  it('closes after its timeframe, whatever comes later', async () => {
    const late = barsOf([[100, 100, 100, 100]], { timeframe: '1m', from: monday + hour })
    const bars = flat(1, 100, { timeframe: '5m', instrument: 'X:B' })
    expect(await told([bars, late])).toEqual([
      '0 opens 5m X:B',
      '5 closes 5m X:B',
      '5 shown 5m X:B',
      '5 equity',
      '60 opens 1m X:A',
      '61 closes 1m X:A',
      '61 shown 1m X:A',
      '61 equity',
    ])
  })

  it('closes when the next one opens, where that is sooner', async () => {
    const rows = [0, 15, 75].map((at) => ({ time: monday + at * minute, open: 1, high: 1, low: 1, close: 1 }))
    const log = await told([createBars('X:A', '1h', rows)])
    expect(log.filter((line) => line.includes('closes'))).toEqual([
      '15 closes 1h X:A',
      '75 closes 1h X:A',
      '135 closes 1h X:A',
    ])
  })

  it('of a month closes with the month', async () => {
    const log = await told([flat(2, 100, { timeframe: '1mo' })])
    const days = (minutes: number): number => (minutes * minute) / 86_400_000
    expect(log.filter((line) => line.includes('shown')).map((line) => days(Number.parseInt(line, 10)))).toEqual([
      31, 60,
    ])
  })

  it('that opened before the beginning and is still open is shown when it closes', async () => {
    const fine = flat(30, 100, { timeframe: '1m', instrument: 'X:B' })
    const coarse = flat(3, 100, { timeframe: '15m' })
    const log = await told([fine, coarse], undefined, monday + 20 * minute)
    expect(log[0]).toBe('20 opens 1m X:B')
    expect(log.filter((line) => line.includes('shown 15m'))).toEqual(['30 shown 15m X:A', '45 shown 15m X:A'])
    expect(log.filter((line) => line.includes('shown 1m'))).toHaveLength(10)
  })
})

describe('of several series of one instrument', () => {
  it('only the finest fills orders, and all are shown', async () => {
    const log = await told([flat(1, 100, { timeframe: '5m' }), flat(5, 100, { timeframe: '1m' })])
    expect(log.filter((line) => /opens|closes/.test(line)).every((line) => line.endsWith('1m X:A'))).toBe(true)
    expect(log.slice(-3)).toEqual(['5 shown 5m X:A', '5 shown 1m X:A', '5 equity'])
  })
})

describe('progress', () => {
  it('is told at the beginning, now and then, and once at the end', async () => {
    const heard: (readonly [number, number])[] = []
    const clock = simulatedClock(monday)
    await replay({
      series: [flat(40_000, 100, { timeframe: '1m' })],
      begin: monday,
      clock,
      timers: createSteppedTimers(clock, () => {}),
      venue: { openBar: () => undefined, closeBar: () => undefined },
      show() {},
      closed() {},
      settle: () => undefined,
      onProgress: (done, total) => heard.push([done, total]),
    })
    expect(heard).toEqual([
      [0, 40_000],
      [20_000, 40_000],
      [40_000, 40_000],
    ])
  })
})
