import { createInstrument, Decimal, type Instrument, type Side } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import {
  crudeCall,
  dollar,
  gold,
  niftyCall,
  niftyFuture,
  sensexCall,
  share,
  shareAtBse,
  type Traded,
  traded,
} from '../testing/charged.ts'
import type { Charges } from './charges.ts'
import { chargesOf } from './charges-of.ts'
import { zerodhaCharges } from './zerodha-charges.ts'

const crore = 10_000_000
const oneByOne = { multiplier: new Decimal(1) }

/** What is charged for a crore of rupees, before rounding. */
function ofCrore(charge: keyof Charges, side: Side, { instrument = share, ...rest }: Traded = {}): number {
  const fill = traded(side, 1, crore, { instrument: { ...instrument, ...oneByOne }, ...rest })
  const [day] = chargesOf([fill], zerodhaCharges({ groupOf: ({ name }) => name }))
  return day!.exact[charge].toNumber()
}

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10)
}

const option = (id: `${string}:${string}`, underlying?: string): Instrument =>
  createInstrument({ id, kind: 'option', currency: 'INR', ...(underlying !== undefined && { underlying }) })
const future = (id: `${string}:${string}`): Instrument => createInstrument({ id, kind: 'future', currency: 'INR' })

describe('securities transaction tax', () => {
  it.each([
    ['2005-06-01', 7_500, 10_000],
    ['2006-06-01', 10_000, 12_500],
    ['2012-07-01', 12_500, 10_000],
  ])('on delivery is as it was before %s, and as it is from then on, for both sides', (date, before, after) => {
    for (const side of ['buy', 'sell'] as const) {
      expect(ofCrore('stt', side, { date: dayBefore(date) })).toBe(before)
      expect(ofCrore('stt', side, { date })).toBe(after)
    }
  })

  it.each([
    ['2005-06-01', 1_500, 2_000],
    ['2006-06-01', 2_000, 2_500],
    ['2026-04-01', 2_500, 2_500],
  ])('on intraday trades is as it was before %s, and as it is from then on, for who sells', (date, before, after) => {
    const intraday = { product: 'intraday', date } as const
    expect(ofCrore('stt', 'sell', { ...intraday, date: dayBefore(date) })).toBe(before)
    expect(ofCrore('stt', 'sell', intraday)).toBe(after)
    expect(ofCrore('stt', 'buy', intraday)).toBe(0)
  })

  it.each([
    ['2005-06-01', 1_000, 1_330],
    ['2006-06-01', 1_330, 1_700],
    ['2013-06-01', 1_700, 1_000],
    ['2023-04-01', 1_000, 1_250],
    ['2024-10-01', 1_250, 2_000],
    ['2026-04-01', 2_000, 5_000],
  ])('on futures is as it was before %s, and as it is from then on, for who sells', (date, before, after) => {
    for (const instrument of [niftyFuture, future('BFO:SENSEX26AUGFUT')]) {
      expect(ofCrore('stt', 'sell', { instrument, date: dayBefore(date) })).toBe(before)
      expect(ofCrore('stt', 'sell', { instrument, date })).toBe(after)
      expect(ofCrore('stt', 'buy', { instrument, date })).toBe(0)
    }
  })

  it.each([
    ['2016-06-01', 1_700, 5_000],
    ['2023-04-01', 5_000, 6_250],
    ['2024-10-01', 6_250, 10_000],
    ['2026-04-01', 10_000, 15_000],
  ])('on options is as it was before %s, and as it is from then on, for who sells', (date, before, after) => {
    expect(ofCrore('stt', 'sell', { instrument: niftyCall, date: dayBefore(date) })).toBe(before)
    expect(ofCrore('stt', 'sell', { instrument: niftyCall, date })).toBe(after)
    expect(ofCrore('stt', 'buy', { instrument: niftyCall, date })).toBe(0)
  })

  it('on exercised options is of what they are worth since 2019-09-01, and 0.15 % since 2026-04-01', () => {
    const put = { ...niftyCall, optionType: 'put' as const }
    const exercised = { instrument: put, exercised: true }
    // A put at 25,000 that is worth 100: the index is at 24,900.
    const taxOn = (date: string): string => {
      const [day] = chargesOf([traded('sell', 1, 100, { ...exercised, date })], zerodhaCharges())
      return day!.exact.stt.toFixed()
    }
    expect(taxOn('2019-08-31')).toBe('31.125')
    expect(taxOn('2019-09-01')).toBe('0.125')
    expect(taxOn('2026-03-31')).toBe('0.125')
    expect(taxOn('2026-04-01')).toBe('0.15')
  })

  it('on units of funds is for who sells them', () => {
    const fund = createInstrument({ id: 'NSE:NIFTYBEES', kind: 'etf', currency: 'INR' })
    expect(ofCrore('stt', 'buy', { instrument: fund })).toBe(0)
    expect(ofCrore('stt', 'sell', { instrument: fund })).toBe(100)
  })

  it('is not on currencies', () => {
    expect(ofCrore('stt', 'sell', { instrument: dollar })).toBe(0)
  })
})

