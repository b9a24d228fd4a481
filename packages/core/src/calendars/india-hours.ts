import type { DatedHours } from './create-calendar.ts'

/** A regular day of shares, the same at NSE and BSE; without an auction they trade on to 15:30. */
export function indianEquityHours(closingAuction: boolean): readonly DatedHours[] {
  return [
    { from: '1970-01-01', hours: { continuous: '09:55-15:30' } },
    { from: '2010-01-04', hours: { continuous: '09:00-15:30', 'post-close': '15:40-16:00' } },
    {
      from: '2010-10-18',
      hours: { 'pre-open': '09:00-09:15', continuous: '09:15-15:30', 'post-close': '15:40-16:00' },
    },
    {
      from: '2026-08-03',
      hours: {
        'pre-open': '09:00-09:15',
        ...(closingAuction
          ? { continuous: '09:15-15:15', 'closing-auction': '15:15-15:35' }
          : { continuous: '09:15-15:30' }),
        'post-close': '15:50-16:00',
      },
    },
  ]
}
