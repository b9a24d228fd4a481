import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import {
  createInstrument,
  createTrader,
  Decimal,
  isShagunError,
  type JournalEntry,
  memory,
  ShagunError,
  type Storage,
  type Trader,
} from '@shagun/core'
import type { Journal } from '@shagun/core/adapter'
import { sqlite } from '@shagun/storage-sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { differences, type Method, methods, misbehavingBroker } from './misbehaving-broker.ts'
import { createStage } from './stage.ts'
import { hashOf } from './witnessed-storage.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const instruments = [infy]
const buy = { instrument: infy.id, side: 'buy', quantity: 10, type: 'limit', limitPrice: '1500' } as const

const unhandled: unknown[] = []
const keep = (cause: unknown): void => void unhandled.push(cause)
beforeEach(() => {
  process.on('unhandledRejection', keep)
})
afterEach(async () => {
  await setImmediate()
  process.off('unhandledRejection', keep)
  expect(unhandled.splice(0)).toEqual([])
})

/** A venue, and traders that come and go. */
function createScene() {
  const stage = createStage()
  const { broker, venue, ...told } = misbehavingBroker(stage.environment, instruments)
  const traderOf = (storage: Storage): Trader => createTrader({ broker, storage, instruments })
  return {
    ...told,
    stage,
    broker,
    venue,
    traderOf,
    print: (price: number, quantity: number) =>
      venue.print({ instrument: infy.id, time: stage.clock.now(), price, quantity }),
    /** Longer than anything takes that can still come right. */
    async wait(trader?: Trader) {
      for (let second = 0; second < 150; second++) {
        stage.clock.advanceTo(stage.clock.now() + 1000)
        await setImmediate()
        await setImmediate()
        await trader?.idle()
      }
    },
  }
}
type Scene = ReturnType<typeof createScene>

/** Buys 10 of which 4 are filled, and has another order working. */
async function trade(trader: Trader, { print }: Pick<Scene, 'print'>) {
  const { order } = await trader.place(buy)
  print(1499, 4)
  const other = await trader.place({ ...buy, limitPrice: '1400' })
  return [order.terms.clientOrderId, other.order.terms.clientOrderId] as const
}

/** However it went before, an honest broker and a whole storage bring the account to the venue's truth. */
async function expectNothingLost(scene: Scene, storage: Storage): Promise<void> {
  scene.heal()
  const trader = scene.traderOf(storage)
  await trader.start()
  await scene.wait(trader)
  expect(differences(trader.view, scene.venue)).toEqual([])
  const sent = scene.venue.listOrders().map((row) => row.clientOrderId)
  expect(new Set(sent).size).toBe(sent.length)
  expect(await trader.place({ ...buy, limitPrice: '1300' })).toMatchObject({ outcome: 'accepted' })
  await trader.stop()
}

/** What a call is refused with: one of our errors, or an outcome. */
async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call
  } catch (cause) {
    if (!isShagunError(cause)) throw cause
    return cause
  }
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shagun-misuse-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('two traders on one journal', () => {
  it.each<readonly [string, () => Storage]>([
    ['memory', () => memory()],
    ['sqlite', () => sqlite(join(folder, 'trading.db'))],
  ])('in one process: the second is not started, and the first goes on (%s)', async (_name, storageOf) => {
    const scene = createScene()
    const storage = storageOf()
    const [first, second] = [scene.traderOf(storage), scene.traderOf(storage)]
    await first.start()
    await expect(second.start()).rejects.toMatchObject({ code: 'journal-conflict', details: { account: 'main' } })
    await expect(second.place(buy)).rejects.toMatchObject({ code: 'not-started' })
    await trade(first, scene)
    expect(scene.venue.listOrders()).toHaveLength(2)
    await first.stop()
    await expectNothingLost(scene, storage)
    await storage.close()
  })

  it('in two processes on one SQLite file: the second is not started before the first has stopped', async () => {
    const scene = createScene()
    const path = join(folder, 'trading.db')
    const storages = [sqlite(path), sqlite(path)] as const
    const [first, second] = storages.map(scene.traderOf) as [Trader, Trader]
    await first.start()
    await expect(second.start()).rejects.toMatchObject({ code: 'journal-conflict' })
    await expect(second.place(buy)).rejects.toMatchObject({ code: 'not-started' })
    await trade(first, scene)
    expect(scene.venue.listOrders()).toHaveLength(2)
    await first.stop()
    await second.start()
    expect(second.view.orders.size).toBe(2)
    await second.stop()
    await expectNothingLost(scene, storages[1])
    for (const storage of storages) await storage.close()
  })

  it('in a storage that keeps nobody out: who comes too late with an entry is halted at it, and sends nothing', async () => {
    const scene = createScene()
    const storage = unguarded()
    const [first, second] = [scene.traderOf(storage), scene.traderOf(storage)]
    const halted: string[] = []
    second.on('account.halted', ({ reason }) => void halted.push(reason))
    await first.start()
    await second.start()
    await first.place(buy)
    await expect(second.place(buy)).rejects.toMatchObject({ code: 'account-halted' })
    expect(halted).toEqual(['Another writer was here.'])
    expect(scene.venue.listOrders()).toHaveLength(1)
    await expect(second.place(buy)).rejects.toMatchObject({ code: 'account-halted' })
    expect(await first.place(buy)).toMatchObject({ outcome: 'accepted' })
    await first.stop()
    await second.stop()
    await expectNothingLost(scene, storage)
  })

  /** Anybody may open its one journal; it only refuses what does not follow. */
  function unguarded(): Storage {
    const entries: JournalEntry[] = []
    const journal: Journal = {
      append(added) {
        const [expected, found] = [entries.length, added[0]!.sequence]
        if (found !== expected)
          throw new ShagunError('journal-conflict', 'Another writer was here.', {
            details: { account: 'main', expected, found },
          })
        entries.push(...added)
      },
      async *read(after = -1) {
        yield* entries.slice(after + 1)
      },
      async saveSnapshot() {},
      loadSnapshot: async () => undefined,
      async close() {},
    }
    return { ...memory(), openJournal: async () => journal }
  }
})