describe('commodities transaction tax', () => {
  it('is for who sells, since 2013-07-01, and not on what is agricultural', () => {
    expect(ofCrore('ctt', 'sell', { instrument: gold, date: '2013-06-30' })).toBe(0)
    expect(ofCrore('ctt', 'sell', { instrument: gold, date: '2013-07-01' })).toBe(1_000)
    expect(ofCrore('ctt', 'buy', { instrument: gold })).toBe(0)
    expect(ofCrore('ctt', 'sell', { instrument: crudeCall })).toBe(5_000)
    expect(ofCrore('ctt', 'sell', { instrument: future('MCX:COTTONCNDY26AUGFUT') })).toBe(0)
    expect(ofCrore('ctt', 'sell', { instrument: future('MCX:MENTHAOIL26AUGFUT') })).toBe(1_000)
  })
})

describe('what an exchange charges', () => {
  it.each([
    ['2021-01-01', [325, 190, 5_000], [345, 200, 5_300]],
    ['2023-04-01', [345, 200, 5_300], [335, 200, 5_050]],
    ['2024-04-01', [335, 200, 5_050], [332, 198, 5_000]],
    ['2024-10-01', [332, 198, 5_000], [307, 183, 3_553]],
    ['2026-03-01', [307, 183, 3_553], [307, 183, 3_553]],
  ])(
    'for a crore at NSE is as it was before %s, and as it is from then on, its fund included',
    (date, before, after) => {
      const charged = (on: string) =>
        [share, niftyFuture, niftyCall].map((instrument) => ofCrore('exchange', 'buy', { instrument, date: on }))
      expect(charged(dayBefore(date))).toEqual(before)
      expect(charged(date)).toEqual(after)
    },
  )

  it('at BSE goes by the group of a share', () => {
    const inGroup = (name: string, date = '2026-08-10') =>
      ofCrore('exchange', 'sell', { instrument: { ...shareAtBse, name }, date })
    expect(['A', 'B', 'X', 'ZP', 'ST', 'MT'].map((group) => inGroup(group))).toEqual([
      375, 375, 10_000, 10_000, 100_000, 275,
    ])
    expect(['2020-12-31', '2021-01-01', '2022-11-30', '2022-12-01'].map((date) => inGroup('A', date))).toEqual([
      300, 345, 345, 375,
    ])
    expect(inGroup('X', '2020-01-01')).toBe(10_000)
  })

  it('at BSE goes by the underlying of an option, and nothing by that of a future', () => {
    const charged = (instrument: Instrument, date = '2026-08-10') => ofCrore('exchange', 'buy', { instrument, date })
    expect(charged(sensexCall)).toBe(3_250)
    expect(charged(option('BFO:BANKEX26AUG60000PE'))).toBe(3_250)
    expect(charged(option('BFO:SENSEX5026AUG27000CE', 'SENSEX50'))).toBe(500)
    expect(charged(option('BFO:RELIANCE26AUG1400CE'))).toBe(500)
    expect(charged(option('BFO:FOCIT26AUG9000CE'))).toBe(0)
    expect(charged(option('BFO:FOCIT26MAY9000CE'), '2026-05-10')).toBe(500)
    expect(charged(future('BFO:SENSEX26AUGFUT'))).toBe(0)
  })

  it('on currencies and commodities changed on 2024-10-01', () => {
    const charged = (date: string) =>
      [dollar, option('CDS:USDINR26AUG85CE'), gold, crudeCall].map((instrument) =>
        ofCrore('exchange', 'buy', { instrument, date }),
      )
    expect(charged('2024-09-30')).toEqual([90, 3_500, 260, 5_000])
    expect(charged('2024-10-01')).toEqual([35, 3_110, 210, 4_180])
    expect(ofCrore('exchange', 'buy', { instrument: future('BCD:USDINR26AUGFUT') })).toBe(45)
    expect(ofCrore('exchange', 'buy', { instrument: option('BCD:USDINR26AUG85CE') })).toBe(100)
    expect(ofCrore('exchange', 'buy', { instrument: crudeCall, date: '2021-09-30' })).toBe(0)
  })
})

