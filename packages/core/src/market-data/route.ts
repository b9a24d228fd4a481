import { type AnyShagunError, isShagunError } from '../errors.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Adjustment, Attempt, Label } from '../model/label.ts'
import type { Timestamp } from '../model/time.ts'
import type { Environment } from '../ports/environment.ts'
import { inTime } from '../resilience/in-time.ts'
import { failedAttempt, nobodyServes, silentAbout, tooSlow, unavailable, unknownEverywhere } from './failures.ts'
import { type Ask, isHarmless, type Source } from './health.ts'

/** One answer as it came from a source, looked at. */
export interface Judged<T> {
  readonly value: T
  readonly asOf: Timestamp
  /** Older, or less, than it should be: served only where nobody has better. */
  readonly isDoubtful: boolean
  readonly delayedBySec: number
  readonly adjustment: Adjustment
}

/** An answer with what its label is made of. */
export interface Routed<T, Item> extends Judged<T> {
  readonly source: Source
  readonly servedAs: Item
  readonly receivedAt: Timestamp
  readonly attempts: readonly Attempt[]
}

/** The label of an answer to a question about one item. */
export function labelOf<T>(asked: InstrumentId, routed: Routed<T, InstrumentId>): Label {
  const { source, servedAs, asOf, receivedAt, delayedBySec, adjustment, isDoubtful, attempts } = routed
  return {
    source: source.id,
    asOf,
    receivedAt,
    delayedBySec,
    adjustment,
    stale: isDoubtful,
    attempts,
    ...(servedAs !== asked && { servedAs }),
  }
}

