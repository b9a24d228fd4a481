import type { ChargeRate } from './charge-rate.ts'
import { agricultural } from './markets.ts'

// What exchanges and the regulator take, as brokers bill it. (U): unsure, (L): likely, all others were found in a notice
// or in two sources that agree. Ten rupees for a crore are 0.0001 %.

/**
 * NSE. Until 2024-09-30 members paid by slabs of turnover and billed the highest; SEBI's circular 2024/92 made it one fee.
 *
 * Zawya and The Hindu (2023-03-24); Hindustan Times and NDTV Profit (2024-09-27); NSE/FA/73061 (2026-03-01). How long
 * before 2021 the first rates held is not known.
 */
export const nseCharges: readonly ChargeRate[] = [
  { charge: 'exchange', from: '2010-01-01', on: ['NSE'], percent: '0.00325' },
  { charge: 'exchange', from: '2021-01-01', on: ['NSE'], percent: '0.00345' },
  { charge: 'exchange', from: '2023-04-01', on: ['NSE'], percent: '0.00325' },
  { charge: 'exchange', from: '2024-04-01', on: ['NSE'], percent: '0.00322' }, // (L)
  { charge: 'exchange', from: '2024-10-01', on: ['NSE'], percent: '0.00297' },
  { charge: 'exchange', from: '2026-03-01', on: ['NSE'], percent: '0.0030699' },

  { charge: 'exchange', from: '2010-01-01', on: ['NFO'], segments: ['futures'], percent: '0.0019' },
  { charge: 'exchange', from: '2021-01-01', on: ['NFO'], segments: ['futures'], percent: '0.002' },
  { charge: 'exchange', from: '2023-04-01', on: ['NFO'], segments: ['futures'], percent: '0.0019' },
  { charge: 'exchange', from: '2024-04-01', on: ['NFO'], segments: ['futures'], percent: '0.00188' }, // (L)
  { charge: 'exchange', from: '2024-10-01', on: ['NFO'], segments: ['futures'], percent: '0.00173' },
  { charge: 'exchange', from: '2026-03-01', on: ['NFO'], segments: ['futures'], percent: '0.0018299' },

  { charge: 'exchange', from: '2010-01-01', on: ['NFO'], segments: ['options'], percent: '0.05' },
  { charge: 'exchange', from: '2021-01-01', on: ['NFO'], segments: ['options'], percent: '0.053' },
  { charge: 'exchange', from: '2023-04-01', on: ['NFO'], segments: ['options'], percent: '0.05' },
  { charge: 'exchange', from: '2024-04-01', on: ['NFO'], segments: ['options'], percent: '0.0495' }, // (L)
  { charge: 'exchange', from: '2024-10-01', on: ['NFO'], segments: ['options'], percent: '0.03503' },
  { charge: 'exchange', from: '2026-03-01', on: ['NFO'], segments: ['options'], percent: '0.03552' },

  // About nothing before. (L): that no GST was due on it until 2026-02-28, as a sample of Zerodha's shows.
  { charge: 'investor-fund', from: '1970-01-01', on: ['NSE', 'NFO'], percent: '0' },
  { charge: 'investor-fund', from: '2023-04-01', on: ['NSE'], percent: '0.0001', untaxed: true },
  { charge: 'investor-fund', from: '2023-04-01', on: ['NFO'], segments: ['futures'], percent: '0.0001', untaxed: true },
  { charge: 'investor-fund', from: '2023-04-01', on: ['NFO'], segments: ['options'], percent: '0.0005', untaxed: true },
  { charge: 'investor-fund', from: '2026-03-01', on: ['NSE'], percent: '0.0000001' },
  { charge: 'investor-fund', from: '2026-03-01', on: ['NFO'], segments: ['futures'], percent: '0.0000001' },
  { charge: 'investor-fund', from: '2026-03-01', on: ['NFO'], segments: ['options'], percent: '0.00001' },

  // How long the first ones had held is not known.
  { charge: 'exchange', from: '2021-01-01', on: ['CDS'], segments: ['futures'], percent: '0.0009' },
  { charge: 'exchange', from: '2024-10-01', on: ['CDS'], segments: ['futures'], percent: '0.00035' },
  { charge: 'exchange', from: '2021-01-01', on: ['CDS'], segments: ['options'], percent: '0.035' },
  { charge: 'exchange', from: '2024-10-01', on: ['CDS'], segments: ['options'], percent: '0.0311' },
]

