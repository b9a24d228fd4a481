import { describe, expect, it } from 'vitest'
import { createLadder } from './ladder.ts'
import { type Figures, type RiskLimit, type RiskMeasure, type RiskReaction, readLimits } from './limits.ts'

const calm: Figures = { gross: 0, net: 0, cost: 0, equity: 1000, largest: 0, largestSector: 0, today: 0, drawdown: 0 }
const ladderOf = (...limits: RiskLimit[]) => createLadder(readLimits(limits))
const names = (rails: readonly { readonly limit: { readonly name: string } }[]) => rails.map(({ limit }) => limit.name)

describe('a ladder of limits', () => {
  it.each<[RiskMeasure, number, Partial<Figures>, Partial<Figures>]>([
    ['gross', 500, { gross: 499.99 }, { gross: 500 }],
    ['net', 500, { net: -499.99 }, { net: -500 }],
    ['position', 500, { largest: 499.99 }, { largest: 500 }],
    ['sector', 500, { largestSector: 499.99 }, { largestSector: 500 }],
    ['unrealized-loss', 50, { net: 100, cost: 149.99 }, { net: 100, cost: 150 }],
    ['daily-loss', 50, { today: -49.99 }, { today: -50 }],
    ['leverage', 2, { gross: 1999 }, { gross: 2000 }],
    ['concentration', 0.5, { largest: 499 }, { largest: 500 }],
    ['sector-concentration', 0.5, { largestSector: 499 }, { largestSector: 500 }],
    ['drawdown', 0.05, { drawdown: 0.0499 }, { drawdown: 0.05 }],
  ])('trips on %s at %s, and not below', (measure, at, below, reached) => {
    const ladder = ladderOf({ measure, at, reaction: 'halt' })
    expect(ladder.evaluate({ ...calm, ...below }, 1)).toEqual([])
    expect(ladder.rung).toBe('clear')
    expect(names(ladder.evaluate({ ...calm, ...reached }, 2))).toEqual([`${measure}-halt`])
    expect(ladder.rung).toBe('halt')
  })

  it('trips where there is no figure, and where there is something and no equity', () => {
    const ladder = ladderOf(
      { measure: 'drawdown', at: 0.1, reaction: 'halt' },
      { measure: 'leverage', at: 5, reaction: 'reduce-only' },
    )
    expect(names(ladder.evaluate({ ...calm, drawdown: Number.NaN, equity: 0 }, 1))).toEqual(['drawdown-halt'])
    expect(names(ladder.evaluate({ ...calm, gross: 1, equity: -5 }, 2))).toEqual(['leverage-reduce-only'])
    expect(ladder.rails[0]!.trip).toEqual({ value: undefined, time: 1 })
  })

  it('goes up by the highest that has tripped, and each trips once', () => {
    const reactions: RiskReaction[] = ['warn', 'reduce-only', 'halt', 'cancel-all', 'flatten']
    const ladder = ladderOf(
      ...reactions.map((reaction, i) => ({ measure: 'drawdown', at: 0.01 * (i + 1), reaction }) as const),
    )
    const rungs = [0.005, 0.01, 0.02, 0.03, 0.04, 0.05].map((drawdown, time) => {
      const tripped = names(ladder.evaluate({ ...calm, drawdown }, time))
      return [ladder.rung, ...tripped]
    })
    expect(rungs).toEqual([['clear'], ...reactions.map((reaction) => [reaction, `drawdown-${reaction}`])])
    expect(ladder.evaluate({ ...calm, drawdown: 0.9 }, 9)).toEqual([])
  })

  it('arms a warning by itself below its level, and not between', () => {
    const ladder = ladderOf({ measure: 'gross', at: 100, rearmBelow: 80, reaction: 'warn' })
    const seen = [100, 99, 80, 100, 79.99, 99.99, 100].map((gross) => {
      const tripped = ladder.evaluate({ ...calm, gross }, 0).length
      return `${ladder.rung} ${tripped}`
    })
    expect(seen).toEqual(['warn 1', 'warn 0', 'warn 0', 'warn 0', 'clear 0', 'clear 0', 'warn 1'])
  })

  it.each(['reduce-only', 'halt', 'cancel-all', 'flatten'] as const)('never arms %s by itself', (reaction) => {
    const ladder = ladderOf({ measure: 'gross', at: 100, reaction })
    ladder.evaluate({ ...calm, gross: 100 }, 0)
    ladder.evaluate(calm, 1)
    expect(ladder.rung).toBe(reaction)
    expect(ladder.hasRoom(ladder.rails[0]!, { ...calm, gross: 90 })).toBe(false)
    expect(ladder.hasRoom(ladder.rails[0]!, { ...calm, gross: 89.99 })).toBe(true)
    ladder.rearm(`gross-${reaction}`)
    expect(ladder.rung).toBe('clear')
  })
})

describe('limits', () => {
  it.each([
    [{ measure: 'gross', at: 0, reaction: 'halt' }, 'limits: at'],
    [{ measure: 'gross', at: 'much', reaction: 'halt' }, 'limits: at'],
    [{ measure: 'gross', at: Number.NaN, reaction: 'halt' }, 'limits: at'],
    [{ measure: 'gross', at: 1, rearmBelow: 2, reaction: 'halt' }, 'limits: rearmBelow'],
    [{ measure: 'toString', at: 1, reaction: 'halt' }, 'limits: measure'],
    [{ measure: 'gross', at: 1, reaction: 'clear' }, 'limits: reaction'],
    [{ measure: 'gross', at: 1, reaction: 'halt', name: 'a, b' }, 'limits: name'],
  ])('refuse %j', (limit, option) => {
    expect(() => readLimits([limit as RiskLimit])).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('refuse two of one name', () => {
    const limit = { measure: 'gross', at: 1, reaction: 'halt' } as const
    expect(() => readLimits([limit, { ...limit, at: 2 }])).toThrow('gross-halt')
    expect(readLimits([limit, { ...limit, at: 2, name: 'second' }])).toHaveLength(2)
  })
})
