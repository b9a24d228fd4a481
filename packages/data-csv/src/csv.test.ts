import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AnyShagunError, type Bars, createBars, createEnvironment, isShagunError } from '@shagun/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CsvFormat, csv } from './index.ts'

const infy = { instrument: 'NSE:INFY', timeframe: '1d' } as const
const always = { from: -Infinity, to: Infinity }
const header = 'Date,Open,High,Low,Close,Volume'
const day = (dayOfMonth: number) => Date.UTC(2024, 0, dayOfMonth)

let folder: string
let files = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shagun-csv-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function write(text: string): string {
  const path = join(folder, `${files++}.csv`)
  writeFileSync(path, text)
  return path
}

function read(lines: readonly string[], format: CsvFormat = {}): Promise<Bars> {
  return csv({ path: write(lines.join('\n')), ...infy, ...format }).fetchBars({ ...infy, ...always })
}

async function failure(lines: readonly string[], format: CsvFormat = {}): Promise<AnyShagunError> {
  return read(lines, format).then(
    () => expect.unreachable('it was read'),
    (error) => (isShagunError(error) ? error : expect.unreachable(String(error))),
  )
}

function rows(bars: Bars): number[][] {
  return [...bars].map(({ time, open, high, low, close, volume }) => [time, open, high, low, close, volume])
}

const twoDays = [
  [day(1), 100, 110, 95.5, 105, 1000],
  [day(2), 105, 106, 101, 102, 2000],
]