/** BSE. Zerodha's list of charges, and reports of the change of 2024-10-01; what its derivatives cost before is not known. */
export const bseCharges: readonly ChargeRate[] = [
  { charge: 'exchange', from: '2020-01-01', on: ['BSE'], percent: '0.003' },
  { charge: 'exchange', from: '2021-01-01', on: ['BSE'], percent: '0.00345' }, // (U)
  { charge: 'exchange', from: '2022-12-01', on: ['BSE'], percent: '0.00375' },
  { charge: 'exchange', from: '2016-01-01', on: ['BSE'], only: ['X', 'XT', 'Z', 'ZP'], percent: '0.1' },
  { charge: 'exchange', from: '2022-12-01', on: ['BSE'], only: ['SS', 'ST'], percent: '1' },
  { charge: 'exchange', from: '2022-12-01', on: ['BSE'], only: ['M', 'MT', 'TS', 'MS'], percent: '0.00275' },

  { charge: 'exchange', from: '2024-10-01', on: ['BFO'], segments: ['futures'], percent: '0' },
  { charge: 'exchange', from: '2024-10-01', on: ['BFO'], segments: ['options'], percent: '0.005' },
  {
    charge: 'exchange',
    from: '2024-10-01',
    on: ['BFO'],
    segments: ['options'],
    only: ['SENSEX', 'BANKEX'],
    percent: '0.0325',
  },
  { charge: 'exchange', from: '2026-05-11', on: ['BFO'], segments: ['options'], only: ['FOCIT'], percent: '0' },

  { charge: 'exchange', from: '2024-10-01', on: ['BCD'], segments: ['futures'], percent: '0.00045' },
  { charge: 'exchange', from: '2024-10-01', on: ['BCD'], segments: ['options'], percent: '0.001' },
]

/** MCX. Reports of its circulars; Hindu BusinessLine (2021-07-26), by which options were free until September 2021. */
export const mcxCharges: readonly ChargeRate[] = [
  // How long it had held is not known.
  { charge: 'exchange', from: '2021-01-01', on: ['MCX'], segments: ['futures'], percent: '0.0026' },
  { charge: 'exchange', from: '2024-10-01', on: ['MCX'], segments: ['futures'], percent: '0.0021' },
  { charge: 'exchange', from: '1970-01-01', on: ['MCX'], segments: ['options'], percent: '0' },
  { charge: 'exchange', from: '2021-10-01', on: ['MCX'], segments: ['options'], percent: '0.05' },
  { charge: 'exchange', from: '2024-10-01', on: ['MCX'], segments: ['options'], percent: '0.0418' },
]

/**
 * SEBI's fee on turnover.
 *
 * Business Standard (2014-05-23); SEBI's regulations of 2019; The Hindu (2020-04-27).
 */
export const sebiFees: readonly ChargeRate[] = [
  { charge: 'sebi', from: '2014-05-01', percent: '0.0002', untaxed: true },
  { charge: 'sebi', from: '2017-01-01', percent: '0.00015', untaxed: true }, // (L), and (U) since when
  { charge: 'sebi', from: '2019-04-01', percent: '0.0001', untaxed: true },
  { charge: 'sebi', from: '2020-06-01', percent: '0.00005', untaxed: true },
  { charge: 'sebi', from: '2021-04-01', percent: '0.0001', untaxed: true },
  // (U): that GST was due on it from this day on.
  { charge: 'sebi', from: '2022-07-18', percent: '0.0001' },

  { charge: 'sebi', from: '2019-04-01', on: ['MCX'], only: agricultural, percent: '0.00001', untaxed: true }, // (L)
  { charge: 'sebi', from: '2022-07-18', on: ['MCX'], only: agricultural, percent: '0.00001' }, // (L)
]
