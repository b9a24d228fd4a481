import { mock } from '@shagun/broker-mock'
import { createInstrument, createTrader, isShagunError, memory, type RiskRule, type Storage } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createStage } from '../stage.ts'
import { journalOf, stateAfter } from './state-after.ts'

describe('a snapshot', () => {
  it('taken anywhere in a history leads to the same state as the whole of it', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const entries = await journalOf(seed)
      const whole = stateAfter(entries)
      for (const at of [0.1, 0.35, 0.6, 0.9].map((part) => Math.floor(entries.length * part))) {
        const first = stateAfter(entries.slice(0, at))
        expect(stateAfter(entries.slice(at), first), `seed ${seed}, entry ${at}`).toEqual(whole)
      }
    }
  })
})

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })

/** An account that has kept a snapshot, in a storage that can be tampered with. */
async function kept(rules: () => RiskRule[] = () => []) {
  const stage = createStage()
  const broker = mock({ cash: '1000000', currency: 'INR', instruments: [infy] }, stage.environment)
  const inner = memory({ chained: true })
  const reads: (number | undefined)[] = []
  let tamper = (snapshot: { sequence: number; body: string }) => snapshot
  const storage: Storage = {
    ...inner,
    async openJournal(account) {
      const journal = await inner.openJournal(account)
      return {
        ...journal,
        read(after) {
          reads.push(after)
          return journal.read(after)
        },
        async loadSnapshot() {
          const snapshot = await journal.loadSnapshot()
          return snapshot && tamper(snapshot)
        },
      }
    },
  }
  const start = async () => {
    const trader = createTrader({ broker, storage, instruments: [infy], rules: rules(), snapshotEvery: 1 })
    await trader.start()
    return trader
  }
  const trader = await start()
  await trader.place({ instrument: infy.id, side: 'buy', quantity: 10, type: 'limit', limitPrice: '1500' })
  await trader.stop()
  return {
    start,
    reads,
    tamperWith(change: typeof tamper) {
      tamper = change
    },
  }
}

describe('a start', () => {
  it('goes on from the snapshot, and reads no more of the journal than comes after it', async () => {
    const { start, reads } = await kept()
    reads.length = 0
    const trader = await start()
    expect(reads.every((after) => after !== undefined && after >= 1)).toBe(true)
    expect([...trader.view.orders.values()]).toMatchObject([{ lifecycle: 'working' }])
    expect(trader.view.cash.get('INR')?.toFixed()).toBe('1000000')
    await trader.stop()
  })

  it.each([
    ['from the future', (snapshot: { sequence: number; body: string }) => ({ ...snapshot, sequence: 1000 })],
    [
      'of another journal',
      ({ sequence, body }: { sequence: number; body: string }) => ({
        sequence,
        body: body.replace(/"hash":"[^"]+"/, `"hash":"${'f'.repeat(64)}"`),
      }),
    ],
  ])('refuses a snapshot %s, by name', async (_, change) => {
    const { start, tamperWith } = await kept()
    tamperWith(change)
    await expect(start()).rejects.toSatisfy((error) => isShagunError(error, 'journal-broken'))
    tamperWith((snapshot) => snapshot)
    await (await start()).stop()
  })

  it.each([
    ['that cannot be read', '{"version":'],
    ['of another shape', '{"version":0}'],
  ])('replays the whole journal instead of a snapshot %s', async (_, body) => {
    const { start, tamperWith, reads } = await kept()
    tamperWith(({ sequence }) => ({ sequence, body }))
    reads.length = 0
    const trader = await start()
    expect(reads).toContain(undefined)
    expect([...trader.view.orders.values()]).toMatchObject([{ lifecycle: 'working' }])
    await trader.stop()
  })

  it('replays the whole journal for a rule that watches it and cannot be saved', async () => {
    let seen = 0
    const watching: RiskRule = {
      name: 'watching',
      check: () => undefined,
      observe: () => void seen++,
      reset() {
        seen = 0
      },
    }
    const { start } = await kept(() => [watching])
    const before = seen
    await (await start()).stop()
    expect(seen).toBeGreaterThanOrEqual(before)
  })

  it('gives a rule back what it has saved', async () => {
    let submitted = 0
    const counting: RiskRule = {
      name: 'counting',
      check: () => undefined,
      observe({ type }) {
        if (type === 'order.submitted') submitted++
      },
      reset() {
        submitted = 0
      },
      save: () => submitted,
      restore(saved) {
        submitted = Number(saved)
      },
    }
    const { start, reads } = await kept(() => [counting])
    reads.length = 0
    await (await start()).stop()
    expect(submitted).toBe(1)
    expect(reads).not.toContain(undefined)
  })
})
