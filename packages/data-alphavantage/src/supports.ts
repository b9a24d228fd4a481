import type { DataSupports } from '@shagun/core/adapter'
import { exchangesOf } from './listing.ts'
import type { AlphaVantageOptions } from './options.ts'
import { timeframes } from './timeframes.ts'

/** What can be had for a plan. */
export function supportsOf(options: AlphaVantageOptions): DataSupports {
  const { plan = 'free', entitlement, venueSubstitution = false } = options
  return {
    timeframes,
    exchanges: exchangesOf(options),
    delayedBySec: entitlement === undefined ? 86_400 : entitlement === 'delayed' ? 900 : 0,
    adjusted: plan === 'free' ? ['none'] : ['none', 'splits-and-dividends', 'splits'],
    ...(venueSubstitution && { substitutes: { NSE: 'BSE' } }),
    // Prices that change once a day are not worth a request each time somebody looks.
    pollEveryMs: entitlement === undefined ? 0 : entitlement === 'delayed' ? 60_000 : 15_000,
  }
}
