import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { JournalEntry, Storage } from '@shagun/core/adapter'
import { sqlite } from '@shagun/storage-sqlite'
import type { Sample } from '../entry.ts'
import { inFolder } from '../journal/measure.ts'
import { remembered, replayed } from './load.ts'
import { createMarket, type Market, marketOrder } from './trader.ts'

/** What a start takes from a snapshot that holds many orders, with as many entries after it, or none. */
export async function measureRestart(after: boolean): Promise<Sample> {
  return inFolder(async (folder) => {
    const path = join(folder, 'trading.db')
    const market = createMarket()
    // A snapshot is kept at a stop; what comes after it is written by a storage that keeps none.
    await live(market, sqlite(path), remembered)
    const rest = withoutSnapshots(sqlite(path))
    if (after) await live(market, rest, Math.ceil(replayed / 3))
    // What the broker's books hold is its own affair.
    market.endDay()
    const trader = market.openTrader(sqlite(path))
    const begin = performance.now()
    await trader.start()
    const seconds = (performance.now() - begin) / 1_000
    await trader.stop()
    return { figures: { seconds, entries: rest.written() }, outcome: Float64Array.of(trader.view.orders.size) }
  })
}

async function live({ openTrader, print }: Market, storage: Storage, orders: number): Promise<void> {
  const trader = openTrader(storage)
  await trader.start()
  print()
  for (let i = 0; i < orders; i += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, j) => trader.place(marketOrder(i + j))))
    print()
  }
  await trader.idle()
  await trader.stop()
  await storage.close()
}

function withoutSnapshots(storage: Storage): Storage & { readonly written: () => number } {
  let count = 0
  return {
    ...storage,
    written: () => count,
    async openJournal(account) {
      const journal = await storage.openJournal(account)
      return {
        ...journal,
        append(entries: readonly JournalEntry[]) {
          count += entries.length
          return journal.append(entries)
        },
        async saveSnapshot() {},
      }
    },
  }
}
