import { type Environment, isShagunError, type Unsubscribe } from '@shagun/core'
import type { KiteClient } from '../client/kite-client.ts'
import type { KiteSession } from '../session/session.ts'
import type { TickLine } from './listeners.ts'
import { createTicker, type Ticker, type TickerOptions } from './ticker.ts'

/** The ticker of an account in the hands of somebody who needs it. */
export interface TickerLease {
  readonly ticker: Ticker
  /** The connections that are down at the moment. */
  readonly lost: ReadonlySet<TickLine>
  end(): void
}

/** A socket can be turned away for something else than its token. */
const again = 60_000

/**
 * One ticker for all faces of an account, which is there while anybody needs it; it goes on with each new token by itself.
 *
 * @returns what lends it
 */
export function createSharedTicker(
  options: Pick<TickerOptions, 'apiKey' | 'url' | 'redactor'>,
  session: KiteSession,
  client: KiteClient,
  environment: Environment,
): () => TickerLease {
  let leases = 0
  let current: { readonly ticker: Ticker; readonly lost: ReadonlySet<TickLine>; close(): void } | undefined

  function open(): NonNullable<typeof current> {
    const ticker = createTicker({ ...options, accessToken: session.token }, environment)
    const lost = new Set<TickLine>()
    let cancelRetry: Unsubscribe = () => {}

    /** Only a request tells for certain whether it is the token; then the session ends, and tells when there is another. */
    async function ask(): Promise<void> {
      try {
        await client.read('the profile', (kite) => kite.getProfile())
      } catch (error) {
        if (isShagunError(error, 'unauthenticated')) return
      }
      if (current?.ticker === ticker) cancelRetry = environment.timers.after(again, ticker.renew)
    }

    ticker.listen({
      lost: (_, line) => void lost.add(line),
      restored: (line) => void lost.delete(line),
      authRequired: () => void ask(),
    })
    const deaf = session.listen((news) => {
      cancelRetry()
      if (news === 'renewed') ticker.renew()
    })
    return {
      ticker,
      lost,
      close() {
        cancelRetry()
        deaf()
        ticker.close()
      },
    }
  }

  return () => {
    current ??= open()
    const { ticker, lost } = current
    leases++
    let isOver = false
    return {
      ticker,
      lost,
      end() {
        if (isOver) return
        isOver = true
        if (--leases > 0) return
        current?.close()
        current = undefined
      },
    }
  }
}
