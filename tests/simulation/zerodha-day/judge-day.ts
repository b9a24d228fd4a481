import type { FakeKite } from '@shagun/broker-zerodha/testing'
import type { Decimal, JournalEntry, Storage } from '@shagun/core'
import { decodeEntry } from '@shagun/core/adapter'
import type { SimulatedVenue } from '@shagun/core/testing'
import { brokenAtEnd } from '../../../packages/core/src/testing/simulate/promises.ts'
import { unexplainedCorrections } from './equal-books.ts'
import { listed } from './listed.ts'
import { briefly } from './record.ts'
import type { Supervisor } from './supervisor.ts'

/** What is left to be looked at once a day is over. */
export interface DayThatIsOver {
  readonly supervisor: Supervisor
  readonly fake: FakeKite
  readonly venue: SimulatedVenue
  readonly disk: Storage
  /** By instrument and product, what others did and what was there before. */
  readonly others: ReadonlyMap<string, Decimal>
  /** How often the end of a token was told. */
  readonly expiriesTold: number
}

/** Stops the account, and says which promises it has not kept, and what its journal holds. */
export async function judgeDay(day: DayThatIsOver): Promise<{
  readonly broken: readonly string[]
  readonly entries: readonly JournalEntry[]
}> {
  const { supervisor, fake, venue, disk, others, expiriesTold } = day
  const broken: string[] = []
  const instruments = listed.map(({ instrument }) => instrument)
  const violation = await brokenAtEnd({ trader: supervisor.trader!, venue, storage: disk, instruments, days: 1 })
  if (violation !== undefined) broken.push(`${violation.promise}: ${violation.evidence}`)
  if (expiriesTold !== 2) broken.push(`each end of a token is told once: two ended, and ${expiriesTold} were told`)
  if (supervisor.timers > 0) broken.push(`a trader that was stopped leaves no timer: there are ${supervisor.timers}`)
  if (fake.ticker.sessions.length > 0) broken.push('a trader that was stopped leaves no socket')
  for (const [tag, times] of timesSent(fake))
    if (times > 1) broken.push(`no order is sent twice: ${tag}, ${times} times`)
  const entries = await journalOf(disk)
  const events = entries.map((entry) => decodeEntry(entry))
  for (const correction of unexplainedCorrections(events, others))
    broken.push(`what was corrected is what others did, and nothing else: ${correction}`)
  for (const event of events)
    if (event.type === 'order.quarantined' || event.type === 'order.reopened')
      broken.push(`nothing contradicts itself: ${briefly(event)}`)
  return { broken, entries }
}

/** How often each order was sent, by its tag. */
function timesSent({ requests }: FakeKite): ReadonlyMap<string, number> {
  const sent = new Map<string, number>()
  for (const { endpoint, params } of requests)
    if (endpoint === 'place') sent.set(params['tag']!, (sent.get(params['tag']!) ?? 0) + 1)
  return sent
}

async function journalOf(storage: Storage): Promise<JournalEntry[]> {
  const journal = await storage.openJournal('main')
  const entries: JournalEntry[] = []
  for await (const entry of journal.read()) entries.push(entry)
  await journal.close()
  return entries
}
