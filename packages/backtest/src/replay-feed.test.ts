import { createEnvironment, simulatedClock } from '@shagun/core'
import type { MarketReport } from '@shagun/core/adapter'
import { describe, expect, it } from 'vitest'
import { createReplayFeed } from './replay-feed.ts'
import { day, flat, hour, minute, monday } from './testing/history.ts'

const bars = flat(10, 100)
const [first] = bars

function feedAt(now: number, quotes = false) {
  const clock = simulatedClock(now)
  return createReplayFeed([bars, flat(3, 50, { timeframe: '1h' })], createEnvironment({ clock, timers: clock }), quotes)
}

describe('asked for history', () => {
  const query = { instrument: 'X:A', timeframe: '1d', from: monday + day, to: monday + 5 * day } as const

  it('it gives the bars that opened in that time', async () => {
    expect([...(await feedAt(monday + 100 * day).fetchBars(query)).time]).toEqual(
      [1, 2, 3, 4].map((days) => monday + days * day),
    )
  })

  it('it gives no bar that is not complete yet', async () => {
    const { time } = await feedAt(monday + 3 * day + hour).fetchBars(query)
    expect([...time]).toEqual([monday + day, monday + 2 * day])
    expect(await feedAt(monday).fetchBars(query)).toHaveLength(0)
  })

  it('it gives nothing of what it does not have', async () => {
    expect(await feedAt(monday + 100 * day).fetchBars({ ...query, instrument: 'X:B' })).toHaveLength(0)
    expect(
      await feedAt(monday + 100 * day).fetchBars({ ...query, from: monday + 50 * day, to: monday + 60 * day }),
    ).toHaveLength(0)
  })
})

describe('a bar that is shown', () => {
  it('reaches the subscriber, until it ends its subscription', async () => {
    const feed = feedAt(monday + day)
    const heard: MarketReport[] = []
    const end = await feed.subscribe?.(['X:A'], (report) => heard.push(report))
    feed.show(first!)
    end?.()
    feed.show(first!)
    expect(heard).toEqual([{ type: 'bar', bar: first }])
  })

  it('is told as a quote before, where quotes are wanted', async () => {
    const feed = feedAt(monday + day + minute, true)
    const heard: MarketReport[] = []
    await feed.subscribe?.(['X:A'], (report) => heard.push(report))
    feed.show(first!)
    expect(heard).toEqual([
      { type: 'quote', quote: { instrument: 'X:A', time: monday + day + minute, last: 100, volume: first!.volume } },
      { type: 'bar', bar: first },
    ])
  })
})
