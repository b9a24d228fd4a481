import { describe, expect, it } from 'vitest'
import { beta } from './beta.ts'
import { compoundable, readReturns } from './read-returns.ts'

describe('readReturns', () => {
  const gaps = [Number.NaN, 0.01, 0.02, Number.NaN, 0.04]

  it('gives back what has no gaps', () => {
    const returns = [0.01, -0.02]
    expect(readReturns('test', { returns }).returns).toBe(returns)
    expect(readReturns('test', { returns }, { missing: 'drop' }).returns).toBe(returns)
  })

  it('refuses NaN unless it is told to drop it', () => {
    expect(() => readReturns('test', { returns: gaps })).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        message: 'test found returns[0] to be NaN; expected a finite number.',
      }),
    )
    expect(readReturns('test', { returns: gaps }, { missing: 'drop' }).returns).toEqual(
      Float64Array.of(0.01, 0.02, 0.04),
    )
  })

  it('drops a row of all series where one of them has a gap', () => {
    const benchmark = [0, 1, Number.NaN, 3, 4]
    expect(readReturns('test', { returns: gaps, benchmark }, { missing: 'drop' })).toEqual({
      returns: Float64Array.of(0.01, 0.04),
      benchmark: Float64Array.of(1, 4),
    })
  })

  it('never takes infinity for a gap, and names the row as it was given', () => {
    expect(() => readReturns('test', { returns: [Number.NaN, Infinity] }, { missing: 'drop' })).toThrow(
      expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ row: 1 }) }),
    )
    expect(() => readReturns('test', { returns: [Number.NaN, -1.1] }, { missing: 'drop' }, compoundable)).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ row: 1, value: '-1.1' }) }),
    )
  })

  it('refuses series of different lengths', () => {
    expect(() => beta([0.01, 0.02], [0.01])).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        message:
          'beta found benchmark to have 1 rows; expected as many rows as returns, 2; ' +
          'align dated series with alignReturns first.',
      }),
    )
  })

  it('refuses another word for what to do', () => {
    expect(() => readReturns('test', { returns: [] }, { missing: 'omit' as 'drop' })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'missing' }) }),
    )
  })
})
