import { createInstrument } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import type { ChargedFill } from '../fees.ts'
import { crudeCall, dollar, gold, niftyCall, niftyFuture, sensexCall, shareAtBse, traded } from '../testing/charged.ts'
import { chargesOf } from './charges-of.ts'
import { zerodhaCharges } from './zerodha-charges.ts'

const zerodha = zerodhaCharges()

/** What a day cost, as text: all that is not 0. */
function shown(charges: object): Readonly<Record<string, string>> {
  const parts = Object.entries(charges).filter(([, amount]) => !amount.isZero())
  return Object.fromEntries(parts.map(([name, amount]) => [name, amount.toFixed()]))
}

function days(...fills: readonly ChargedFill[]) {
  return chargesOf(fills, zerodha).map((day) => ({ ...day, paid: shown(day.charges), raw: shown(day.exact) }))
}

/** The one day of the fills. */
function note(...fills: readonly ChargedFill[]) {
  const [day, ...others] = days(...fills)
  expect(others).toEqual([])
  return day!
}

describe('the contract note of Zerodha, worked by hand', () => {
  it('of shares that are delivered, at NSE: 5,000 bought at 1,000 and sold on the next day cost 11,124.06', () => {
    // Each day 5,000,000. STT 0.1 %: 5,000. Exchange 0.0030699 % + fund 0.0000001 % = 0.00307 %: 153.50. SEBI 0.0001 %: 5.
    // GST 18 % of 158.50: 28.53. Stamp 0.015 % of what is bought: 750. Brokerage 0.
    // Bought: 5,000 + 153.50 + 5 + 28.53 + 750 = 5,937.03. Sold: 5,000 + 153.50 + 5 + 28.53 = 5,187.03.
    // For shares that leave, beside the note: 13 + 18 % = 15.34.
    const [bought, sold] = days(
      traded('buy', 5000, 1000, { date: '2026-08-10' }),
      traded('sell', 5000, 1000, { date: '2026-08-11' }),
    )
    expect(bought!.paid).toEqual({
      exchange: '153.5',
      sebi: '5',
      stt: '5000',
      stamp: '750',
      gst: '28.53',
      total: '5937.03',
    })
    expect(sold!.paid).toEqual({
      exchange: '153.5',
      sebi: '5',
      stt: '5000',
      gst: '28.53',
      depository: '15.34',
      total: '5202.37',
    })
    expect(bought!.noteTotal.plus(sold!.noteTotal).toFixed()).toBe('11124.06')
    expect(bought!.exact.total.plus(sold!.exact.total).toFixed()).toBe('11139.4')
    expect([bought!.remarks, sold!.remarks]).toEqual([[], []])
  })

  it('of the same shares before 2026-03-01, when GST was not on the fund: 11,122.26', () => {
    // Of 10,000,000: exchange 0.00297 % = 297, fund 0.0001 % = 10, SEBI 10, stamp 750, STT 10,000, GST 18 % of 307 = 55.26.
    const both = days(
      traded('buy', 5000, 1000, { date: '2026-02-26' }),
      traded('sell', 5000, 1000, { date: '2026-02-27' }),
    )
    expect(both.reduce((sum, { noteTotal }) => sum + noteTotal.toNumber(), 0)).toBe(11122.26)
    expect(both[0]!.raw).toEqual({
      exchange: '153.5',
      sebi: '5',
      stt: '5000',
      stamp: '750',
      gst: '27.63',
      total: '5936.13',
    })
  })

  it('of shares that are delivered, at BSE: 100 bought at 2,345.50 and sold on a later day at 2,390.25', () => {
    // Bought 234,550: STT 234.55 (235), exchange 0.00375 % = 8.795625 (8.80), SEBI 0.23455 (0.23), stamp 0.015 % = 35.1825
    // (35), GST 18 % of 9.030175 = 1.6254315 (1.63). Raw 280.3881065, note 280.66.
    // Sold 239,025: STT 239.025 (239), exchange 8.9634375 (8.96), SEBI 0.239025 (0.24), GST 18 % of 9.2024625 = 1.65644325
    // (1.66). Raw 249.88390575, note 249.86; and 15.34 for shares that leave.
    const [bought, sold] = days(
      traded('buy', 100, '2345.5', { instrument: shareAtBse, date: '2026-08-10' }),
      traded('sell', 100, '2390.25', { instrument: shareAtBse, date: '2026-08-12' }),
    )
    expect(bought!.paid).toEqual({
      exchange: '8.8',
      sebi: '0.23',
      stt: '235',
      stamp: '35',
      gst: '1.63',
      total: '280.66',
    })
    expect(sold!.paid).toEqual({
      exchange: '8.96',
      sebi: '0.24',
      stt: '239',
      gst: '1.66',
      depository: '15.34',
      total: '265.2',
    })
    // Raw together 530.27201225. Were both days one note, paise would be rounded once: 474 + 17.76 + 0.47 + 35 + 3.28 =
    // 530.51; on two notes 280.66 + 249.86 = 530.52 are paid.
    expect([bought!.raw['total'], sold!.raw['total']]).toEqual(['280.3881065', '265.22390575'])
    const once = (['exchange', 'sebi', 'gst'] as const).map((name) =>
      bought!.exact[name].plus(sold!.exact[name]).toFixed(2),
    )
    expect(once).toEqual(['17.76', '0.47', '3.28'])
  })

  it('of an intraday trade, at NSE: 50 bought at 812.40 and sold at 818.10', () => {
    // 40,620 and 40,905. Brokerage 0.03 %: 12.186 + 12.2715 = 24.4575 (24.46). STT 0.025 % of 40,905 = 10.22625 (10).
    // Exchange 0.00307 % of 81,525 = 2.5028175 (2.50). SEBI 0.081525 (0.08). Stamp 0.003 % of 40,620 = 1.2186 (1).
    // GST 18 % of 27.0418425 = 4.86753165 (4.87). Raw 43.35422415, note 42.91.
    const { paid, raw } = note(
      traded('buy', 50, '812.4', { product: 'intraday' }),
      traded('sell', 50, '818.1', { product: 'intraday' }),
    )
    expect(paid).toEqual({
      brokerage: '24.46',
      exchange: '2.5',
      sebi: '0.08',
      stt: '10',
      stamp: '1',
      gst: '4.87',
      total: '42.91',
    })
    expect(raw['total']).toBe('43.35422415')
  })

  it('of futures, at NSE: a lot of 65 bought at 25,000 and sold at 25,120', () => {
    // 1,625,000 and 1,632,800. Brokerage 20 + 20. STT 0.05 % of 1,632,800 = 816.40 (816).
    // Exchange 0.00183 % of 3,257,800 = 59.61774 (59.62). SEBI 3.2578 (3.26). Stamp 0.002 % of 1,625,000 = 32.50 (33).
    // GST 18 % of 102.87554 = 18.5175972 (18.52). Raw 970.2931372, note 970.40.
    const lot = { instrument: niftyFuture, product: 'carryforward' } as const
    const { paid, raw } = note(traded('buy', 65, 25_000, lot), traded('sell', 65, 25_120, lot))
    expect(paid).toEqual({
      brokerage: '40',
      exchange: '59.62',
      sebi: '3.26',
      stt: '816',
      stamp: '33',
      gst: '18.52',
      total: '970.4',
    })
    expect(raw['total']).toBe('970.2931372')
  })

  it('of the same futures on the last day of the lower tax: 2026-03-31', () => {
    // STT 0.02 % of 1,632,800 = 326.56 (327), the rest as above. Raw 480.4531372, note 481.40.
    const lot = { instrument: niftyFuture, date: '2026-03-31' }
    const { paid, raw } = note(traded('buy', 65, 25_000, lot), traded('sell', 65, 25_120, lot))
    expect(paid).toMatchObject({ stt: '327', total: '481.4' })
    expect(raw).toMatchObject({ stt: '326.56', total: '480.4531372' })
  })

  it('of options, at NSE: two lots of 65 bought at 180 and sold at 205', () => {
    // 23,400 and 26,650. Brokerage 20 + 20. STT 0.15 % of 26,650 = 39.975 (40). Exchange 0.03553 % of 50,050 = 17.782765
    // (17.78). SEBI 0.05005 (0.05). Stamp 0.003 % of 23,400 = 0.702 (1). GST 18 % of 57.832815 = 10.4099067 (10.41).
    // Raw 108.9197217, note 109.24.
    const { paid, raw } = note(
      traded('buy', 130, 180, { instrument: niftyCall }),
      traded('sell', 130, 205, { instrument: niftyCall }),
    )
    expect(paid).toEqual({
      brokerage: '40',
      exchange: '17.78',
      sebi: '0.05',
      stt: '40',
      stamp: '1',
      gst: '10.41',
      total: '109.24',
    })
    expect(raw['total']).toBe('108.9197217')
  })

  it('of an option that is exercised: a call at 25,000 of 65, the index ending at 25,180', () => {
    // Its holder gets 180 x 65 = 11,700, of which STT is 0.15 % = 17.55 (18). Nobody trades, so nothing else is due.
    const { paid, raw } = note(traded('sell', 65, 180, { instrument: niftyCall, exercised: true }))
    expect(paid).toEqual({ stt: '18', total: '18' })
    expect(raw).toEqual({ stt: '17.55', total: '17.55' })
    expect(note(traded('buy', 65, 180, { instrument: niftyCall, exercised: true })).paid).toEqual({})
  })

  it('of an option that was exercised before 2019-09-01: the tax is of the index, not of what the option brings', () => {
    // 0.125 % of 25,180 x 65 = 1,636,700: 2,045.875 (2,046).
    const { paid } = note(traded('sell', 65, 180, { instrument: niftyCall, exercised: true, date: '2019-08-29' }))
    expect(paid).toEqual({ stt: '2046', total: '2046' })
  })

  it('of options, at BSE: two lots of 20 bought at 310 and sold at 265', () => {
    // 12,400 and 10,600. Brokerage 20 + 20. STT 0.15 % of 10,600 = 15.90 (16). Exchange 0.0325 % of 23,000 = 7.475 (7.48).
    // SEBI 0.023 (0.02). Stamp 0.003 % of 12,400 = 0.372 (0). GST 18 % of 47.498 = 8.54964 (8.55).
    // Raw 72.31964, note 72.05.
    const { paid, raw } = note(
      traded('buy', 40, 310, { instrument: sensexCall }),
      traded('sell', 40, 265, { instrument: sensexCall }),
    )
    expect(paid).toEqual({ brokerage: '40', exchange: '7.48', sebi: '0.02', stt: '16', gst: '8.55', total: '72.05' })
    expect(raw['total']).toBe('72.31964')
  })

  it('of currency futures, at NSE: ten lots of 1,000 dollars bought at 84.50 and sold at 84.56', () => {
    // 845,000 and 845,600. Brokerage 20 + 20. No STT. Exchange 0.00035 % of 1,690,600 = 5.9171 (5.92). SEBI 1.6906 (1.69).
    // Stamp 0.0001 % of 845,000 = 0.845 (1). GST 18 % of 47.6077 = 8.569386 (8.57). Raw 57.022086, note 57.18.
    const { paid, raw } = note(
      traded('buy', 10, '84.5', { instrument: dollar }),
      traded('sell', 10, '84.56', { instrument: dollar }),
    )
    expect(paid).toEqual({ brokerage: '40', exchange: '5.92', sebi: '1.69', stamp: '1', gst: '8.57', total: '57.18' })
    expect(raw['total']).toBe('57.022086')
  })

  it('of commodity futures, at MCX: a kilogram of gold bought at 98,000 and sold at 98,400 for ten grams', () => {
    // 9,800,000 and 9,840,000. Brokerage 20 + 20. CTT 0.01 % of 9,840,000 = 984. Exchange 0.0021 % of 19,640,000 = 412.44.
    // SEBI 19.64. Stamp 0.002 % of 9,800,000 = 196. GST 18 % of 472.08 = 84.9744 (84.97). Raw 1,737.0544, note 1,737.05.
    const { paid, raw } = note(
      traded('buy', 1, 98_000, { instrument: gold }),
      traded('sell', 1, 98_400, { instrument: gold }),
    )
    expect(paid).toEqual({
      brokerage: '40',
      exchange: '412.44',
      sebi: '19.64',
      ctt: '984',
      stamp: '196',
      gst: '84.97',
      total: '1737.05',
    })
    expect(raw['total']).toBe('1737.0544')
  })

  it('of commodity options, at MCX: 100 barrels bought at 150 and sold at 172', () => {
    // 15,000 and 17,200. Brokerage 20 + 20. CTT 0.05 % of 17,200 = 8.60 (9). Exchange 0.0418 % of 32,200 = 13.4596 (13.46).
    // SEBI 0.0322 (0.03). Stamp 0.003 % of 15,000 = 0.45 (0). GST 18 % of 53.4918 = 9.628524 (9.63).
    // Raw 72.170324, note 72.12.
    const { paid, raw } = note(
      traded('buy', 1, 150, { instrument: crudeCall }),
      traded('sell', 1, 172, { instrument: crudeCall }),
    )
    expect(paid).toEqual({ brokerage: '40', exchange: '13.46', sebi: '0.03', ctt: '9', gst: '9.63', total: '72.12' })
    expect(raw['total']).toBe('72.170324')
  })
})

