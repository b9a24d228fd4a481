import type { ChargeRate } from './charge-rate.ts'
import { agricultural, currencies, derivatives, shares } from './markets.ts'

// Taxes and duties. (U): unsure, (L): likely, all others were found in a notice or in two sources that agree.

/**
 * Securities transaction tax; it begins on 2004-10-01.
 *
 * TradingQnA 185139; page of ICCL on STT (2013); Zerodha's bulletin 174 (2016); clause 193 of the Finance Bill 2019;
 * Finance (No. 2) Act 2024; circular of NSE of 2026-03-31.
 */
export const securitiesTax: readonly ChargeRate[] = [
  { charge: 'stt', from: '2004-10-01', on: shares, segments: ['delivery'], percent: '0.075' }, // (L)
  { charge: 'stt', from: '2005-06-01', on: shares, segments: ['delivery'], percent: '0.1' }, // (L)
  { charge: 'stt', from: '2006-06-01', on: shares, segments: ['delivery'], percent: '0.125' }, // (L)
  // (U): others say 2013-06-01.
  { charge: 'stt', from: '2012-07-01', on: shares, segments: ['delivery'], percent: '0.1' },

  { charge: 'stt', from: '2004-10-01', on: shares, segments: ['intraday'], side: 'sell', percent: '0.015' }, // (L)
  { charge: 'stt', from: '2005-06-01', on: shares, segments: ['intraday'], side: 'sell', percent: '0.02' }, // (L)
  { charge: 'stt', from: '2006-06-01', on: shares, segments: ['intraday'], side: 'sell', percent: '0.025' },

  // Units of equity funds. (U): since when.
  { charge: 'stt', from: '2013-06-01', on: shares, segments: ['delivery'], side: 'buy', only: ['ETF'], percent: '0' },
  {
    charge: 'stt',
    from: '2013-06-01',
    on: shares,
    segments: ['delivery'],
    side: 'sell',
    only: ['ETF'],
    percent: '0.001',
  },

  { charge: 'stt', from: '2004-10-01', on: derivatives, segments: ['futures'], side: 'sell', percent: '0.01' }, // (L)
  { charge: 'stt', from: '2005-06-01', on: derivatives, segments: ['futures'], side: 'sell', percent: '0.0133' }, // (L)
  { charge: 'stt', from: '2006-06-01', on: derivatives, segments: ['futures'], side: 'sell', percent: '0.017' },
  { charge: 'stt', from: '2013-06-01', on: derivatives, segments: ['futures'], side: 'sell', percent: '0.01' },
  { charge: 'stt', from: '2023-04-01', on: derivatives, segments: ['futures'], side: 'sell', percent: '0.0125' },
  { charge: 'stt', from: '2024-10-01', on: derivatives, segments: ['futures'], side: 'sell', percent: '0.02' },
  { charge: 'stt', from: '2026-04-01', on: derivatives, segments: ['futures'], side: 'sell', percent: '0.05' },

  // Before 2008-06-01 it was of strike and premium together.
  { charge: 'stt', from: '2008-06-01', on: derivatives, segments: ['options'], side: 'sell', percent: '0.017' },
  { charge: 'stt', from: '2016-06-01', on: derivatives, segments: ['options'], side: 'sell', percent: '0.05' },
  { charge: 'stt', from: '2023-04-01', on: derivatives, segments: ['options'], side: 'sell', percent: '0.0625' },
  { charge: 'stt', from: '2024-10-01', on: derivatives, segments: ['options'], side: 'sell', percent: '0.1' },
  { charge: 'stt', from: '2026-04-01', on: derivatives, segments: ['options'], side: 'sell', percent: '0.15' },

  // The holder pays, whose settlement is a sale.
  {
    charge: 'stt',
    from: '2008-06-01',
    on: derivatives,
    segments: ['exercise'],
    side: 'sell',
    percent: '0.125',
    base: 'settlement-value',
  },
  { charge: 'stt', from: '2019-09-01', on: derivatives, segments: ['exercise'], side: 'sell', percent: '0.125' },
  { charge: 'stt', from: '2026-04-01', on: derivatives, segments: ['exercise'], side: 'sell', percent: '0.15' },
]

/**
 * Commodities transaction tax; there was none before.
 *
 * Rules of 2013, and the notification 3/2015 for what is agricultural. (L): options, of which TradingQnA says 2013 and the
 * Finance Act of 2018 something else, and that nothing changed in 2026.
 */
export const commoditiesTax: readonly ChargeRate[] = [
  { charge: 'ctt', from: '1970-01-01', on: ['MCX'], segments: ['futures', 'options'], side: 'sell', percent: '0' },
  { charge: 'ctt', from: '2013-07-01', on: ['MCX'], segments: ['futures'], side: 'sell', percent: '0.01' },
  { charge: 'ctt', from: '2013-07-01', on: ['MCX'], segments: ['options'], side: 'sell', percent: '0.05' },
  {
    charge: 'ctt',
    from: '2013-07-01',
    on: ['MCX'],
    segments: ['futures', 'options'],
    side: 'sell',
    only: agricultural,
    percent: '0',
  },
  {
    charge: 'ctt',
    from: '2018-04-01',
    on: ['MCX'],
    segments: ['exercise'],
    side: 'sell',
    percent: '0.0001',
    base: 'settlement-value',
  },
]

/**
 * Stamp duty: since 2020-07-01 one rate for the country, paid by who buys.
 *
 * NSE's page of charges and taxes; Zerodha's bulletin 259741.
 */
export const stampDuty: readonly ChargeRate[] = [
  // (U): each state had its own, on both sides; these were common.
  { charge: 'stamp', from: '2004-10-01', percent: '0.002' },
  { charge: 'stamp', from: '2004-10-01', on: shares, segments: ['delivery'], percent: '0.01' },

  { charge: 'stamp', from: '2020-07-01', side: 'sell', percent: '0' },
  { charge: 'stamp', from: '2020-07-01', on: shares, segments: ['delivery'], side: 'buy', percent: '0.015' },
  { charge: 'stamp', from: '2020-07-01', on: shares, segments: ['intraday'], side: 'buy', percent: '0.003' },
  { charge: 'stamp', from: '2020-07-01', on: derivatives, segments: ['futures'], side: 'buy', percent: '0.002' },
  { charge: 'stamp', from: '2020-07-01', on: derivatives, segments: ['options'], side: 'buy', percent: '0.003' },
  { charge: 'stamp', from: '2020-07-01', on: currencies, side: 'buy', percent: '0.0001' },
  { charge: 'stamp', from: '2020-07-01', on: ['MCX'], segments: ['futures'], side: 'buy', percent: '0.002' },
  { charge: 'stamp', from: '2020-07-01', on: ['MCX'], segments: ['options'], side: 'buy', percent: '0.003' },
]

/** Goods and services tax, and before it service tax with its cesses. (L): before 2016-06-01. */
export const servicesTax: readonly ChargeRate[] = [
  { charge: 'gst', from: '2012-04-01', percent: '12.36' },
  { charge: 'gst', from: '2015-06-01', percent: '14' },
  { charge: 'gst', from: '2015-11-15', percent: '14.5' },
  { charge: 'gst', from: '2016-06-01', percent: '15' },
  { charge: 'gst', from: '2017-07-01', percent: '18' },
]
