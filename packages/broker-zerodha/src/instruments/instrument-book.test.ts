import { createEnvironment, simulatedClock, systemClock } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStage, infy } from '../data/stage.fixture.ts'
import { zerodhaData } from '../data/zerodha-data.ts'
import { createFakeKite } from '../fake/fake-kite.ts'
import { drawRows } from '../fake/market-data/dump.ts'
import { instrumentsCsv } from '../fake/market-data/instruments-csv.ts'
import { createContracts } from './contract-terms.ts'
import { createInstrumentBook } from './instrument-book.ts'
import { parseDump } from './parse-dump.ts'
import { splitLine } from './split-line.ts'

const header =
  'instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange'
const share = '408065,1594,INFY,INFOSYS,0,,0,0.05,1,EQ,NSE,NSE'
const atOnce = (): Promise<void> => Promise.resolve()
const nothingDeclared = createContracts()
const parse = (text: string, exchange: string, contracts = nothingDeclared) =>
  parseDump(text, exchange, contracts, atOnce)
const dumpOf = (...rows: readonly string[]): string => [header, ...rows].join('\n')

describe("Kite's dump", () => {
  it('gives shares, indices, futures and options with their terms', async () => {
    const { instruments, skipped } = await parse(
      dumpOf(
        share,
        '256265,1001,NIFTY 50,NIFTY 50,0,,0,0,0,EQ,INDICES,NSE',
        '5720322,22345,M&M,"MAHINDRA, MAHINDRA & ""SONS""",0,,0,0.1,1,EQ,NSE,NSE\r',
      ),
      'NSE',
    )
    expect(skipped).toBe(0)
    expect(instruments.map(({ id, kind, name, currency }) => [id, kind, name, currency])).toEqual([
      ['NSE:INFY', 'equity', 'INFOSYS', 'INR'],
      ['NSE:NIFTY 50', 'index', 'NIFTY 50', 'INR'],
      ['NSE:M&M', 'equity', 'MAHINDRA, MAHINDRA & "SONS"', 'INR'],
    ])
    const derivatives = await parse(
      dumpOf(
        '9001,1,NIFTY26DECFUT,NIFTY,0,2026-12-29,0,0.1,65,FUT,NFO-FUT,NFO',
        '9002,2,NIFTY26DEC26000PE,"NIFTY",0,2026-12-29,26000.50,0.05,65,PE,NFO-OPT,NFO',
      ),
      'NFO',
    )
    const [future, option] = derivatives.instruments
    expect(future).toMatchObject({ kind: 'future', underlying: 'NIFTY', expiry: Date.UTC(2026, 11, 29, 10) })
    expect([future!.lotSize.toString(), future!.tickAt(1).toString()]).toEqual(['65', '0.1'])
    expect(option).toMatchObject({ kind: 'option', underlying: 'NIFTY', optionType: 'put' })
    expect(option!.strike!.toString()).toBe('26000.5')
  })

  it('loses no more than the rows that cannot be, and those of other exchanges', async () => {
    const { instruments, tokens, skipped } = await parse(
      dumpOf(
        '1,1,OPEN,"A QUOTE LEFT OPEN,0,,0,0.05,1,EQ,NSE,NSE',
        'x,1,NOTOKEN,N,0,,0,0.05,1,EQ,NSE,NSE',
        '2,1,,NOSYMBOL,0,,0,0.05,1,EQ,NSE,NSE',
        '3,1,NOTICK,N,0,,0,0,1,EQ,NSE,NSE',
        '4,1,NOLOT26DECFUT,N,0,2026-12-29,0,0.05,,FUT,NFO-FUT,NSE',
        '5,1,NOKIND,N,0,,0,0.05,1,XX,NSE,NSE',
        '6,1,NOEXPIRY,NIFTY,0,,0,0.05,1,FUT,NFO-FUT,NSE',
        share,
        '7,1,INFY,TWICE,0,,0,0.05,1,EQ,NSE,NSE',
        '408065,1,SAMETOKEN,N,0,,0,0.05,1,EQ,NSE,NSE',
        '8,1,OTHER,N,0,,0,0.05,1,EQ,BSE,BSE',
        '408',
        '',
      ),
      'NSE',
    )
    expect(instruments.map(({ id }) => id)).toEqual(['NSE:INFY'])
    expect(skipped).toBe(10)
    // Of what has a name and a number, prices can be asked for.
    expect([...tokens.keys()]).toEqual(['NSE:NOTICK', 'NSE:NOLOT26DECFUT', 'NSE:NOKIND', 'NSE:NOEXPIRY', 'NSE:INFY'])
  })

  it('gives what older and odder files leave out, as far as the rest tells', async () => {
    const { instruments, skipped } = await parse(
      `\uFEFF${dumpOf(
        '9002,2,NIFTY26DEC26000PE,,80.65,2026-12-29,26000.0,0.05,65,PE,NFO-OPT,NFO',
        '9003,3,NIFTY26D0826000CE,"",0,2026-12-08,26000,0.05,65,CE,NFO-OPT,NFO',
        '9004,4,M&M26DECFUT,,0,2026-12-29,,0.1,200,FUT,NFO-FUT,NFO',
        '9005,5,ODD-NAME,,0,2026-12-29,8.5,0.05,71475,PE,NFO-OPT,NFO',
      ).replaceAll('\n', '\r\n')}\r\n`,
      'NFO',
    )
    expect(skipped).toBe(0)
    expect(instruments.map(({ underlying, strike }) => [underlying, strike?.toString()])).toEqual([
      ['NIFTY', '26000'],
      ['NIFTY', '26000'],
      ['M&M', undefined],
      [undefined, '8.5'],
    ])
    const shares = await parse(
      dumpOf('4,1,NOLOT,,0.0,,0.0,0.05,,EQ,NSE,NSE', '5,1,828GOI27-ML,,0,,,0.25,500000,EQ,NSE,NSE'),
      'NSE',
    )
    expect(shares.instruments.map(({ lotSize }) => lotSize.toString())).toEqual(['1', '500000'])
  })

  it.each([
    ['a page', '<html><body>Maintenance</body></html>'],
    ['nothing', ''],
    ['rows alone', share],
    ['no row that can be read', dumpOf('a,b,c')],
  ])('is refused as invalid-data where it is %s', async (_, text) => {
    await expect(parse(text, 'NSE')).rejects.toMatchObject({ code: 'invalid-data' })
  })

  it('reads the cells that were written, whatever is in them', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', 'é', '0') })
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 12 }), (cells) => {
        const line = cells.map((text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')
        expect(splitLine(line)).toEqual(cells)
      }),
      { seed: 7, numRuns: 1_000 },
    )
  })

  it('is read from anything without another error than invalid-data', async () => {
    const piece = fc.constantFrom(
      '"',
      ',',
      '\n',
      '\r\n',
      'NSE',
      'EQ',
      'FUT',
      '408065',
      '0.05',
      '2026-12-29',
      '',
      'é',
      '1e9',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
        const read = parse(`${header}\n${pieces.join('')}`, 'NSE')
        const { instruments, tokens } = await read.catch((error: { readonly code?: string }) => {
          expect(error.code).toBe('invalid-data')
          return { instruments: [], tokens: new Map() }
        })
        for (const { id } of instruments) expect(tokens.has(id)).toBe(true)
        expect(new Set(tokens.values()).size).toBe(tokens.size)
      }),
      { seed: 7, numRuns: 500 },
    )
  })

  it('of 100,000 rows holds the event loop up for moments at a time', async () => {
    const text = [...instrumentsCsv(drawRows({ rows: 100_000 }))].join('')
    let longest = 0
    let turns = 0
    let begun = systemClock.now()
    const { instruments, skipped } = await parseDump(text, 'NFO', nothingDeclared, () => {
      longest = Math.max(longest, systemClock.now() - begun)
      turns++
      return new Promise<void>((resolve) => {
        systemClock.after(0, () => {
          begun = systemClock.now()
          resolve()
        })
      })
    })
    expect([instruments.length, skipped]).toEqual([85_000, 0])
    expect(turns).toBe(400)
    // A few milliseconds where nothing else runs; in one piece it would be most of a second.
    expect(longest).toBeLessThan(250)
  })
})

