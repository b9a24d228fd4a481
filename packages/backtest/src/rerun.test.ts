import { memory, type Storage, type Strategy } from '@shagun/core'
import type { JournalEntry } from '@shagun/core/adapter'
import { describe, expect, it } from 'vitest'
import { type BacktestOptions, backtest } from './backtest.ts'
import { rerunnable } from './rerun.ts'
import { randomBars, silent, strategyOf } from './testing/history.ts'
import { slow } from './testing/slow-storage.ts'

const bars = randomBars(7, 40)

function buysAndSells(): Strategy {
  return strategyOf({
    async onBar({ instrument }, trader) {
      const side = trader.view.getQuantity(instrument).isZero() ? 'buy' : 'sell'
      await trader.place({ instrument, side, quantity: 1, type: 'market' })
    },
  })
}

function run(storage: Storage, rest: Partial<BacktestOptions> = {}) {
  return backtest({ bars, strategy: buysAndSells(), cash: 100_000, log: silent, storage, ...rest })
}

async function entriesOf(storage: Storage, account = 'backtest'): Promise<JournalEntry[]> {
  const journal = await storage.openJournal(account)
  const entries: JournalEntry[] = []
  for await (const entry of journal.read()) entries.push(entry)
  await journal.close()
  return entries
}

/** The storage, and how many entries were handed to it. */
function counted(storage: Storage): { readonly storage: Storage; written(): number } {
  let count = 0
  return {
    written: () => count,
    storage: {
      ...storage,
      async openJournal(account) {
        const journal = await storage.openJournal(account)
        return {
          ...journal,
          append(entries) {
            count += entries.length
            return journal.append(entries)
          },
        }
      },
    },
  }
}

describe.each([
  ['memory', () => memory()],
  ['memory with a chain of hashes', () => memory({ chained: true })],
  ['a slow storage', slow],
] as const)('in %s', (_, open) => {
  it('a run is journalled whole, from its opening balance on', async () => {
    const storage = open()
    const { orders, fills } = await run(storage)
    const types = (await entriesOf(storage)).map(({ type }) => type)
    expect(types[0]).toBe('cash.adjusted')
    expect(types.filter((type) => type === 'order.submitted')).toHaveLength(orders.length)
    expect(types.filter((type) => type === 'order.filled')).toHaveLength(fills.length)
    expect(fills.length).toBeGreaterThan(30)
  })

  it('the same run again is compared with what is stored, and nothing is written twice', async () => {
    const { storage, written } = counted(open())
    const first = await run(storage)
    const before = written()
    const second = await run(storage)
    expect(written()).toBe(before)
    expect(second.orderHash).toBe(first.orderHash)
  })

  it('a run that ended early is taken up where it ended', async () => {
    const whole = open()
    const { storage, written } = counted(open())
    const { orderHash } = await run(whole)
    await expect(run(storage, { strategy: failing(20) })).rejects.toMatchObject({ code: 'strategy-failed' })
    expect(written()).toBeGreaterThan(20)
    expect((await run(storage)).orderHash).toBe(orderHash)
    expect(await entriesOf(storage)).toEqual(await entriesOf(whole))
  })

  it.each([
    ['cash', { cash: 100_001 }],
    ['seed', { seed: 2 }],
    ['bars', { bars: randomBars(8, 40) }],
    ['end', { bars: bars.slice(0, 30) }],
    ['strategy', { strategy: strategyOf() }],
  ] as const)('another run under the same account is refused and changes nothing: another %s', async (_, rest) => {
    const { storage, written } = counted(open())
    await run(storage)
    const before = await entriesOf(storage)
    const count = written()
    await expect(run(storage, rest)).rejects.toMatchObject({
      code: 'journal-conflict',
      details: { account: 'backtest', expected: before.length },
      message: expect.stringMatching(
        /another run: .*Give this one another account name, or begin with a fresh storage/,
      ),
    })
    expect(written()).toBe(count)
    expect(await entriesOf(storage)).toEqual(before)
    await run(storage)
  })

  it('another run finds its place under another account', async () => {
    const storage = open()
    const [first, second] = [await run(storage), await run(storage, { seed: 2, account: 'second' })]
    expect(second.orderHash).not.toBe(first.orderHash)
    expect(await entriesOf(storage, 'second')).toHaveLength((await entriesOf(storage)).length)
  })
})

function failing(bar: number): Strategy {
  const strategy = buysAndSells()
  let calls = 0
  return {
    ...strategy,
    onBar(each, trader) {
      if (calls++ === bar) throw new Error('interrupted')
      return strategy.onBar?.(each, trader)
    },
  }
}

describe('the journal of a run that may have been made before', () => {
  const entry = (sequence: number, body = '{}'): JournalEntry => {
    return { sequence, time: 0, type: 'cash.adjusted', version: 1, body, hash: '' }
  }

  it('is written on from where the stored one ends, also within one append', async () => {
    const storage = memory()
    const journal = await storage.openJournal('a')
    await journal.append([entry(0), entry(1)])
    await journal.close()
    const again = await rerunnable(storage).openJournal('a')
    await again.append([entry(0), entry(1), entry(2)])
    await again.close()
    expect(await entriesOf(storage, 'a')).toEqual([entry(0), entry(1), entry(2)])
  })

  it('takes nothing of an append in which one entry differs', async () => {
    const storage = memory()
    const journal = await storage.openJournal('a')
    await journal.append([entry(0), entry(1)])
    await journal.close()
    const other = rerunnable(storage)
    const again = await other.openJournal('a')
    expect(() => again.append([entry(0), entry(1, '{"other":1}'), entry(2)])).toThrow(/entry 1 differs/)
    expect(other.getConflict()).toMatchObject({ details: { account: 'a', expected: 2, found: 1 } })
    await again.close()
    expect(await entriesOf(storage, 'a')).toEqual([entry(0), entry(1)])
  })

  it('is chained where that of the storage is', async () => {
    expect((await rerunnable(memory()).openJournal('a')).chained).toBe(false)
    expect((await rerunnable(memory({ chained: true })).openJournal('a')).chained).toBe(true)
  })
})

describe('two runs at a time', () => {
  it('cannot share an account of one storage', async () => {
    const storage = memory()
    const [first, second] = await Promise.allSettled([run(storage), run(storage)])
    expect(first.status).toBe('fulfilled')
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'journal-conflict' } })
  })
})

describe('without a storage', () => {
  it('a run is the same as with one', async () => {
    const strategy = buysAndSells()
    const { orderHash } = await backtest({ bars, strategy, cash: 100_000 })
    expect(orderHash).toBe((await run(memory())).orderHash)
  })
})
