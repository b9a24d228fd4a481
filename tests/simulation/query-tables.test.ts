import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sqlite } from '@shagun/storage-sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { historyOf } from './history-of.ts'
import { journalOf, ordersAfter } from './state-after.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shagun-histories-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('an account on a real disk keeps every promise', async () => {
  for (const seed of [2, 8, 10, 21]) {
    const path = join(folder, `${seed}.db`)
    const { violation, trace } = await historyOf(seed, { storage: () => sqlite(path), steps: 40 })
    expect(violation, [`seed ${seed}`, ...trace].join('\n')).toBeUndefined()
  }
}, 60_000)

it('the query tables show what the account holds, after any history', async () => {
  const path = join(folder, 'trading.db')
  const storage = sqlite(path)
  const read = () => {
    const database = new DatabaseSync(path)
    const rows = database
      .prepare('SELECT account, order_id, status, certainty, quantity, filled_quantity, turnover FROM trading_orders')
      .all()
    database.close()
    return new Map(rows.map((row) => [`${row['account']} ${row['order_id']}`, row]))
  }
  for (let seed = 1; seed <= 60; seed++) {
    const entries = await journalOf(seed)
    const account = String(seed)
    const journal = await storage.openJournal(account)
    await journal.append(entries)
    await journal.close()
    const shown = read()
    for (const [id, { lifecycle, certainty, terms, filledQuantity, averagePrice }] of ordersAfter(entries)) {
      const row = shown.get(`${account} ${id}`)!
      expect([row['status'], row['certainty'], row['quantity'], row['filled_quantity']], `${account} ${id}`).toEqual([
        lifecycle,
        certainty,
        terms.quantity.toFixed(),
        filledQuantity.toFixed(),
      ])
      if (averagePrice !== undefined)
        expect(averagePrice.times(filledQuantity).minus(String(row['turnover'])).abs().lt('1e-6')).toBe(true)
    }
  }
  const shown = read()
  await storage.rebuild()
  expect(read()).toEqual(shown)
  await storage.close()
})