describe('reading', () => {
  it('reads the usual header in any case and any order', async () => {
    const bars = await read([' VOLUME ,close,"Low",High,open,<DATE>', '1000,105,95.5,110,100,2024-01-01'])
    expect(rows(bars)).toEqual([twoDays[0]])
    expect(bars).toMatchObject(infy)
  })

  it('reads a file without a header in the usual order', async () => {
    expect(rows(await read(['2024-01-01,100,110,95.5,105,1000', '2024-01-02,105,106,101,102,2000']))).toEqual(twoDays)
  })

  it('reads a date and a time of day that stand apart, with and without a header', async () => {
    const nine = [Date.UTC(2024, 0, 1, 9, 15), 100, 110, 95.5, 105, 1000]
    expect(rows(await read(['Date,Time,O,H,L,C,Vol', '20240101,09:15:00,100,110,95.5,105,1000']))).toEqual([nine])
    expect(rows(await read(['01-Jan-2024,9:15,100,110,95.5,105,1000']))).toEqual([nine])
  })

  it('takes the columns that the options name, by header or by position', async () => {
    const text = ['When,Open,High,Low,Close,Last,Shares', '2024-01-01,100,110,95.5,999,105,1000']
    expect(rows(await read(text, { columns: { time: 'when', close: 'LAST', volume: 6 } }))).toEqual([twoDays[0]])
  })

  it('joins a date that the options name with the time of day beside it', async () => {
    const text = ['Session,Time,Open,High,Low,Close', '2024-01-01,09:15,1,1,1,1', '2024-01-01,09:16,1,1,1,1']
    const { time } = await read(text, { columns: { date: 'Session' } })
    expect(time).toEqual(Float64Array.of(Date.UTC(2024, 0, 1, 9, 15), Date.UTC(2024, 0, 1, 9, 16)))
  })

  it('leaves the volume at 0 where there is none', async () => {
    expect((await read(['Date,Open,High,Low,Close', '2024-01-01,1,1,1,1'])).volume).toEqual(Float64Array.of(0))
    expect((await read([header, '2024-01-01,1,1,1,1,'])).volume).toEqual(Float64Array.of(0))
  })

  it('scales the whole bar by its adjusted close', async () => {
    const text = ['Date,Open,High,Low,Close,Adj Close,Volume', '2024-01-01,100,120,80,100,50,1000']
    expect(rows(await read(text, { columns: { adjustedClose: 'Adj Close' } }))).toEqual([
      [day(1), 50, 60, 40, 50, 1000],
    ])
  })

  it.each([';', '\t', '|', ','])('finds out that cells are divided by %j', async (delimiter) => {
    const text = [header, '2024-01-01,100,110,95.5,105,1000'].map((line) => line.replaceAll(',', delimiter))
    expect(rows(await read(text))).toEqual([twoDays[0]])
  })

  it('does not take what stands within quotes for a delimiter', async () => {
    const text = [
      '"Date; local; not UTC; nor GMT; sic;;;;",Open,High,Low,Close,Volume',
      '2024-01-01,100,110,95.5,105,1000',
    ]
    expect(rows(await read(text, { columns: { time: 0 } }))).toEqual([twoDays[0]])
  })

  it('reads the sheet of an Indian vendor: byte order mark, quotes, grouped digits, Windows line ends, newest first', async () => {
    const text = [
      '\uFEFF"Date ","series ","OPEN ","HIGH ","LOW ","PREV. CLOSE ","close ","VOLUME "\r',
      '"02-Jan-2024","EQ","1,05,105.00","1,05,106.00","101.00","105.00","102.00","2,000"\r',
      '"01-Jan-2024","EQ","100.00","110.00","95.50","99.00","105.00","1,000"\r',
    ]
    const bars = await read(text, { order: 'newest-first', timeZone: 'Asia/Kolkata' })
    expect(rows(bars)).toEqual([
      [day(1) - 19_800_000, 100, 110, 95.5, 105, 1000],
      [day(2) - 19_800_000, 105_105, 105_106, 101, 102, 2000],
    ])
  })

  it('skips blank lines and ignores a delimiter that ends each row', async () => {
    const text = [
      '',
      header,
      '',
      '2024-01-01,100,110,95.5,105,1000,',
      '   ',
      '2024-01-02,105,106,101,102,2000,',
      ',,,,,',
      '',
    ]
    expect(rows(await read(text))).toEqual(twoDays)
  })

  it('gives back any history that was written', async () => {
    const price = fc.integer({ min: 1, max: 1e9 }).map((paise) => paise / 100)
    const bar = fc.tuple(fc.integer({ min: 1, max: 1e7 }), fc.array(price, { minLength: 4, maxLength: 4 }), fc.nat())
    await fc.assert(
      fc.asyncProperty(fc.array(bar, { minLength: 1, maxLength: 50 }), fc.boolean(), async (history, newestFirst) => {
        let time = Date.UTC(2000, 0)
        const written = history.map(([gap, prices, volume]) => {
          const [low, open, close, high] = prices.sort((a, b) => a - b)
          return [(time += gap * 1000), open, high, low, close, volume] as number[]
        })
        const lines = written.map(([stamp, ...cells]) => [new Date(stamp!).toISOString(), ...cells].join(','))
        const order = newestFirst ? 'newest-first' : 'oldest-first'
        expect(rows(await read([header, ...(newestFirst ? lines.reverse() : lines)], { order }))).toEqual(written)
      }),
      { seed: 3, numRuns: 60 },
    )
  })

  it('reads a file larger than a chunk, across its borders', async () => {
    const lines = Array.from(
      { length: 20_000 },
      (_, i) => `${1_600_000_000 + i * 60},${100 + i},${101 + i},99.25,${100 + i},${i}`,
    )
    const { length, time, open, volume } = await read([header.toLowerCase(), ...lines])
    expect(length).toBe(20_000)
    expect(time.every((at, i) => at === (1_600_000_000 + i * 60) * 1000)).toBe(true)
    expect(open.every((price, i) => price === 100 + i)).toBe(true)
    expect(volume.every((shares, i) => shares === i)).toBe(true)
  })
})