describe('a sample of Kite, of July 2023', () => {
  // Three orders as Kite's own calculator breaks them down, which does not round.
  const july = { date: '2023-07-10' } as const

  it('agrees for a share, with no GST on the fund', () => {
    // 560: exchange 0.00325 % = 0.0182, fund 0.0001 % = 0.00056, SEBI 0.00056, GST 18 % of 0.01876 = 0.0033768, STT 0.56,
    // stamp 0.084.
    const { raw } = note(traded('buy', 1, 560, july))
    expect(raw).toMatchObject({ exchange: '0.01876', sebi: '0.00056', gst: '0.0033768', stt: '0.56', stamp: '0.084' })
  })

  it('agrees for a commodity: 2.84811132', () => {
    // 5,862: CTT 0.5862, exchange 0.0026 % = 0.152412, SEBI 0.005862, brokerage 0.03 % = 1.7586, GST 18 % of 1.916874.
    const goldPetal = createInstrument({ id: 'MCX:GOLDPETAL23JULFUT', kind: 'future', currency: 'INR' })
    const { raw } = note(traded('sell', 1, 5862, { ...july, instrument: goldPetal }))
    expect(raw).toEqual({
      brokerage: '1.7586',
      exchange: '0.152412',
      sebi: '0.005862',
      ctt: '0.5862',
      gst: '0.34503732',
      total: '2.84811132',
    })
  })

  it('agrees for an option', () => {
    // 150: exchange 0.05 % = 0.075, SEBI 0.00015, GST 18 % of 20 + 0.075 + 0.00015 = 3.613527.
    const { raw } = note(traded('buy', 1, 150, { ...july, instrument: niftyCall }))
    expect(raw).toMatchObject({ brokerage: '20', gst: '3.613527' })
  })
})
