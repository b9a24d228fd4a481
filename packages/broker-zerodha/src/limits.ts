import type { Environment } from '@shagun/core'
import { createRateLimiter, type LimitStore, type RateLimiter } from '@shagun/core/adapter'

/**
 * What Kite counts together, for one account. Seconds are counted by Zerodha's clock: no second, whenever it begins, holds
 * more than that many of our requests.
 */
export interface KiteLimits {
  /** Place, modify and cancel: ten a second. */
  readonly orders: RateLimiter
  /** New orders alone: 400 a minute, 5000 a day. */
  readonly placing: RateLimiter
  /** One a second. */
  readonly quotes: RateLimiter
  /** Three a second. */
  readonly history: RateLimiter
  /** Everything else: ten a second. */
  readonly reads: RateLimiter
}

export function createLimits(apiKey: string, store: LimitStore | undefined, environment: Environment): KiteLimits {
  const last = apiKey.slice(-4)
  const limiter = (what: string, ...limits: Parameters<typeof createRateLimiter>[0]['limits']): RateLimiter =>
    createRateLimiter({ name: `kite ${what} ..${last}`, limits, ...(store !== undefined && { store }) }, environment)
  return {
    orders: limiter('orders', { burst: 2, perSecond: 8 }),
    placing: limiter('placing', { count: 400, per: 'minute' }, { count: 5_000, per: 'day', timeZone: 'Asia/Kolkata' }),
    quotes: limiter('quotes', { burst: 1, perSecond: 0.95 }),
    history: limiter('history', { burst: 1, perSecond: 2 }),
    reads: limiter('reads', { burst: 2, perSecond: 8 }),
  }
}
