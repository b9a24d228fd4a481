import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory, type Storage } from '@shagun/core'
import { sqlite } from '@shagun/storage-sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Day, type DayOptions, zerodhaDay } from './zerodha-day/day.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shagun-day-'))
})
afterAll(() => rm(folder, { recursive: true }))

const inMemory = (): Storage => memory({ chained: true })

async function dayOf(seed: number, orders: number, storage: Storage, more: Partial<DayOptions> = {}): Promise<Day> {
  const tokenPath = join(folder, `token-${seed}`)
  return await zerodhaDay({ seed, orders, storage, tokenPath, ...more })
}

function expectKept({ broken, leaks, trace }: Day, seed: number): void {
  const told = [`npm run soak -- --broker zerodha --days 1 --seed ${seed}`, ...broken, ...trace.slice(-200)].join('\n')
  expect(broken, told).toEqual([])
  expect(leaks).toEqual([])
}

describe('a trading day of 2,000 orders at Zerodha', () => {
  it('ends with equal books, whatever goes wrong, and shows no secret', async () => {
    const storage = sqlite(join(folder, 'trading.db'))
    const day = await dayOf(1, 2_000, storage)
    await storage.close()
    expectKept(day, 1)
    const { counts, orders, fills } = day
    const often = (what: string): number => counts.get(what) ?? 0
    expect(orders).toBeGreaterThanOrEqual(2_000)
    expect(fills).toBeGreaterThan(1_000)
    for (const type of ['limit day', 'limit ioc', 'market day', 'market ioc', 'stop day', 'stop-limit day'])
      expect(often(`asked ${type}`), type).toBeGreaterThan(50)
    for (const outcome of ['place accepted', 'place rejected', 'place denied', 'place unconfirmed'])
      expect(often(outcome), outcome).toBeGreaterThan(0)
    for (const type of ['modified', 'modify-refused', 'canceled', 'cancel-refused', 'part-closed', 'absent'])
      expect(often(`order.${type}`), type).toBeGreaterThan(0)
    expect(often('outside')).toBeGreaterThan(10)
    expect(['reconnect', 'token', 'crash', 'disk'].map(often)).toEqual([2, 1, 1, 1])
    expect(often('crashes')).toBe(1)
    expect(often('session.expired')).toBe(2)
    expect(often('seen quotes')).toBeGreaterThan(1_000)
    expect(often('seen bars')).toBeGreaterThan(500)
    const mishaps = [...counts.keys()].filter((what) => /^(?:requests|socket): /.test(what))
    expect(mishaps.length).toBeGreaterThan(25)
    for (const where of ['address', 'answer', 'debug', 'event', 'journal', 'thrown', 'warn'])
      expect(often(`emitted ${where}`), where).toBeGreaterThan(0)
    expect(often('checksums')).toBeGreaterThan(1_000)
  }, 240_000)
})

describe('a shorter day', () => {
  it('is the same to the last hash for the same seed, on a disk each time', async () => {
    const [first, second] = [await dayOnDisk('first.db'), await dayOnDisk('second.db')]
    expectKept(second, 2)
    expect(second.hash).toBe(first.hash)
    expect(second.trace).toEqual(first.trace)
  }, 120_000)

  it('would not hide a token that leaks', async () => {
    const { leaks } = await dayOf(4, 20, inMemory(), { leak: ({ log }, token) => log.warn('asked', { token }) })
    expect(leaks).toMatchObject([{ where: 'warn' }, { where: 'warn' }])
  }, 120_000)
})

async function dayOnDisk(name: string): Promise<Awaited<ReturnType<typeof dayOf>>> {
  const storage = sqlite(join(folder, name))
  const day = await dayOf(2, 100, storage)
  await storage.close()
  return day
}
