import type { Environment } from '@shagun/core'
import { createRateLimiter, type RateLimit, type RateLimiter } from '@shagun/core/adapter'
import { invalid } from './check-options.ts'
import type { KiteAccountOptions } from './kite-account.ts'

/** How many orders an account may send: more where a strategy is registered for it, fewer where processes share a key. */
export interface KiteOrderLimits {
  /** Orders, changes and cancels in any second, from 2 on; in the long run a fifth of it goes unused. Default: 10. */
  readonly perSecond?: number
  /** New orders in a minute, of which a tenth is kept for ways out of positions. Default: 400. */
  readonly perMinute?: number
  /** New orders in a day, of which a tenth is kept for ways out of positions. Default: 5000. */
  readonly perDay?: number
}

/**
 * What Kite counts together, for one account. Seconds are counted by Zerodha's clock: no second, whenever it begins, holds
 * more than that many of our requests.
 */
export interface KiteLimits {
  /** Place, modify and cancel: ten a second. */
  readonly orders: RateLimiter
  /** New orders alone: 400 a minute, 5000 a day, a tenth of both kept for ways out of positions. */
  readonly placing: RateLimiter
  /** One a second. */
  readonly quotes: RateLimiter
  /** Three a second. */
  readonly history: RateLimiter
  /** Everything else: ten a second. */
  readonly reads: RateLimiter
}

/** @throws ShagunError `invalid-options` for a limit that lets nothing through, or everything */
export function createLimits(
  { apiKey, orderLimits = {}, limitStore: store }: Pick<KiteAccountOptions, 'apiKey' | 'orderLimits' | 'limitStore'>,
  environment: Environment,
): KiteLimits {
  const { perSecond = 10, perMinute = 400, perDay = 5_000 } = orderLimits
  checkWhole(2, 'perSecond', perSecond)
  checkWhole(1, 'perMinute', perMinute)
  checkWhole(1, 'perDay', perDay)
  const last = apiKey.slice(-4)
  const limiter = (what: string, ...limits: readonly RateLimit[]): RateLimiter =>
    createRateLimiter({ name: `kite ${what} ..${last}`, limits, ...(store !== undefined && { store }) }, environment)
  const burst = Math.max(1, Math.floor(perSecond / 5))
  return {
    orders: limiter('orders', { burst, perSecond: perSecond - burst }),
    placing: limiter(
      'placing',
      { count: perMinute, per: 'minute', reserve: forExits(perMinute) },
      { count: perDay, per: 'day', timeZone: 'Asia/Kolkata', reserve: forExits(perDay) },
    ),
    quotes: limiter('quotes', { burst: 1, perSecond: 0.95 }),
    history: limiter('history', { burst: 1, perSecond: 2 }),
    reads: limiter('reads', { burst: 2, perSecond: 8 }),
  }
}

/** Once a limit is spent, Kite refuses ways out as well; so a tenth is kept for them. */
function forExits(count: number): number {
  return Math.floor(count / 10)
}

function checkWhole(least: number, name: keyof KiteOrderLimits, value: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw invalid(`orderLimits.${name}`, String(value), `a whole number from ${least} on`)
}