describe('a chain', () => {
  /** Reads from it what somebody has made of it. */
  function tampered(storage: Storage, change: (entries: JournalEntry[]) => JournalEntry[]): Storage {
    return {
      ...storage,
      async openJournal(account) {
        const journal = await storage.openJournal(account)
        return {
          ...journal,
          async *read(after) {
            const entries: JournalEntry[] = []
            for await (const entry of journal.read()) entries.push(entry)
            yield* change(entries).slice((after ?? -1) + 1)
          },
        }
      },
    }
  }
  const renumbered = (entries: JournalEntry[]): JournalEntry[] =>
    entries.map((entry, sequence) => ({ ...entry, sequence }))
  const swapped = (entries: JournalEntry[], at: number): JournalEntry[] =>
    entries.with(at, entries[at + 1]!).with(at + 1, entries[at]!)

  const cases: readonly (readonly [string, (entries: JournalEntry[], at: number) => JournalEntry[]])[] = [
    [
      'with an entry that was changed',
      (all, at) => all.with(at, { ...all[at]!, body: `${all[at]!.body.slice(0, -1)},"x":1}` }),
    ],
    ['with an entry of another time', (all, at) => all.with(at, { ...all[at]!, time: all[at]!.time + 1 })],
    ['with an entry that is missing', (all, at) => all.toSpliced(at, 1)],
    ['with an entry that is missing, and the rest numbered anew', (all, at) => renumbered(all.toSpliced(at, 1))],
    ['with an entry that was put in', (all, at) => renumbered(all.toSpliced(at, 0, all[at + 1]!))],
    ["with two entries in each other's place", swapped],
    ["with two entries in each other's place, numbered anew", (all, at) => renumbered(swapped(all, at))],
    [
      'with an entry that was cut off',
      (all, at) => all.with(at, { ...all[at]!, body: all[at]!.body.slice(0, all[at]!.body.length / 2) }),
    ],
  ]

  it.each(cases)('%s is refused at that entry, wherever it stands; restored, it is whole', async (_name, change) => {
    const scene = createScene()
    const storage = memory({ chained: true })
    const trader = scene.traderOf(storage)
    await trader.start()
    await trade(trader, scene)
    await trader.stop()
    const journal = await storage.openJournal('main')
    let length = 0
    for await (const _ of journal.read()) length++
    await journal.close()
    expect(length).toBeGreaterThan(6)
    for (let at = 0; at < length - 1; at++) {
      const victim = scene.traderOf(tampered(storage, (all) => change(all, at)))
      await expect(victim.start(), String(at)).rejects.toMatchObject({
        code: 'journal-broken',
        details: { sequence: at },
      })
      await expect(victim.place(buy)).rejects.toMatchObject({ code: 'not-started' })
    }
    expect(scene.venue.listOrders()).toHaveLength(2)
    await expectNothingLost(scene, storage)
  })

  it('with an event of a later release is refused, whether its type or its version is new', async () => {
    const scene = createScene()
    const storage = memory({ chained: true })
    const trader = scene.traderOf(storage)
    await trader.start()
    await trade(trader, scene)
    await trader.stop()
    const chained = (all: JournalEntry[], at: number, entry: JournalEntry) =>
      all.with(at, { ...entry, hash: hashOf(all[at - 1], entry) })
    for (const later of [{ version: 99 }, { type: 'order.teleported' as JournalEntry['type'] }]) {
      const victim = scene.traderOf(tampered(storage, (all) => chained(all, 3, { ...all[3]!, ...later })))
      await expect(victim.start()).rejects.toMatchObject({ code: 'journal-newer', details: later })
    }
    expect(scene.venue.listOrders()).toHaveLength(2)
    await expectNothingLost(scene, storage)
  })

  it.each([
    ['changed', `UPDATE journal SET body = replace(body, '10', '99') WHERE sequence = 2`],
    ['missing', 'DELETE FROM journal WHERE sequence = 2'],
    ['cut off', 'UPDATE journal SET body = substr(body, 1, 20) WHERE sequence = 2'],
    ['told for another time', 'UPDATE journal SET time = time + 1 WHERE sequence = 2'],
  ])('in SQLite whose entry was %s by hand is refused at that entry', async (_name, statement) => {
    const scene = createScene()
    const path = join(folder, 'trading.db')
    const storage = sqlite(path)
    const trader = scene.traderOf(storage)
    await trader.start()
    await trade(trader, scene)
    await trader.stop()
    const byHand = new DatabaseSync(path)
    expect(byHand.prepare(statement).run().changes).toBe(1)
    byHand.close()
    await expect(trader.start()).rejects.toMatchObject({
      code: 'journal-broken',
      details: { account: 'main', sequence: 2 },
    })
    expect(scene.venue.listOrders()).toHaveLength(2)
    await storage.close()
  })
})

