import type { Quote } from '@shagun/core'
import type { Sample } from '../entry.ts'
import { floodMs, warmUpMs } from './load.ts'
import { packQuotes, parseQuotes, quoteAt, writeQuotes } from './quotes.ts'

/** What brings quotes to those who listen. */
export interface Pipe {
  tell(quote: Quote): void
  end(): void
}

/** One who listens: it adds up what it hears, and nothing else. */
export interface Ear {
  quotes: number
  sum: number
}

/** How a contestant makes its pipe, with all the ears listening to every instrument. */
export type OpenPipe = (ears: readonly Ear[]) => Pipe | Promise<Pipe>

/** So many quotes come with one look at the clock, as in one message. */
const together = 100

/** What one quote takes, as CPU time of the whole process: so collections of garbage count, and other processes do not. */
export async function measureFlood(open: OpenPipe, subscribers: number, from: 'reports' | 'bytes'): Promise<Sample> {
  const ears = Array.from({ length: subscribers }, (): Ear => ({ quotes: 0, sum: 0 }))
  const { tell, end } = await open(ears)
  const bytes = packQuotes(0, together, Date.now())
  let told = 0

  function message(): void {
    const time = Date.now()
    if (from === 'bytes') {
      writeQuotes(bytes, told, time)
      parseQuotes(bytes, tell)
    } else for (let k = 0; k < together; k++) tell(quoteAt(told + k, time))
    told += together
  }

  function flood(ms: number): void {
    for (const until = performance.now() + ms; performance.now() < until; ) message()
  }

  for (let i = 0; i < 100; i++) message()
  const outcome = Float64Array.from(ears.flatMap(({ quotes, sum }) => [quotes, sum]))
  flood(warmUpMs)
  globalThis.gc?.()
  const before = told
  const cpu = process.cpuUsage()
  flood(floodMs)
  const { user, system } = process.cpuUsage(cpu)
  end()
  const missed = ears.reduce((sum, { quotes }) => sum + told - quotes, 0)
  if (missed > 0) throw new Error(`${missed} quotes were not heard.`)
  return { figures: { ns: ((user + system) * 1_000) / (told - before) }, outcome }
}