describe('serving', () => {
  const threeDays = [header, ...[1, 2, 3].map((n) => `2024-01-0${n},1,1,1,1,${n}`)]

  it('gives the bars from `from` to before `to`', async () => {
    const data = csv({ path: write(threeDays.join('\n')), ...infy })
    const between = async (from: number, to: number) => [...(await data.fetchBars({ ...infy, from, to })).volume]
    expect(await between(day(1), day(3))).toEqual([1, 2])
    expect(await between(day(1) + 1, day(3) + 1)).toEqual([2, 3])
    expect(await between(day(4), day(9))).toEqual([])
    expect(await between(0, day(1))).toEqual([])
  })

  it('reads a file once for calls that come together and later', async () => {
    const data = csv({ path: write(threeDays.join('\n')), ...infy })
    const [first, second] = await Promise.all([
      data.fetchBars({ ...infy, ...always }),
      data.fetchBars({ ...infy, ...always }),
    ])
    const third = await data.fetchBars({ ...infy, ...always })
    expect(second!.close.buffer).toBe(first!.close.buffer)
    expect(third.close.buffer).toBe(first!.close.buffer)
  })

  it('reads a file again when it has changed', async () => {
    const path = write(threeDays.join('\n'))
    const data = csv({ path, ...infy })
    expect((await data.fetchBars({ ...infy, ...always })).length).toBe(3)
    writeFileSync(path, [...threeDays, '2024-01-04,1,1,1,1,4'].join('\n'))
    expect((await data.fetchBars({ ...infy, ...always })).length).toBe(4)
    utimesSync(path, 1000, 1000)
    const before = await data.fetchBars({ ...infy, ...always })
    renameSync(write([...threeDays, '2024-01-04,1,1,1,1,5'].join('\n')), path)
    utimesSync(path, 1000, 1000)
    const after = await data.fetchBars({ ...infy, ...always })
    expect([before.volume[3], after.volume[3]]).toEqual([4, 5])
  })

  it('recovers once a bad file is put right', async () => {
    const path = write('')
    const data = csv({ path, ...infy })
    await expect(data.fetchBars({ ...infy, ...always })).rejects.toThrow(path)
    writeFileSync(path, threeDays.join('\n'))
    expect((await data.fetchBars({ ...infy, ...always })).length).toBe(3)
  })

  it('reads again after a failure, which may have passed', async () => {
    const data = csv({ path: write(''), ...infy })
    const fail = () => data.fetchBars({ ...infy, ...always }).catch((error: unknown) => error)
    expect(await fail()).not.toBe(await fail())
  })

  it('serves several files that share a format, and says what it can serve', async () => {
    const environment = createEnvironment({})
    const data = csv(
      {
        timeZone: 'Asia/Kolkata',
        dateOrder: 'dmy',
        files: [
          { path: write('d,o,h,l,c\n01-01-2024,1,1,1,1'), ...infy, columns: { time: 'd' } },
          {
            path: write('date,o,h,l,c\n01/01/2024,2,2,2,2'),
            instrument: 'NASDAQ:AAPL',
            timeframe: '1h',
            timeZone: 'UTC',
          },
        ],
      },
      environment,
    )
    expect(data).toMatchObject({ id: 'csv', environment })
    expect(data.supports).toEqual({
      timeframes: ['1d', '1h'],
      exchanges: ['NSE', 'NASDAQ'],
      delayedBySec: 0,
      adjusted: ['none'],
    })
    const apple = await data.fetchBars({ instrument: 'NASDAQ:AAPL', timeframe: '1h', ...always })
    expect(rows(apple)).toEqual([[day(1), 2, 2, 2, 2, 0]])
    expect((await data.fetchBars({ ...infy, ...always })).time[0]).toBe(day(1) - 19_800_000)
  })

  it('says that prices are adjusted where the options do', () => {
    const path = 'unread.csv'
    expect(csv({ path, ...infy, adjusted: 'splits' }).supports.adjusted).toEqual(['splits'])
    expect(csv({ path, ...infy, columns: { adjustedClose: 6 } }).supports.adjusted).toEqual(['splits-and-dividends'])
  })

  it('does nothing for a call that was given up', async () => {
    const data = csv({ path: write(threeDays.join('\n')), ...infy })
    await expect(data.fetchBars({ ...infy, ...always }, AbortSignal.abort())).rejects.toThrow('aborted')
  })
})