describe('other fees', () => {
  it('of SEBI are as they were', () => {
    const dates = ['2014-05-01', '2017-01-01', '2019-04-01', '2020-06-01', '2021-04-01', '2026-08-10']
    expect(dates.map((date) => ofCrore('sebi', 'buy', { date }))).toEqual([20, 15, 10, 5, 10, 10])
    expect(ofCrore('sebi', 'buy', { instrument: future('MCX:KAPAS26AUGFUT') })).toBe(1)
  })

  it('of stamps are one rate for the country since 2020-07-01, for who buys', () => {
    const stamped = (side: Side, date: string) => [
      ofCrore('stamp', side, { date }),
      ofCrore('stamp', side, { date, product: 'intraday' }),
      ...[niftyFuture, niftyCall, dollar, gold, crudeCall].map((instrument) =>
        ofCrore('stamp', side, { date, instrument }),
      ),
    ]
    expect(stamped('buy', '2020-07-01')).toEqual([1_500, 300, 200, 300, 10, 200, 300])
    expect(stamped('sell', '2020-07-01')).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(stamped('sell', '2020-06-30')).toEqual([1_000, 200, 200, 200, 200, 200, 200])
  })

  it('of services are taxed at the rate of their day', () => {
    const taxed = (date: string) =>
      ofCrore('gst', 'buy', { date, product: 'intraday' }) / ofCrore('gst', 'buy', { product: 'intraday' })
    // Of 20 + 325 until 2017, and of 20 + 307 + 10 now.
    const now = 0.18 * 337
    expect(taxed('2015-05-31') * now).toBeCloseTo(0.1236 * 345, 9)
    expect(taxed('2015-06-01') * now).toBeCloseTo(0.14 * 345, 9)
    expect(taxed('2015-11-15') * now).toBeCloseTo(0.145 * 345, 9)
    expect(taxed('2016-06-01') * now).toBeCloseTo(0.15 * 345, 9)
    expect(taxed('2017-07-01') * now).toBeCloseTo(0.18 * 345, 9)
  })

  it('of the depository are 13 rupees and GST since October 2024, and were 13.50', () => {
    expect(ofCrore('depository', 'sell', { date: '2024-09-30' })).toBe(15.93)
    expect(ofCrore('depository', 'sell', { date: '2024-10-01' })).toBe(15.34)
    expect(ofCrore('depository', 'buy')).toBe(0)
    expect(ofCrore('depository', 'sell', { product: 'intraday' })).toBe(0)
  })
})

describe('what is not known', () => {
  const remarksOn = (date: string, instrument = share) =>
    chargesOf([traded('buy', 1, 100, { date, instrument })], zerodhaCharges())[0]!.remarks

  it('of days to come is said, and the last rates are taken', () => {
    expect(remarksOn('2026-08-22')).toEqual([])
    expect(remarksOn('2026-08-23')).toEqual([
      'No change of charges after 2026-08-22 is known; what was in force then was taken.',
    ])
    expect(ofCrore('stt', 'buy', { date: '2031-01-01' })).toBe(10_000)
  })

  it('of days long ago is said, and the first rates are taken', () => {
    expect(remarksOn('2021-01-01')).toEqual([])
    expect(remarksOn('2021-01-01', sensexCall)).toEqual([
      "The charge 'exchange' for options at BFO is not known before 2024-10-01; what it was then was taken.",
    ])
    expect(ofCrore('exchange', 'buy', { instrument: sensexCall, date: '2021-01-01' })).toBe(3_250)
  })
})

describe('what does not trade in India', () => {
  const refused = (instrument: Instrument) => () => zerodhaCharges()(traded('buy', 1, 100, { instrument }), [])

  it.each([
    createInstrument({ id: 'NYSE:IBM', currency: 'INR' }),
    createInstrument({ id: 'NFO:NIFTY26AUGFUT', currency: 'INR' }),
    createInstrument({ id: 'NSE:NIFTY', kind: 'index', currency: 'INR' }),
    createInstrument({ id: 'NYSE:IBM26AUG', kind: 'future', currency: 'INR' }),
  ])('is refused: $id', (instrument) => {
    expect(refused(instrument)).toThrow(
      expect.objectContaining({
        code: 'unsupported',
        details: { feature: `charges of ${instrument.id}`, by: 'the charges of India' },
      }),
    )
  })

  it('is refused where it is not in rupees, and told what to do', () => {
    expect(refused(createInstrument({ id: 'NSE:INFY', currency: 'USD' }))).toThrow(
      expect.objectContaining({ code: 'invalid-options', message: expect.stringContaining("currency: 'INR'") }),
    )
  })

  it('is refused where an exercised option of old has no strike', () => {
    const bare = option('NFO:NIFTY17AUG9000CE')
    const fill = traded('sell', 1, 100, { instrument: bare, exercised: true, date: '2017-08-31' })
    expect(() => zerodhaCharges()(fill, [])).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
