import { describe, expect, it } from 'vitest'
import { judgeTick, type Marked, type TickVerdict } from './judge-tick.ts'

const filter = { outlierFactor: 1.2, confirmations: 2 }
const marked: Marked = { price: 100, isAssumed: false, quotedAt: 50, suspect: undefined }
const judge = (last: number, more: { time?: number; bid?: number; ask?: number } = {}, before: Marked = marked) =>
  judgeTick(before, { instrument: 'X:A', time: 60, last, ...more }, filter)

/** One quote after the other, a moment apart. */
function judgeAll(prices: readonly number[], factor = filter): readonly string[] {
  let before = marked
  return prices.map((last, i) => {
    const time = 60 + i
    const verdict: TickVerdict = judgeTick(before, { instrument: 'X:A', time, last }, factor)
    if (verdict.outcome === 'accepted') before = { ...before, price: last, quotedAt: time, suspect: undefined }
    else if (verdict.suspect !== undefined) before = { ...before, suspect: verdict.suspect }
    return verdict.outcome === 'accepted' ? 'accepted' : verdict.why
  })
}

describe('a tick', () => {
  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('of %s is refused', (last) => {
    expect(judge(last)).toEqual({ outcome: 'refused', why: 'invalid' })
  })

  it('without a time is refused, and so is one whose bid is above its ask', () => {
    expect(judge(100, { time: Number.NaN })).toMatchObject({ why: 'invalid' })
    expect(judge(100, { bid: 101, ask: 100 })).toMatchObject({ why: 'crossed' })
    expect(judge(100, { bid: 100, ask: 100 })).toEqual({ outcome: 'accepted' })
  })

  it('older than the one before is refused, and one of the same moment counts', () => {
    expect(judge(100, { time: 49 })).toMatchObject({ why: 'late' })
    expect(judge(101, { time: 50 })).toEqual({ outcome: 'accepted' })
  })

  it('counts up to exactly the factor, upwards and downwards', () => {
    expect([judge(120), judge(100 / 1.2)].map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted'])
    expect([judge(120.01), judge(83)].map(({ outcome }) => outcome)).toEqual(['refused', 'refused'])
  })

  it('far off counts once two later ones are near it', () => {
    expect(judgeAll([200, 201, 199, 200])).toEqual(['outlier', 'outlier', 'accepted', 'accepted'])
  })

  it('far off is forgotten where the next ones are as before', () => {
    expect(judgeAll([1, 100, 101, 1, 100])).toEqual(['outlier', 'accepted', 'accepted', 'outlier', 'accepted'])
  })

  it('far off is not confirmed by one that is far off elsewhere', () => {
    expect(judgeAll([200, 400, 200, 400, 50])).toEqual(['outlier', 'outlier', 'outlier', 'outlier', 'outlier'])
  })

  it('told twice confirms nothing', () => {
    const suspect = { price: 200, time: 60, confirmations: 1 }
    expect(judge(200, { time: 60 }, { ...marked, suspect })).toEqual({ outcome: 'refused', why: 'outlier', suspect })
    expect(judge(200, { time: 61 }, { ...marked, suspect })).toEqual({ outcome: 'accepted' })
  })

  it('is believed whatever it is where no price was seen before', () => {
    expect(judge(9_999, {}, { ...marked, isAssumed: true })).toEqual({ outcome: 'accepted' })
  })
})