describe('refusing', () => {
  it('does not know an instrument of which there is no file, and names what there is', async () => {
    const data = csv({ path: 'infy.csv', ...infy })
    await expect(data.fetchBars({ instrument: 'NSE:TCS', timeframe: '1d', ...always })).rejects.toMatchObject({
      code: 'not-found',
      details: { source: 'csv', name: 'NSE:TCS' },
      message: expect.stringContaining('NSE:INFY 1d (infy.csv)'),
    })
  })

  it('does not serve a timeframe of which there is no file, and names what there is', async () => {
    const data = csv({ path: 'infy.csv', ...infy })
    await expect(data.fetchBars({ ...infy, timeframe: '1w', ...always })).rejects.toMatchObject({
      code: 'unsupported',
      details: { feature: 'NSE:INFY 1w', by: 'csv' },
      message: expect.stringContaining('NSE:INFY 1d (infy.csv)'),
    })
  })

  it('does not pass prices off as adjusted for what they are not', async () => {
    const data = csv({
      path: write('d,o,h,l,c\n2024-01-01,1,1,1,1'),
      ...infy,
      adjusted: 'splits',
      columns: { time: 'd' },
    })
    expect((await data.fetchBars({ ...infy, ...always, adjustment: 'splits' })).length).toBe(1)
    await expect(data.fetchBars({ ...infy, ...always, adjustment: 'none' })).rejects.toMatchObject({
      code: 'unsupported',
      details: { feature: 'adjustment none', by: 'csv' },
    })
  })

  it.each([
    [day(2), day(1)],
    [Number.NaN, day(1)],
    [day(1), Number.NaN],
  ])('does not serve what is from %d to %d', async (from, to) => {
    const data = csv({ path: 'infy.csv', ...infy })
    await expect(data.fetchBars({ ...infy, from, to })).rejects.toMatchObject({
      code: 'invalid-options',
      details: { option: 'from', value: String(from) },
    })
  })

  it('takes no files together whose prices are adjusted for different things', () => {
    const files = [
      { path: 'a.csv', ...infy },
      { path: 'b.csv', ...infy, timeframe: '1h', adjusted: 'splits' },
    ] as const
    expect(() => csv({ files })).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        details: expect.objectContaining({ option: 'adjusted', value: 'none, splits' }),
      }),
    )
  })

  it('names a file that is missing', async () => {
    const path = join(folder, 'missing.csv')
    await expect(csv({ path, ...infy }).fetchBars({ ...infy, ...always })).rejects.toMatchObject({
      code: 'not-found',
      details: { source: path, name: 'NSE:INFY 1d' },
    })
  })

  it('names a file that cannot be read', async () => {
    await expect(csv({ path: folder, ...infy }).fetchBars({ ...infy, ...always })).rejects.toMatchObject({
      code: 'unreachable',
      details: { source: folder },
    })
  })

  it.each([[['']], [['', '  ', '']], [[header]]])('refuses a file without rows: %j', async (lines) => {
    expect(await failure(lines)).toMatchObject({ code: 'invalid-data', details: { field: 'file', value: 'empty' } })
  })

  it('names the columns it found where one is missing', async () => {
    const error = await failure(['', 'Date,Open,High,Low,Settle', '2024-01-01,1,1,1,1'])
    expect(error.details).toMatchObject({ field: 'close', value: 'not among Date, Open, High, Low, Settle', row: 2 })
    expect(error.message).toContain('columns.close')
  })

  it('names a column that the options name and the file lacks', async () => {
    const error = await failure([header, '2024-01-01,1,1,1,1,1'], { columns: { close: 'Adj Close' } })
    expect(error.details).toMatchObject({ field: 'close', expected: 'the column "Adj Close", as the options say' })
  })

  // Line 1 is the header, line 2 blank, line 3 good; what is wrong stands in line 4.
  const good = '2024-01-01,100,110,95.5,105,1000'
  it.each([
    ['a price that is no number', '2024-01-02,n/a,110,95,105,1', 'open', 'n/a'],
    ['a price of NaN', '2024-01-02,100,NaN,95,105,1', 'high', 'NaN'],
    ['a negative price', '2024-01-02,100,110,-95,105,1', 'low', '-95'],
    ['a price of zero', '2024-01-02,100,110,95,0.00,1', 'close', '0.00'],
    ['a blank price', '2024-01-02,100,110,95,,1', 'close', ''],
    ['a price past all bounds', '2024-01-02,100,1e999,95,105,1', 'high', '1e999'],
    ['a negative volume', '2024-01-02,100,110,95,105,-1', 'volume', '-1'],
    ['a volume that is no number', '2024-01-02,100,110,95,105,many', 'volume', 'many'],
    ['a high below the low', '2024-01-02,100,94,95,105,1', 'high', '94'],
    ['an open outside of its bar', '2024-01-02,111,110,95,105,1', 'open', '111'],
    ['a close outside of its bar', '2024-01-02,100,110,95,94,1', 'close', '94'],
    ['a stamp it cannot read', 'Jan 2 2024,100,110,95,105,1', 'time', 'Jan 2 2024'],
    ['a day that does not exist', '2024-02-30,100,110,95,105,1', 'time', '2024-02-30'],
    ['too few cells', '2024-01-02,100,110,95,105', 'row', '5 cells'],
    ['too many cells', '2024-01-02,1,100,110,95,105,1000', 'row', '7 cells'],
    ['a time that comes twice', '2024-01-01,100,110,95,105,1', 'time', '2024-01-01T00:00:00.000Z'],
    ['a time before the last one', '2023-12-31,100,110,95,105,1', 'time', '2023-12-31T00:00:00.000Z'],
    ['a quote that is not closed', '2024-01-02,"100,110,95,105,1', 'row', 'CSV_QUOTE_NOT_CLOSED'],
  ])('refuses %s, with its line', async (_, bad, field, value) => {
    const error = await failure([header, '', good, bad])
    expect(error).toMatchObject({ code: 'invalid-data', details: { field, value, row: 4 } })
    expect(error.message).toMatch(/\d+\.csv, line 4: .+; expected .+/)
    expect(error.details).toHaveProperty('source', expect.stringMatching(/\d+\.csv$/))
  })

  it('shows both times and the line of the other where rows are out of order', async () => {
    const error = await failure([header, good, '', '2023-12-31,1,1,1,1,1'])
    expect(error.details).toMatchObject({
      value: '2023-12-31T00:00:00.000Z',
      expected: expect.stringContaining('after 2024-01-01T00:00:00.000Z, that of line 2'),
      row: 4,
    })
    expect(error.message).toContain("order: 'newest-first'")
    const falling = await failure([header, good, '2024-01-05,1,1,1,1,1'], { order: 'newest-first' })
    expect(falling.details).toMatchObject({ expected: expect.stringContaining('before 2024-01-01'), row: 3 })
  })

  it('counts lines as an editor does, whatever ends them', async () => {
    const windows = await failure([`${header}\r`, '\r', `${good}\r`, '2024-01-02,0,1,1,1,1'])
    expect(windows.details).toMatchObject({ row: 4 })
    expect((await failure([[header, '', good, '2024-01-02,0,1,1,1,1'].join('\r')])).details).toMatchObject({ row: 4 })
  })

  it('asks for the order of day and month instead of guessing it', async () => {
    const error = await failure([header, '01/02/2024,1,1,1,1,1'])
    expect(error.details).toMatchObject({ field: 'time', value: '01/02/2024', row: 2 })
    expect(error.message).toContain("dateOrder 'dmy' or 'mdy'")
  })

  it.each([
    ['timeZone', { timeZone: 'Mars/Olympus' }],
    ['delimiter', { delimiter: ', ' }],
    ['timeframe', { timeframe: '0d' }],
    ['instrument', { instrument: 'infy:' }],
  ] as const)('refuses a wrong %s when it is made', (option, wrong) => {
    expect(() => csv({ path: 'infy.csv', ...infy, ...wrong })).toThrowError(
      expect.toSatisfy((error) => isShagunError(error, 'invalid-options') && error.details.option === option),
    )
  })

  it('refuses no files, and two files of the same bars', () => {
    const file = { path: 'infy.csv', ...infy }
    for (const files of [[], [file, file]])
      expect(() => csv({ files })).toThrowError(
        expect.toSatisfy((error) => isShagunError(error, 'invalid-options') && error.details.option === 'files'),
      )
  })

  it('never gives bars that core would refuse', async () => {
    const bars = await read([header, good])
    expect(rows(createBars('NSE:INFY', '1d', bars))).toEqual(rows(bars))
  })
})