describe('a storage that fails', () => {
  type Failing = 'keeping nothing' | 'keeping the first half' | 'keeping everything'

  /** Fails once, at the append after so many, as a full disk does. */
  function failingStorage(how: Failing, when: 'at once' | 'later', afterAppends: number) {
    const inner = memory({ chained: true })
    let left = afterAppends
    let failed = false
    const full = (): ShagunError =>
      new ShagunError('storage-failed', 'The disk is full.', { details: { source: 'test' } })
    const append = (journal: Journal, entries: readonly JournalEntry[]): void => {
      if (left-- !== 0) return void journal.append(entries)
      failed = true
      const kept = {
        'keeping nothing': 0,
        'keeping the first half': entries.length / 2,
        'keeping everything': entries.length,
      }
      void journal.append(entries.slice(0, Math.floor(kept[how])))
      throw full()
    }
    return {
      hasFailed: () => failed,
      storage: {
        ...inner,
        async openJournal(account: string): Promise<Journal> {
          const journal = await inner.openJournal(account)
          return {
            ...journal,
            append: (entries) =>
              when === 'at once' ? append(journal, entries) : setImmediate().then(() => append(journal, entries)),
          }
        },
      } satisfies Storage,
    }
  }

  /** Everything that an account writes, much of it in one append. */
  async function work(trader: Trader, scene: Scene): Promise<unknown[]> {
    const said: unknown[] = [await refusalOf(trader.start())]
    said.push(...(await Promise.all(Array.from({ length: 4 }, () => refusalOf(trader.place(buy))))))
    scene.print(1499, 4)
    const open = [...trader.view.orders.keys()]
    if (open[0] !== undefined) said.push(await refusalOf(trader.modify(open[0], { quantity: 12 })))
    if (open[1] !== undefined) said.push(await refusalOf(trader.cancel(open[1])))
    scene.print(1499, 10)
    said.push(await refusalOf(trader.place(buy)))
    return said
  }

  const hows: readonly Failing[] = ['keeping nothing', 'keeping the first half', 'keeping everything']
  it.each(hows.flatMap((how) => (['at once', 'later'] as const).map((when) => [how, when] as const)))(
    '%s, %s, at any append: the account halts with a named error, and nothing is lost',
    async (how, when) => {
      let appends = 0
      for (; ; appends++) {
        const scene = createScene()
        const { storage, hasFailed } = failingStorage(how, when, appends)
        const trader = scene.traderOf(storage)
        const halted: string[] = []
        trader.on('account.halted', ({ reason }) => void halted.push(reason))
        const said = await work(trader, scene)
        if (!hasFailed()) break
        expect(halted, `append ${appends}`).toEqual(['The disk is full.'])
        const errors = said.filter((each) => isShagunError(each))
        expect(errors.length, `append ${appends}`).toBeGreaterThan(0)
        for (const error of errors) expect(error.code).toMatch(/^(account-halted|not-started|invalid-order)$/)
        await expect(trader.cancel(trader.view.orders.keys().next().value!)).rejects.toThrow(ShagunError)
        await trader.stop()
        await expectNothingLost(scene, storage)
      }
      expect(appends).toBeGreaterThan(6)
    },
  )
})