describe('the book of instruments', () => {
  it('downloads an exchange once for all who ask', async () => {
    const { data, during, fake } = createStage()
    const both = await during(Promise.all([data.fetchInstruments('NSE'), data.fetchInstruments('NSE')]))
    expect(both[0]).toBe(both[1])
    await during(data.fetchInstruments('NSE'))
    expect(fake.count('instruments')).toBe(1)
    await during(data.fetchInstruments('NFO'))
    expect(fake.count('instruments')).toBe(2)
  })

  it('is fetched anew at half past eight of the next morning, and keeps nothing that has failed or is empty', async () => {
    const clock = simulatedClock(Date.UTC(2026, 10, 23, 6))
    const answers = [dumpOf(), dumpOf(share), dumpOf(share.replace('408065', '999'))]
    let asked = 0
    const readText = async (): Promise<string> => {
      const answer = answers[asked++]
      if (answer === undefined) throw new Error('It is asked too often.')
      return answer
    }
    const book = createInstrumentBook({ readText }, nothingDeclared, createEnvironment({ clock, timers: clock }))
    await expect(book.tokenOf(infy)).rejects.toMatchObject({ code: 'not-found' })
    expect(await book.tokenOf(infy)).toBe(408_065)
    clock.advanceTo(Date.UTC(2026, 10, 24, 2, 59))
    expect(await book.tokenOf(infy)).toBe(408_065)
    clock.advanceTo(Date.UTC(2026, 10, 24, 3))
    expect(await book.tokenOf(infy)).toBe(999)
    await expect(book.tokenOf('NYSE:IBM')).rejects.toMatchObject({ code: 'unsupported' })
    expect(asked).toBe(3)
  })

  it('goes on with a download that one of several has no wish for any more', async () => {
    const { data, during, fake } = createStage()
    const caller = new AbortController()
    const [given, kept] = [data.fetchInstruments('NSE', caller.signal), data.fetchInstruments('NSE')]
    caller.abort(new Error('I gave up.'))
    await expect(given).rejects.toThrow('I gave up.')
    expect((await during(kept)).length).toBeGreaterThan(3)
    expect(fake.count('instruments')).toBe(1)
  })

  it('is filled over the loopback as well, where the file comes compressed', async () => {
    const fake = createFakeKite({ dump: { rows: 5_000 } })
    const server = await fake.listen()
    try {
      const { apiKey, accessToken } = fake.session()
      const data = zerodhaData({ apiKey, accessToken, apiUrl: server.url })
      const listed = await data.fetchInstruments('NFO')
      expect(listed.length).toBe(4_251)
      data.account.close()
    } finally {
      await server.close()
    }
  })
})
