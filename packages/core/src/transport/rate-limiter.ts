import { ShagunError } from '../errors.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import type { Environment, Unsubscribe } from '../ports/environment.ts'
import { untilAborted } from '../resilience/cancellation.ts'
import { createBudget, type DayUse, type RateLimit } from './rate-limit.ts'

/** What a source allows, and whom it counts. */
export interface RateLimiterOptions {
  /** What the limits belong to, for errors and for the store: a source and an account, such as `kite orders AB1234`. */
  readonly name: string
  /** All of them hold at once; at least one. */
  readonly limits: readonly RateLimit[]
  /** Keeps what is used of a day's budget beyond the end of the process. */
  readonly store?: LimitStore
}

/** Keeps the counts of limits per day. */
export interface LimitStore {
  /** What was saved last under this name, or `undefined`. */
  load(name: string): Awaitable<SavedCounts | undefined>
  /** Keeps the counts in place of those before. */
  save(name: string, counts: SavedCounts): Awaitable<void>
}

/** What is used of each limit per day. */
export type SavedCounts = Readonly<Record<string, DayUse>>

/** Who asks, and for how much. */
export interface TakeOptions {
  /** Urgent requests, such as cancels, go before others and may use what limits keep in reserve. */
  readonly urgent?: boolean
  /** How many requests of the source's counting this one is; 1 by default. */
  readonly cost?: number
}

/** How long somebody is ready to wait. */
export interface WaitOptions extends TakeOptions {
  readonly signal?: AbortSignal
  /** Where the wait would be longer, it is refused at once; without an end by default. */
  readonly maxWaitMs?: number
}

/** Lets requests pass as often as a source allows. Hand the same one to everybody whom the source counts together. */
export interface RateLimiter {
  readonly name: string
  /**
   * Resolves when the request may go; first come, first served.
   *
   * @throws ShagunError `rate-limited` where the wait would be longer than `maxWaitMs`
   * @throws ShagunError `invalid-options` where so much can never be taken
   * @throws ShagunError `storage-failed` where the store does not tell what the day has used
   */
  take(options?: WaitOptions): Promise<void>
  /**
   * Takes at once or not at all; not where others wait, nor before the store has answered.
   *
   * @throws ShagunError `invalid-options` where so much can never be taken
   */
  tryTake(options?: TakeOptions): boolean
  /** How long a request would have to wait, and how many could go now, without taking any. */
  peek(options?: TakeOptions): {
    readonly waitMs: number
    /** Whole requests. */
    readonly available: number
  }
}

/**
 * Makes a rate limiter from token buckets and windows of the calendar; there is none without a limit.
 *
 * @throws ShagunError `invalid-options` for a limit that lets nothing through, or everything
 * @example
 * ```ts
 * import { systemClock, createEnvironment } from '@shagun/core'
 * import { createRateLimiter } from '@shagun/core/adapter'
 *
 * const orders = createRateLimiter(
 *   {
 *     name: 'kite orders',
 *     limits: [
 *       { burst: 4, perSecond: 5 },
 *       { count: 400, per: 'minute' },
 *       { count: 5000, per: 'day', timeZone: 'Asia/Kolkata', reserve: 200 },
 *     ],
 *   },
 *   createEnvironment({ timers: systemClock }),
 * )
 * await orders.take()
 * orders.tryTake({ urgent: true }) // true
 * ```
 */
