import type { Awaitable, Environment, Unsubscribe } from '@shagun/core'
import type { Updates } from '../orders/updates.ts'

/** What may be wrong with what is sent. */
export interface PostbackOptions {
  /** How likely each has a wrong checksum, from 0 to 1. Default: 0. */
  readonly wrongChecksum?: number
  /** How likely each comes twice. Default: 0. */
  readonly duplicates?: number
  /** How likely each is overtaken by the one after it. Default: 0. */
  readonly reordering?: number
  /** How long each is on its way, in milliseconds. Default: 0. */
  readonly delayMs?: number
  /** Whose. Default: everybody's. */
  readonly userId?: string
}

/** Where postbacks go: an address, or what takes them as they arrive. */
export type PostbackTarget = string | ((body: string, headers: Readonly<Record<string, string>>) => Awaitable<unknown>)

/** Statuses of which apps are told. */
const told: readonly unknown[] = ['COMPLETE', 'REJECTED', 'CANCELLED', 'UPDATE']

/** Tells an app of the orders that were placed through it, as they change. Nobody counts on an answer. */
export function sendPostbacks(
  updates: Updates,
  { network, timers, log }: Environment,
  random: () => number,
  to: PostbackTarget,
  options: PostbackOptions = {},
): Unsubscribe {
  const { wrongChecksum = 0, duplicates = 0, reordering = 0, delayMs = 0 } = options
  const headers = { 'content-type': 'application/json' }
  const happens = (probability: number): boolean => probability > 0 && random() < probability
  let heldBack: string | undefined

  async function deliver(body: string): Promise<void> {
    try {
      if (typeof to === 'string') await network.fetch(to, { method: 'POST', headers, body })
      else await to(body, headers)
    } catch (cause) {
      log.debug('a postback was not taken', { cause: String(cause) })
    }
  }

  function send(body: string): void {
    if (delayMs === 0) void deliver(body)
    else timers.after(delayMs, () => void deliver(body))
  }

  return updates.on((userId, order) => {
    if (options.userId !== undefined && options.userId !== userId) return
    // Orders from a screen belong to no app.
    if (order['app_id'] === 0 || !told.includes(order['status'])) return
    const payload = happens(wrongChecksum) ? { ...order, checksum: '0'.repeat(64) } : order
    const body = JSON.stringify(payload)
    if (heldBack === undefined && happens(reordering)) {
      heldBack = body
      return
    }
    send(body)
    if (happens(duplicates)) send(body)
    if (heldBack !== undefined) send(heldBack)
    heldBack = undefined
  })
}
