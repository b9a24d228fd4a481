import { describe, expect, it } from 'vitest'
import { createStampReader, expectedStamp } from './stamp.ts'

const inUtc = (local: number) => local
const read = createStampReader(inUtc)

describe('stamps', () => {
  it.each([
    ['2024-01-31', '2024-01-31T00:00:00.000Z'],
    ['2024/1/31', '2024-01-31T00:00:00.000Z'],
    ['2024.01.31 09:15', '2024-01-31T09:15:00.000Z'],
    ['2024-01-31 9:15:30', '2024-01-31T09:15:30.000Z'],
    ['2024-01-31T09:15:30.25', '2024-01-31T09:15:30.250Z'],
    ['2024-01-31T09:15:30.123456Z', '2024-01-31T09:15:30.123Z'],
    ['2024-01-31T09:15:00+0530', '2024-01-31T03:45:00.000Z'],
    ['2024-01-31 09:15:00+05:30', '2024-01-31T03:45:00.000Z'],
    ['2024-01-31T09:15:00-05:00', '2024-01-31T14:15:00.000Z'],
    ['20240131', '2024-01-31T00:00:00.000Z'],
    ['20240131 09:15:00', '2024-01-31T09:15:00.000Z'],
    ['01-Jan-2024', '2024-01-01T00:00:00.000Z'],
    ['29-FEB-2024 15:30', '2024-02-29T15:30:00.000Z'],
    ['1704067200', '2024-01-01T00:00:00.000Z'],
    ['999999999', '2001-09-09T01:46:39.000Z'],
    ['1704067200500', '2024-01-01T00:00:00.500Z'],
  ])('reads %s', (text, expected) => {
    expect(new Date(read(text) ?? Number.NaN).toISOString()).toBe(expected)
  })

  it.each([
    '',
    'yesterday',
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-04-31',
    '31-Foo-2024',
    '2024-01-31 24:00',
    '2024-01-31 09:60',
    '2024-01-31T09:15:00+25:00',
    '24-01-31',
    '12345',
    '202401310915',
  ])('does not read %j', (text) => {
    expect(read(text)).toBeUndefined()
  })

  it('reads 01/02/2024 only when told which number is the day', () => {
    expect(read('01/02/2024')).toBeUndefined()
    expect(read('25/12/2024')).toBeUndefined()
    expect(createStampReader(inUtc, 'dmy')('01/02/2024')).toBe(Date.UTC(2024, 1, 1))
    expect(createStampReader(inUtc, 'mdy')('01-02-2024 10:00')).toBe(Date.UTC(2024, 0, 2, 10))
    expect(createStampReader(inUtc, 'mdy')('25/12/2024')).toBeUndefined()
  })

  it('says that a date needs dateOrder only where that would help', () => {
    expect(expectedStamp('01/02/2024')).toContain('dateOrder')
    expect(expectedStamp('25/12/2024', 'mdy')).not.toContain('dateOrder')
    expect(expectedStamp('soon')).not.toContain('dateOrder')
  })

  it('asks the zone only about stamps without an offset', () => {
    const shifted = createStampReader((local) => local - 3_600_000)
    expect(shifted('2024-01-31 09:00')).toBe(Date.UTC(2024, 0, 31, 8))
    expect(shifted('2024-01-31 09:00Z')).toBe(Date.UTC(2024, 0, 31, 9))
    expect(shifted('1704067200')).toBe(Date.UTC(2024, 0, 1))
  })
})
