import { describe, expect, it } from 'vitest'
import { nameOf, noticeIn, type Reply, readReply, webPage } from './reply.ts'
import { readStamp } from './stamp.ts'

const read = (value: object): Reply => readReply(JSON.stringify(value)) as Reply

describe('an answer', () => {
  it('is read by how it begins, whatever was asked for', () => {
    expect(readReply(' {"a": 1}')).toEqual({ format: 'json', body: { a: 1 } })
    expect(readReply('\uFEFF\r\n<html>')).toBe(webPage)
    expect(readReply('timestamp,open\r\n2026-05-15,1\r\n\r\n')).toEqual({
      format: 'csv',
      header: ['timestamp', 'open'],
      rows: [['2026-05-15', '1']],
    })
  })

  it.each(['', 'Too many requests', '{"a": ', '[1]', 'null'])('that is nothing of these is refused: %j', (text) => {
    expect(() => readReply(text)).toThrow('The answer is')
  })

  it('of CSV may quote cells, with commas and quotes in them', () => {
    const reply = readReply('symbol,name\nIBM,"Machines, ""International"""\nX,plain "here"\nY,"open\n')
    expect(reply).toMatchObject({ rows: [['IBM', 'Machines, "International"'], ['X', 'plain "here"'], []] })
  })

  it('with data is data, whatever is told beside them', () => {
    const day = { Information: 'our standard API rate limit is 25 requests per day' }
    expect(noticeIn(read({ ...day, 'Time Series (Daily)': { '2026-05-15': {} } }))).toBeUndefined()
    expect(noticeIn(read({ 'Global Quote': { '01. symbol': 'IBM' }, ...day }))).toBeUndefined()
    expect(noticeIn(read({ ...day, bestMatches: [{}] }))).toBeUndefined()
  })

  it('with nothing where data should be says what is told beside it', () => {
    const day = { Information: 'our standard API rate limit is 25 requests per day' }
    expect(noticeIn(read({ 'Global Quote': {}, ...day }))).toEqual({ kind: 'day-spent' })
    expect(noticeIn(read({ 'Meta Data': { '1. Information': 'x' }, ...day }))).toEqual({ kind: 'day-spent' })
    expect(noticeIn(read({ 'Global Quote': {} }))).toBeUndefined()
  })
})

describe('a name', () => {
  it.each([
    ['5. volume', 'volume'],
    ['05. price', 'price'],
    ['6. Time Zone', 'time zone'],
    ['8: Time Zone', 'time zone'],
    ['6.1: Deviation multiplier for upper band', 'deviation multiplier for upper band'],
    ['5. adjusted close', 'adjusted close'],
    ['adjusted_close', 'adjusted close'],
    ['dividend amount', 'dividend amount'],
  ])('is the text after its number: %s', (key, name) => {
    expect(nameOf(key)).toBe(name)
  })
})

describe('a stamp', () => {
  it('is a day, with or without the time in it', () => {
    const day = Date.UTC(2026, 4, 15)
    expect(readStamp('2026-05-15')).toEqual({ day })
    expect(readStamp('2026-05-15 19:55:00')).toEqual({ day, timeOfDay: 71_700_000 })
    expect(readStamp('2026-05-15 19:55')).toEqual({ day, timeOfDay: 71_700_000 })
    expect(readStamp('2024-02-29 16:00:00.151')).toMatchObject({ timeOfDay: 57_600_151 })
  })

  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '0001-01-01',
    '2026-05-15 24:00',
    '2026-05-15 10:60',
    '15.05.2026',
    '',
    5,
    null,
  ])('that no calendar has is none: %j', (text) => {
    expect(readStamp(text)).toBeUndefined()
  })
})