/** Anything that a vendor's JSON, or a mistake of its adapter, can come to. */
const nonsense: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
  fc.json().map((text) => JSON.parse(text) as unknown),
  fc.constantFrom<unknown>(undefined, null, Number.NaN, new Decimal(Number.NaN), new Decimal(-1), {
    toString: 'no function',
  }),
)

/** Another text in the place of an id is no nonsense but a lie, and looks like the truth. */
const notText = nonsense.filter((value) => typeof value !== 'string')

/** A true object with one of its fields made nonsense: what looks right at first sight. */
function spoilt(truth: () => Readonly<Record<string, unknown>>): fc.Arbitrary<() => unknown> {
  return fc.tuple(fc.nat(), notText).map(([pick, value]) => () => {
    const whole = truth()
    const keys = Object.keys(whole)
    return { ...whole, [keys[pick % keys.length]!]: value }
  })
}

describe('a broker', () => {
  it('that reports nonsense is logged, and believed again when its books have been read', async () => {
    const scene = createScene()
    const storage = memory()
    const trader = scene.traderOf(storage)
    await trader.start()
    await trade(trader, scene)
    scene.report({ type: 'order', order: { brokerOrderId: 7 } })
    expect(scene.stage.logged.join()).toContain('misbehaving sent a report that cannot be read')
    expect(await trader.place(buy)).toMatchObject({ outcome: 'denied', denial: { rule: 'connection' } })
    await scene.stage.pass(5_000)
    expect(await trader.place(buy)).toMatchObject({ outcome: 'accepted' })
    await trader.stop()
    await expectNothingLost(scene, storage)
  })

  it('that reports whatever nonsense there is harms nothing', async () => {
    const rowOf = (scene: Scene) => ({ ...scene.venue.listOrders()[0]! })
    const fillOf = (scene: Scene) => ({ ...scene.venue.listFills()[0]! })
    let now: Scene
    const row = spoilt(() => rowOf(now)).map((order) => () => ({ type: 'order', order: order() }))
    const fill = spoilt(() => fillOf(now)).map((trade) => () => ({ type: 'fill', fill: trade() }))
    const report = fc.oneof(
      nonsense.map((value) => () => value),
      row,
      fill,
    )
    await fc.assert(
      fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 6 }), async (reports) => {
        const scene = (now = createScene())
        const storage = memory({ chained: true })
        const trader = scene.traderOf(storage)
        await trader.start()
        await trade(trader, scene)
        for (const each of reports) scene.report(each())
        await trader.stop()
        await expectNothingLost(scene, storage)
      }),
    )
  })

  const answers: readonly Method[] = ['place', 'cancel', 'modify', 'findOrders', 'fetchSnapshot']
  it.each(answers)('that answers %s with nonsense harms nothing', async (method) => {
    await fc.assert(
      fc.asyncProperty(nonsense, fc.boolean(), async (answer, taken) => {
        const scene = createScene()
        const storage = memory({ chained: true })
        const trader = scene.traderOf(storage)
        await trader.start()
        const [first, second] = await trade(trader, scene)
        scene.misbehave(method, (work) => {
          if (taken) void work()
          return answer
        })
        await use(trader, scene, first, second)
        await scene.wait()
        await trader.stop()
        await expectNothingLost(scene, storage)
      }),
      { numRuns: 60 },
    )
  })

  it.each(['place', 'cancel', 'modify', 'findOrders', 'fetchSnapshot'] as const)(
    'whose answer to %s is spoilt in one field harms nothing',
    async (method) => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(30), { maxLength: 4 }), notText, async (path, value) => {
          const scene = createScene()
          const storage = memory({ chained: true })
          const trader = scene.traderOf(storage)
          await trader.start()
          const [first, second] = await trade(trader, scene)
          scene.misbehave(method, (work) => {
            const answer = work()
            return answer instanceof Promise
              ? answer.then((whole) => spoil(whole, path, value))
              : spoil(answer, path, value)
          })
          await use(trader, scene, first, second)
          await scene.wait()
          await trader.stop()
          await expectNothingLost(scene, storage)
        }),
        { numRuns: 60 },
      )
    },
  )

  type Manner = 'at once' | 'later' | 'after it was done'
  const throwing: Readonly<Record<Manner, (work: () => unknown) => unknown>> = {
    'at once': () => {
      throw new TypeError('x is not a function')
    },
    later: () => Promise.reject(new TypeError('x is not a function')),
    'after it was done': async (work) => {
      await work()
      throw undefined
    },
  }
  const manners = Object.keys(throwing) as Manner[]
  it.each(methods.flatMap((method) => manners.map((manner) => [method, manner] as const)))(
    'whose %s throws %s loses nothing',
    async (method, manner) => {
      const scene = createScene()
      const storage = memory({ chained: true })
      const trader = scene.traderOf(storage)
      if (method === 'connect' || method === 'fetchSnapshot') {
        scene.misbehave(method, throwing[manner])
        await trader.start().then(
          () => expect.unreachable('It started.'),
          () => {},
        )
        await expect(trader.place(buy)).rejects.toMatchObject({ code: 'not-started' })
        scene.heal()
      }
      await trader.start()
      const [first, second] = await trade(trader, scene)
      scene.misbehave(method, throwing[manner])
      await use(trader, scene, first, second)
      await scene.wait()
      scene.heal()
      await scene.wait()
      expect(differences(trader.view, scene.venue)).toEqual([])
      await trader.stop()
      await expectNothingLost(scene, storage)
    },
  )

  it('that throws when it is let go is let go all the same: the trader stops, and starts again', async () => {
    const scene = createScene()
    const storage = memory({ chained: true })
    const trader = scene.traderOf(storage)
    for (const goodbye of [
      async () => {
        throw new Error('socket hang up')
      },
      () => {
        throw new Error('socket hang up')
      },
      'no function',
    ]) {
      scene.misbehave('connect', async (work) => {
        await work()
        return goodbye
      })
      await trader.start()
      await trader.place(buy)
      await trader.stop()
    }
    await expectNothingLost(scene, storage)
  })
})

