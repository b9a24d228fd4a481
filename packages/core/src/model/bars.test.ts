import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bar, type BarColumns, type BarRow, barAt, createBars, createGrowingBars } from './bars.ts'

const minute = 60_000

/** A bar around a price, `index` minutes after midnight of 1970. */
function rowAt(index: number, price = 100 + index): Required<BarRow> {
  return { time: index * minute, open: price, high: price + 2, low: price - 1, close: price + 1, volume: index * 10 }
}

const rows = (count: number): Required<BarRow>[] => Array.from({ length: count }, (_, i) => rowAt(i))
const barOf = (row: Required<BarRow>): Bar => ({ instrument: 'NSE:INFY', timeframe: '1m', ...row })
const barsOf = (data: readonly BarRow[] | BarColumns) => createBars('NSE:INFY', '1m', data)

function columnsOf(data: readonly Required<BarRow>[]): Record<keyof BarRow, number[]> {
  const column = (name: keyof BarRow) => data.map((row) => row[name])
  return {
    time: column('time'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  }
}

function float64ColumnsOf(data: readonly Required<BarRow>[]) {
  const { time, open, high, low, close, volume } = columnsOf(data)
  const column = (values: number[]) => Float64Array.from(values)
  return {
    time: column(time),
    open: column(open),
    high: column(high),
    low: column(low),
    close: column(close),
    volume: column(volume),
  }
}

const randomRows = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 1e9 }),
      low: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      up: fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: 0, max: 1e3, noNaN: true }))),
      volume: fc.double({ min: 0, max: 1e12, noNaN: true }),
    }),
    { maxLength: 40 },
  )
  .map((parts) => {
    let time = 0
    return parts.map(({ gap, low, up: [a, b, c], volume }): Required<BarRow> => {
      time += gap
      return { time, low, open: low + a!, close: low + b!, high: low + Math.max(a!, b!) + c!, volume }
    })
  })