/** Something to ask the sources for, about one item or several at once. */
export interface Question<Item extends string, T> {
  readonly ask: Ask
  /** For messages: `quotes of NSE:INFY`. */
  describe(items: readonly Item[]): string
  /** The name under which a source knows the item; `undefined` where it cannot serve it. */
  nameAt(source: Source, item: Item): Item | undefined
  /** Whether an answer that looks old is what a newer one says, too: it is stamped with its last change. */
  isSame?(old: T, newer: T): boolean
  /** What is known of it without asking. */
  recall?(source: Source, name: Item): Promise<Judged<T> | undefined>
  /** What a source tells of items, each an answer or an error of its own; a throw holds for all of them. */
  fetchFrom(
    source: Source,
    names: readonly Item[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<Item, Judged<T> | AnyShagunError>>
}

/** How long a question may take. */
interface Patience {
  readonly attemptTimeoutMs: number
  readonly deadlineMs: number
}

/** A provider took over from another one. */
export interface ProviderSwitch {
  readonly ask: Ask
  readonly from: string
  readonly to: string
  readonly reason: string
}

/** Asks the sources in their order until every item is answered. */
export type Route = <Item extends string, T>(
  question: Question<Item, T>,
  items: readonly Item[],
  patience: Patience,
  signal?: AbortSignal,
) => Promise<ReadonlyMap<Item, Routed<T, Item> | AnyShagunError>>

/** What has been found out about one item so far. */
interface Search<Item, T> {
  readonly item: Item
  readonly attempts: Attempt[]
  readonly errors: unknown[]
  /** Who failed at it, and may have to give way to who serves it. */
  failing: { readonly source: Source; readonly reason: string }[]
  readonly asked: Set<Source>
  isCapable: boolean
  best: Routed<T, Item> | undefined
}

const forgetAfter = 10_000

/**
 * Two rounds over the sources in their order: those that stand, then those that another one serves in place of. What
 * nobody knows is remembered for `notFoundMs`, and asked of nobody again meanwhile.
 */
export function createRoute(
  sources: readonly Source[],
  { clock, timers, log }: Environment,
  notFoundMs: number,
  switched: (change: ProviderSwitch) => void,
): Route {
  const notFound = new Map<string, Timestamp>()

  async function route<Item extends string, T>(
    question: Question<Item, T>,
    items: readonly Item[],
    { attemptTimeoutMs, deadlineMs }: Patience,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<Item, Routed<T, Item> | AnyShagunError>> {
    const endsAt = clock.now() + deadlineMs
    const searches = items.map(
      (item): Search<Item, T> => ({
        item,
        attempts: [],
        errors: [],
        failing: [],
        asked: new Set(),
        isCapable: false,
        best: undefined,
      }),
    )
    for (const round of ['standing', 'held'] as const)
      for (const source of sources) {
        const open = searches.filter(({ best }) => best === undefined || best.isDoubtful)
        if (open.length > 0) await tryOne(source, open, round)
      }
    for (const search of searches) settle(search)
    return new Map(searches.map((search) => [search.item, search.best ?? failureOf(search)]))

    async function tryOne(source: Source, open: readonly Search<Item, T>[], round: 'standing' | 'held'): Promise<void> {
      const wanted = new Map<Item, Search<Item, T>>()
      for (const search of open) {
        const name = search.asked.has(source) ? undefined : question.nameAt(source, search.item)
        if (name === undefined) continue
        search.isCapable = true
        const recalled = await question.recall?.(source, name)
        if (recalled !== undefined) {
          search.asked.add(source)
          served(search, source, name, recalled, 0)
          continue
        }
        const why = whyNot(source, name, round)
        if (why === undefined) wanted.set(name, search)
        else search.attempts.push({ source: source.id, outcome: 'skipped', tookMs: 0, ...why })
      }
      if (wanted.size === 0) return
      for (const search of wanted.values()) search.asked.add(source)
      const began = clock.now()
      const tell = source.enter()
      try {
        const answers = await ask(source, [...wanted.keys()], Math.min(attemptTimeoutMs, endsAt - began), signal)
        const tookMs = clock.now() - began
        let isFailing = true
        for (const [name, search] of wanted) {
          const answer = answers.get(name) ?? silentAbout(source, name)
          if (answer instanceof Error) failed(search, source, name, answer, tookMs)
          else served(search, source, name, answer, tookMs)
          if (!(answer instanceof Error) || isHarmless(answer)) isFailing = false
        }
        tell(isFailing ? 'bad' : 'good')
      } catch (error) {
        if (signal?.aborted) {
          tell('canceled')
          throw signal.reason
        }
        source.weigh(error)
        tell(isHarmless(error) ? 'good' : 'bad')
        for (const [name, search] of wanted) failed(search, source, name, error, clock.now() - began)
      }
    }

    function whyNot(
      source: Source,
      name: Item,
      round: 'standing' | 'held',
    ): { readonly reason: string; readonly code?: 'not-found' } | undefined {
      if (clock.now() >= endsAt) return { reason: 'the time was over' }
      if (isUnknown(source, name))
        return { reason: `it did not know ${name} when it was asked last`, code: 'not-found' }
      const refusal = source.refusal()
      if (refusal !== undefined) return { reason: refusal }
      if (round === 'standing' && source.isHeld(question.ask)) return { reason: 'another one serves in its place' }
      return undefined
    }

    function isUnknown(source: Source, name: Item): boolean {
      const until = notFound.get(keyOf(source, question, name))
      return until !== undefined && clock.now() < until
    }

    function ask(
      source: Source,
      names: readonly Item[],
      forMs: number,
      outer?: AbortSignal,
    ): Promise<ReadonlyMap<Item, Judged<T> | AnyShagunError>> {
      const late = (): Error => tooSlow(source, 'did not answer', forMs)
      return inTime(timers, forMs, late, (shared) => question.fetchFrom(source, names, shared), outer)
    }

    function served(search: Search<Item, T>, source: Source, name: Item, answer: Judged<T>, tookMs: number): void {
      const { isDoubtful, asOf } = answer
      const reason = `as of ${new Date(asOf).toISOString()}: older, or less, than it should be`
      search.attempts.push({ source: source.id, outcome: 'served', tookMs, ...(isDoubtful && { reason }) })
      const { best } = search
      if (best !== undefined && !isDoubtful && question.isSame?.(best.value, answer.value)) {
        search.best = { ...best, isDoubtful: false }
        search.failing = search.failing.filter((failing) => failing.source !== best.source)
        return
      }
      if (isDoubtful) search.failing.push({ source, reason })
      if (best === undefined || !isDoubtful || asOf > best.asOf)
        search.best = { ...answer, source, servedAs: name, receivedAt: clock.now(), attempts: search.attempts }
    }

    function failed(search: Search<Item, T>, source: Source, name: Item, error: unknown, tookMs: number): void {
      const attempt = failedAttempt(source, error, tookMs)
      search.attempts.push(attempt)
      search.errors.push(error)
      if (!isHarmless(error)) search.failing.push({ source, reason: attempt.reason ?? '' })
      if (isShagunError(error, 'not-found')) remember(keyOf(source, question, name))
    }

    /** Who failed where another one did not is held; who is held is tried out beside whoever serves. */
    function settle({ best, failing, item }: Search<Item, T>): void {
      if (best === undefined || best.isDoubtful) return
      const rank = sources.indexOf(best.source)
      for (const { source, reason } of failing)
        if (sources.indexOf(source) < rank && source.hold(question.ask, best.source.id)) {
          log.warn(`${best.source.id} serves in place of ${source.id}: ${reason}`)
          switched({ ask: question.ask, from: source.id, to: best.source.id, reason })
        }
      for (const source of sources.slice(0, rank)) {
        const name = question.nameAt(source, item)
        if (name !== undefined && !isUnknown(source, name) && source.beginProbe(question.ask)) void probe(source, name)
      }
    }

    async function probe(source: Source, name: Item): Promise<void> {
      const tell = source.enter()
      let isGood: boolean | undefined
      try {
        const answer = (await ask(source, [name], attemptTimeoutMs)).get(name) ?? silentAbout(source, name)
        isGood = answer instanceof Error ? failedProbe(source, name, answer) : !answer.isDoubtful
        tell('good')
      } catch (error) {
        source.weigh(error)
        isGood = failedProbe(source, name, error)
        tell(isHarmless(error) ? 'good' : 'bad')
      }
      const to = source.probed(question.ask, isGood)
      if (to === undefined) return
      log.warn(`${source.id} serves again in place of ${to}.`)
      switched({ ask: question.ask, from: to, to: source.id, reason: 'it has recovered' })
    }

    /** Who does not know what it was tried out with has neither failed nor passed; it is tried with something else. */
    function failedProbe(source: Source, name: Item, error: unknown): false | undefined {
      if (isShagunError(error, 'not-found')) remember(keyOf(source, question, name))
      return isHarmless(error) ? undefined : false
    }

    function failureOf({ item, attempts, errors, isCapable }: Search<Item, T>): AnyShagunError {
      const what = question.describe([item])
      if (!isCapable) return nobodyServes(what, sources)
      if (attempts.every(({ code }) => code === 'not-found')) return unknownEverywhere(what, item, attempts, errors)
      const isUnsupported = attempts.every(({ code }) => code === 'unsupported' || code === 'not-found')
      if (isUnsupported && errors.length === 1 && isShagunError(errors[0], 'unsupported')) return errors[0]
      return unavailable(what, attempts, errors, 'Ask again later, or add a data provider.')
    }
  }

  function remember(key: string): void {
    notFound.delete(key)
    notFound.set(key, clock.now() + notFoundMs)
    for (const oldest of notFound.keys()) {
      if (notFound.size <= forgetAfter) break
      notFound.delete(oldest)
    }
  }

  return route
}

function keyOf<Item extends string, T>({ id }: Source, { ask }: Question<Item, T>, name: Item): string {
  return `${id} ${ask} ${name}`
}