export function createRateLimiter(
  { name, limits, store }: RateLimiterOptions,
  { clock, timers, log }: Environment,
): RateLimiter {
  if (limits.length === 0) {
    const expected = 'at least one limit, since nobody may ask without an end'
    throw new ShagunError('invalid-options', `${name} has no limits; expected ${expected}.`, {
      details: { option: 'limits', value: '[]', expected },
    })
  }
  const budgets = limits.map(createBudget)
  const days = budgets.flatMap(({ day = [] }) => day)
  const queues = { urgent: [] as Waiter[], normal: [] as Waiter[] }
  let cancelTimer: Unsubscribe = () => {}
  let loaded = store === undefined || days.length === 0
  let loading: Promise<void> | undefined
  let nextSave: Promise<void> | undefined
  let lastSave = Promise.resolve()

  function waitMs(cost: number, urgent: boolean): number {
    const now = clock.now()
    return Math.max(...budgets.map((budget) => budget.waitMs(now, cost, urgent)))
  }

  function spend(cost: number): void {
    const now = clock.now()
    for (const budget of budgets) budget.spend(now, cost)
  }

  const isFirst = (urgent: boolean) => queues.urgent.length === 0 && (urgent || queues.normal.length === 0)

  /** Lets pass who can, in order, and comes back when the first of the others can. */
  function serve(): void {
    cancelTimer()
    for (;;) {
      const queue = queues.urgent.length > 0 ? queues.urgent : queues.normal
      const [first] = queue
      if (first === undefined) return
      const ms = waitMs(first.cost, first.urgent)
      if (ms > 0) {
        cancelTimer = timers.after(ms, serve)
        return
      }
      queue.shift()
      spend(first.cost)
      first.pass()
    }
  }

  function wait(cost: number, urgent: boolean, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const queue = urgent ? queues.urgent : queues.normal
    const leave = (): void => {
      queue.splice(queue.indexOf(waiter), 1)
      serve()
      reject(signal!.reason)
    }
    const waiter: Waiter = {
      cost,
      urgent,
      pass() {
        signal?.removeEventListener('abort', leave)
        resolve()
      },
    }
    signal?.addEventListener('abort', leave, { once: true })
    const isHead = isFirst(urgent) // Whoever comes later changes nothing for the first.
    queue.push(waiter)
    if (isHead) serve()
    return promise
  }

  function checkCost(cost: number, urgent: boolean): void {
    const most = Math.min(...budgets.map((budget) => budget.most(urgent)))
    if (cost > 0 && cost <= most) return
    const expected = `more than 0 and at most ${most}, which is all that ${name} ever gives at once`
    throw new ShagunError('invalid-options', `The cost is ${cost}; expected ${expected}.`, {
      details: { option: 'cost', value: String(cost), expected },
    })
  }

  /** Until it is known what the day has used, nobody may go: the budget could be spent already. */
  function load(): Promise<void> {
    loading ??= (async () => {
      try {
        restore(await store!.load(name))
        loaded = true
      } catch (cause) {
        const message = `${name} does not know what the day has used, as its store failed: mend the store and ask again.`
        throw new ShagunError('storage-failed', message, { details: { source: name }, cause, retryable: true })
      } finally {
        loading = undefined
      }
    })()
    return loading
  }

  function restore(counts: SavedCounts = {}): void {
    for (const day of days) {
      const saved = counts[day.key]
      if (saved === undefined) continue
      if (typeof saved.window !== 'string' || !(saved.used >= 0))
        throw new Error(`The count of ${day.key} is no count.`)
      day.restore(clock.now(), saved)
    }
  }

  /** One at a time; whoever comes while one runs shares the next. */
  function save(): Promise<void> {
    if (store === undefined || days.length === 0) return lastSave
    nextSave ??= lastSave.then(async () => {
      lastSave = nextSave!
      nextSave = undefined
      try {
        await store.save(name, Object.fromEntries(days.map((day) => [day.key, day.read()])))
      } catch (cause) {
        log.warn(`${name} could not save what the day has used; a restart now would count too little.`, { cause })
      }
    })
    return nextSave
  }

  function peek({ urgent = false, cost = 1 }: TakeOptions = {}): {
    readonly waitMs: number
    readonly available: number
  } {
    const own = waitMs(cost, urgent)
    const ahead = queues.urgent[0] ?? (urgent ? undefined : queues.normal[0])
    if (ahead !== undefined) return { waitMs: Math.max(own, waitMs(ahead.cost, ahead.urgent)), available: 0 }
    const now = clock.now()
    return { waitMs: own, available: Math.min(...budgets.map((budget) => budget.available(now, urgent))) }
  }

  // Whoever takes asks again where this fails.
  if (!loaded) load().catch(() => {})

  return {
    name,
    async take({ urgent = false, cost = 1, signal, maxWaitMs = Number.POSITIVE_INFINITY } = {}) {
      checkCost(cost, urgent)
      const orAborted = (work: Promise<void>) => (signal === undefined ? work : untilAborted(signal, work))
      signal?.throwIfAborted()
      if (!loaded) await orAborted(load())
      const { waitMs: ms } = peek({ urgent, cost })
      if (ms > maxWaitMs) throw tooLong(name, ms, maxWaitMs)
      if (ms === 0 && isFirst(urgent)) spend(cost)
      else await wait(cost, urgent, signal)
      // What went out is written down before it goes out, so that no crash makes a day's budget larger.
      if (store !== undefined) await orAborted(save())
    },
    tryTake({ urgent = false, cost = 1 } = {}) {
      checkCost(cost, urgent)
      if (!loaded || !isFirst(urgent) || waitMs(cost, urgent) > 0) return false
      spend(cost)
      void save()
      return true
    },
    peek,
  }
}

/** Somebody in the queue. */
interface Waiter {
  readonly cost: number
  readonly urgent: boolean
  pass(): void
}

function tooLong(source: string, retryAfterMs: number, maxWaitMs: number): ShagunError<'rate-limited'> {
  const message = `${source} allows the next request in ${retryAfterMs} ms, and nobody waits that long here (${maxWaitMs} ms at most); ask later or less often.`
  return new ShagunError('rate-limited', message, { details: { source, retryAfterMs, sent: 'no' }, retryable: true })
}