describe('what is not promised', () => {
  it('an order that arrives after the book was silent for long enough counts again, reopened and quarantined', async () => {
    const scene = createScene()
    const trader = scene.traderOf(memory())
    await trader.start()
    let arrive: () => unknown = () => {}
    scene.misbehave('place', (work) => {
      arrive = work
      return { outcome: 'unconfirmed', cause: 'timeout' }
    })
    const { order } = await trader.place(buy)
    await scene.wait()
    const shown = () => trader.view.orders.get(order.terms.clientOrderId)
    expect(shown()).toMatchObject({ lifecycle: 'rejected' })
    expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('0')
    arrive()
    expect(shown()).toMatchObject({ lifecycle: 'working', certainty: 'quarantined' })
    expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('10')
    await trader.stop()
  })

  it('a trade that is told under two ids is booked twice; the books put position and cash right, and not the order', async () => {
    const scene = createScene()
    const trader = scene.traderOf(memory())
    await trader.start()
    const [id] = await trade(trader, scene)
    scene.report({ type: 'fill', fill: { ...scene.venue.listFills()[0]!, fillId: 'another' } })
    await scene.wait()
    expect(differences(trader.view, scene.venue)).toEqual([`${id} filled: 8 here, 4 there`])
    await trader.stop()
  })
})

/** Every command, and what makes an account ask and read. */
async function use(trader: Trader, scene: Scene, first: string, second: string): Promise<void> {
  const [one, other] = [...trader.view.orders.keys()]
  expect([one, other]).toEqual([first, second])
  const placed = await refusalOf(trader.place({ ...buy, limitPrice: '1450' }))
  expect(placed).toMatchObject({ outcome: expect.stringMatching(/^(accepted|rejected|unconfirmed)$/) })
  await refusalOf(trader.modify(other!, { quantity: 12 }))
  await refusalOf(trader.cancel(one!))
  scene.report({ type: 'lost', cause: 'cable' })
  scene.print(1399, 5)
  scene.report({ type: 'restored' })
  await setImmediate()
}

/** A copy with the value somewhere inside it, or in place of it. */
function spoil(whole: unknown, path: readonly number[], value: unknown): unknown {
  const [pick, ...rest] = path
  if (pick === undefined || typeof whole !== 'object' || whole === null || Decimal.isDecimal(whole)) return value
  const keys = Object.keys(whole)
  if (keys.length === 0) return value
  const key = keys[pick % keys.length]!
  const inside = spoil((whole as Readonly<Record<string, unknown>>)[key], rest, value)
  return Array.isArray(whole) ? whole.with(Number(key), inside) : { ...whole, [key]: inside }
}