describe('createBars', () => {
  it('gives back the rows it was made of, oldest first', () => {
    const bars = barsOf(rows(3))
    expect([bars.instrument, bars.timeframe, bars.length]).toEqual(['NSE:INFY', '1m', 3])
    expect([...bars]).toEqual(rows(3).map(barOf))
    expect(bars.close).toEqual(Float64Array.of(101, 102, 103))
  })

  it('makes the same of rows, of columns and of Float64Arrays', () => {
    fc.assert(
      fc.property(randomRows, (data) => {
        const expected = data.map(barOf)
        expect([...barsOf(data)]).toEqual(expected)
        expect([...barsOf(columnsOf(data))]).toEqual(expected)
        expect([...barsOf(float64ColumnsOf(data))]).toEqual(expected)
      }),
    )
  })

  it('takes Float64Arrays as they are, without a copy', () => {
    const columns = float64ColumnsOf(rows(3))
    const bars = barsOf(columns)
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const)
      expect(bars[name]).toBe(columns[name])
  })

  it('takes a missing volume for 0', () => {
    const { volume: _, ...row } = rowAt(0)
    const { volume: __, ...columns } = columnsOf(rows(2))
    expect(barsOf([row]).volume).toEqual(Float64Array.of(0))
    expect(barsOf(columns).volume).toEqual(Float64Array.of(0, 0))
  })

  it('may be empty', () => {
    for (const bars of [barsOf([]), barsOf(columnsOf([]))]) {
      expect(bars.length).toBe(0)
      expect([...bars]).toEqual([])
    }
  })

  it('takes a bar that did not move, and one without trades', () => {
    expect(barsOf([{ time: 0, open: 5, high: 5, low: 5, close: 5, volume: 0 }]).length).toBe(1)
  })

  const price = 'a finite price above 0'
  const volume = 'a finite number of 0 or more'
  it.each<[string, Partial<BarRow>, string, string]>([
    ['time', { time: Number.NaN }, 'NaN', 'epoch milliseconds'],
    ['time', { time: Number.POSITIVE_INFINITY }, 'Infinity', 'epoch milliseconds'],
    [
      'time',
      { time: minute },
      '1970-01-01T00:01:00.000Z',
      'a time after 1970-01-01T00:01:00.000Z, that of the row before it',
    ],
    [
      'time',
      { time: 0 },
      '1970-01-01T00:00:00.000Z',
      'a time after 1970-01-01T00:01:00.000Z, that of the row before it',
    ],
    ['time', { time: -1e300 }, '-1e+300', 'a time after 1970-01-01T00:01:00.000Z, that of the row before it'],
    ['open', { open: 0 }, '0', price],
    ['open', { open: Number.NaN }, 'NaN', price],
    ['high', { high: Number.POSITIVE_INFINITY }, 'Infinity', price],
    ['high', { high: Number.NaN }, 'NaN', price],
    ['low', { low: -1 }, '-1', price],
    ['low', { low: Number.NaN }, 'NaN', price],
    ['close', { close: Number.NaN }, 'NaN', price],
    ['volume', { volume: -1 }, '-1', volume],
    ['volume', { volume: Number.NaN }, 'NaN', volume],
    ['volume', { volume: Number.POSITIVE_INFINITY }, 'Infinity', volume],
    ['high', { high: 100 }, '100', 'no less than the low of 101'],
    ['open', { open: 105 }, '105', 'between the low of 101 and the high of 104'],
    ['open', { open: 100.5 }, '100.5', 'between the low of 101 and the high of 104'],
    ['close', { close: 104.5 }, '104.5', 'between the low of 101 and the high of 104'],
    ['close', { close: 1 }, '1', 'between the low of 101 and the high of 104'],
  ])('refuses the %s of %j', (field, fault, value, expected) => {
    const data = [rowAt(0), rowAt(1), { ...rowAt(2), ...fault }, rowAt(3)]
    const error = expect.objectContaining({
      code: 'invalid-data',
      message: `The bars of NSE:INFY have ${field} ${value} in row 2; expected ${expected}.`,
      details: { source: 'NSE:INFY', field, value, expected, row: 2 },
    })
    expect(() => barsOf(data)).toThrow(error)
    expect(() => barsOf(columnsOf(data))).toThrow(error)
  })

  it('names the first row that is wrong, also where it is the very first', () => {
    const wrong = { ...rowAt(0), close: 0 }
    expect(() => barsOf([wrong, { ...rowAt(1), open: 0 }])).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ field: 'close', row: 0 }) }),
    )
  })

  it.each(['open', 'high', 'low', 'close', 'volume'] as const)(
    'refuses a column %s that is shorter or longer',
    (name) => {
      const columns = columnsOf(rows(3))
      for (const values of [[101, 102], Float64Array.of(1, 2, 3, 4)])
        expect(() => barsOf({ ...columns, [name]: values })).toThrow(
          expect.objectContaining({
            code: 'invalid-data',
            message: `The bars of NSE:INFY have ${name} ${values.length} rows; expected 3, as many as time has.`,
            details: {
              source: 'NSE:INFY',
              field: name,
              value: `${values.length} rows`,
              expected: '3, as many as time has',
            },
          }),
        )
    },
  )

  it('takes exactly the rows that make sense', () => {
    const anything = fc.oneof(
      fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY, -0),
      fc.double({ min: 1, max: 5 }),
    )
    const row = fc.record({
      time: fc.constantFrom(0, 1, 2, Number.NaN),
      open: anything,
      high: anything,
      low: anything,
      close: anything,
      volume: anything,
    })
    const makesSense = (data: readonly BarRow[]) =>
      data.every(({ time, open, high, low, close, volume }, i) => {
        const prices = [open, high, low, close]
        return (
          Number.isFinite(time) &&
          (i === 0 || time > data[i - 1]!.time) &&
          prices.every((each) => each > 0 && Number.isFinite(each)) &&
          Math.min(...prices) === low &&
          Math.max(...prices) === high &&
          volume! >= 0 &&
          Number.isFinite(volume)
        )
      })
    const takes = (data: readonly BarRow[]) => {
      try {
        return barsOf(data).length === data.length
      } catch {
        return false
      }
    }
    fc.assert(
      fc.property(fc.array(row, { maxLength: 3 }), (data) => {
        expect(takes(data)).toBe(makesSense(data))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('Bars', () => {
  it('slices as arrays do', () => {
    fc.assert(
      fc.property(
        randomRows,
        fc.integer({ min: -50, max: 50 }),
        fc.option(fc.integer({ min: -50, max: 50 }), { nil: undefined }),
        (data, from, to) => {
          const part = barsOf(data).slice(from, to)
          const expected = data.slice(from, to).map(barOf)
          expect([part.instrument, part.timeframe, part.length]).toEqual(['NSE:INFY', '1m', expected.length])
          expect([...part]).toEqual(expected)
        },
      ),
    )
  })

  it('shares its memory with its slices, and with theirs', () => {
    const columns = float64ColumnsOf(rows(5))
    const part = barsOf(columns).slice(1).slice(1, 3)
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const)
      expect(part[name].buffer).toBe(columns[name].buffer)
    columns.close[2] = 7
    expect(part.close[0]).toBe(7)
  })

  it('can be iterated more than once, and left half-way', () => {
    const bars = barsOf(rows(3))
    for (const bar of bars) if (bar.time === minute) break
    expect([...bars].map(({ time }) => time)).toEqual([0, minute, 2 * minute])
    expect([...bars]).toEqual([...bars])
  })

  it('hands out rows that stay as they are when the columns change', () => {
    const columns = float64ColumnsOf(rows(2))
    const bar = barAt(barsOf(columns), 1)
    columns.close[1] = 7
    expect(bar).toEqual(barOf(rowAt(1)))
  })
})

describe('growing bars', () => {
  it('begins empty, before all time', () => {
    const growing = createGrowingBars('NSE:INFY', '1m')
    expect(growing.lastTime).toBe(Number.NEGATIVE_INFINITY)
    expect([growing.current().instrument, growing.current().timeframe, growing.current().length]).toEqual([
      'NSE:INFY',
      '1m',
      0,
    ])
  })

  it('holds what was appended, and is one and the same until something is', () => {
    const growing = createGrowingBars('NSE:INFY', '1m')
    growing.append(barOf(rowAt(0)))
    const before = growing.current()
    expect(growing.current()).toBe(before)
    growing.append(barOf(rowAt(1)))
    expect([...growing.current()]).toEqual([rowAt(0), rowAt(1)].map(barOf))
    expect(growing.lastTime).toBe(minute)
  })

  it('never shows the future to who looked before, however far history goes on', () => {
    // The memory is renewed after 1024 and 2048 bars; views are taken on both sides.
    const growing = createGrowingBars('NSE:INFY', '1m')
    const views = new Map<number, Iterable<Bar>>()
    for (let i = 0; i < 2100; i++) {
      if (i === 0 || i === 1 || i === 1023 || i === 1024 || i === 1025 || i === 2048) views.set(i, growing.current())
      growing.append(barOf(rowAt(i)))
    }
    for (const [length, view] of views) expect([...view]).toEqual(rows(length).map(barOf))
    expect([...growing.current()]).toEqual(rows(2100).map(barOf))
  })

  it('shows no future through a slice of a view either', () => {
    const growing = createGrowingBars('NSE:INFY', '1m')
    growing.append(barOf(rowAt(0)))
    const view = growing.current()
    growing.append(barOf(rowAt(1)))
    expect(view.slice(0, 10).length).toBe(1)
    expect(view.slice(1).length).toBe(0)
    expect(view.close[1]).toBeUndefined()
  })

  it('replaces what is there by what it loads, and goes on from there', () => {
    const growing = createGrowingBars('NSE:INFY', '1m')
    growing.append(barOf(rowAt(7)))
    const before = growing.current()
    const history = barsOf(rows(3000))
    growing.load(history)
    expect([...growing.current()]).toEqual([...history])
    expect(growing.lastTime).toBe(2999 * minute)
    growing.append(barOf(rowAt(3000)))
    expect(barAt(growing.current(), 3000)).toEqual(barOf(rowAt(3000)))
    expect([...before]).toEqual([barOf(rowAt(7))])
    growing.load(barsOf([]))
    expect([growing.current().length, growing.lastTime]).toEqual([0, Number.NEGATIVE_INFINITY])
  })

  it('does not write into the history it was loaded from', () => {
    const columns = float64ColumnsOf(rows(4))
    const growing = createGrowingBars('NSE:INFY', '1m')
    growing.load(barsOf(columns).slice(0, 2))
    growing.append(barOf(rowAt(9)))
    expect([...barsOf(columns)]).toEqual(rows(4).map(barOf))
  })

  it('holds at every moment exactly what came before it', () => {
    const step = fc.oneof(
      { weight: 9, arbitrary: fc.constant('append' as const) },
      { weight: 1, arbitrary: fc.nat(1100) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const growing = createGrowingBars('NSE:INFY', '1m')
        let expected: Bar[] = []
        for (const each of steps) {
          if (each === 'append') {
            const bar = barOf(rowAt(expected.length))
            growing.append(bar)
            expected.push(bar)
          } else {
            expected = rows(each).map(barOf)
            growing.load(barsOf(rows(each)))
          }
          expect(growing.current().length).toBe(expected.length)
        }
        expect([...growing.current()]).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })
})
