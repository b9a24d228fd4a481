import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import type { JournalEntry } from '@shagun/core/adapter'
import type { Sample } from '../entry.ts'
import { accounts, burstMs, inFlight, pacedMs, pacePerSecond, warmUp } from './load.ts'
import { orderLives, sliceLives, type Unnumbered } from './order-lives.ts'

/** Something that keeps the events of several accounts. */
export interface Keeper {
  append(account: number, entry: JournalEntry): void | PromiseLike<void>
  /** How many entries of an account are there, without a gap. */
  count(account: number): Promise<number>
  close(): Promise<void>
}

/** More than are written in that time. */
const enough = 60_000
/** More than come in a millisecond, so that a late turn can be made good, and few enough that the loop turns at all. */
const mostInTurn = 10
/** Not in the system's folder for temporary files, which may be memory. */
const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url))

/** Measures how many events a second it takes, many at a time and one at a time, and how it holds up the event loop. */
export async function measureKeeper(open: (path: string) => Promise<Keeper>): Promise<Sample> {
  return inFolder(async (folder) => {
    const keeper = await open(join(folder, 'journal.db'))
    const nexts = Array<number>(accounts).fill(0)
    const answered = Array<number>(accounts).fill(0)

    /** One event of one account, numbered. */
    function append(account: number, event: Unnumbered): void | PromiseLike<void> {
      const appended = keeper.append(account, { ...event, sequence: nexts[account]!++ })
      if (appended === undefined) answered[account]!++
      else
        return appended.then(() => {
          answered[account]!++
        })
    }

    /** Events a second, so many at a time, until time is up or all are there. */
    async function burst(lives: readonly (readonly Unnumbered[])[], lanes: number): Promise<number> {
      const waiting = lives.values()
      const begin = performance.now()
      let count = 0
      async function lane(account: number): Promise<void> {
        for (const life of waiting)
          for (const event of life) {
            await append(account, event)
            count++
            if (performance.now() - begin > burstMs) return
          }
      }
      await Promise.all(Array.from({ length: lanes }, (_, i) => lane(i % accounts)))
      return (count * 1_000) / (performance.now() - begin)
    }

    await burst(orderLives(warmUp, 'warm-up'), inFlight)
    const together = await burst(orderLives(enough, 'together'), inFlight)
    const journalOnly = await burst(sliceLives(enough), inFlight)
    const alone = await burst(orderLives(enough, 'alone'), 1)
    const events = orderLives((pacePerSecond * pacedMs) / 3_000, 'paced').flat()
    const flying: PromiseLike<void>[] = []
    const paced = await measurePaced((i) => {
      const appended = append(Math.floor(i / 3) % accounts, events[i]!)
      if (appended !== undefined) flying.push(appended)
    })
    await Promise.all(flying)
    const kept = await Promise.all(nexts.map((_, account) => keeper.count(account)))
    await keeper.close()
    const missing = kept.map((count, account) => answered[account]! - count)
    return { figures: { together, journalOnly, alone, ...paced }, outcome: Float64Array.from(missing) }
  })
}

/** How late the event loop is while so many events a second come in, and how many of them it came to. */
export async function measurePaced(
  take: (i: number) => void,
): Promise<Record<'paced' | 'p99Ms' | 'longestMs', number>> {
  const resolution = 1
  const delay = monitorEventLoopDelay({ resolution })
  const begin = performance.now()
  let taken = 0
  delay.enable()
  await new Promise<void>((resolve) => {
    const pace = setInterval(() => {
      const elapsedMs = performance.now() - begin
      const due = Math.floor((Math.min(elapsedMs, pacedMs) * pacePerSecond) / 1_000)
      for (let i = 0; i < mostInTurn && taken < due; i++) take(taken++)
      if (elapsedMs < pacedMs) return
      clearInterval(pace)
      resolve()
    }, 1)
  })
  delay.disable()
  // What is recorded is from turn to turn; late is what exceeds the time asked for.
  const late = (ns: number): number => Math.max(0, ns / 1e6 - resolution)
  const seconds = (performance.now() - begin) / 1_000
  return { paced: taken / seconds, p99Ms: late(delay.percentile(99)), longestMs: late(delay.max) }
}

export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'journal-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
