import type { Environment } from '@shagun/core'
import { type PlaceReply, untilAborted } from '@shagun/core/adapter'
import type { KiteClient } from '../client/kite-client.ts'
import type { KiteTerms } from '../orders/words.ts'
import { source } from '../source.ts'
import { fetchMargin } from './fetch-margin.ts'

/** An order does not wait longer than that to be checked. */
const mostMs = 2_000

/**
 * Refuses an order that needs more margin than there is, before it is sent.
 *
 * What cannot be checked is let through: it may be an exit, and Kite refuses itself what is not covered.
 */
export async function refuseUncovered(
  client: KiteClient,
  terms: KiteTerms,
  { timers, log }: Pick<Environment, 'timers' | 'log'>,
): Promise<Extract<PlaceReply, { readonly outcome: 'rejected' }> | undefined> {
  const waiting = new AbortController()
  const { signal } = waiting
  const cancelTimer = timers.after(mostMs, () => waiting.abort(new Error(`It took longer than ${mostMs} ms.`)))
  try {
    // Also who only waits for a token waits no longer.
    const asking = fetchMargin(client, [terms], {}, { urgent: true, signal })
    const { required, available } = await untilAborted(signal, asking)
    if (required.lte(available)) return undefined
    const reason = `The order needs a margin of ${required.toFixed()}, and ${available.toFixed()} is available; it was not sent. Pay in, or make it smaller.`
    return { outcome: 'rejected', evidence: { reason, vendorCode: 'margin' } }
  } catch (cause) {
    log.warn(`${source}: the margin of an order could not be checked; it is sent without that.`, { cause })
    return undefined
  } finally {
    cancelTimer()
  }
}
