import { memory, type Order, type Trader } from '@shagun/core'
import type { Broker } from '@shagun/core/adapter'
import { createKillSwitch, createRiskMonitor, type KillSwitchOptions } from '@shagun/risk'
import { describe, expect, it } from 'vitest'
import { type MisbehavingBroker, misbehavingBroker } from '../misbehaving-broker.ts'
import { journalled, settled } from '../stage.ts'
import { a, b, createRiskStage, type RiskStage } from './risk-stage.ts'

const buy = { instrument: 'SIM:A', side: 'buy', quantity: 10, type: 'limit', limitPrice: 50 } as const
const sell = { ...buy, side: 'sell', limitPrice: 200 } as const
const isOpen = ({ lifecycle }: Order) => lifecycle === 'working' || lifecycle === 'submitted'
const openOf = ({ view }: Trader) => [...view.orders.values()].filter(isOpen).length
const workingAt = ({ venue }: MisbehavingBroker) =>
  venue.listOrders().filter(({ lifecycle }) => lifecycle === 'working').length

interface Scene extends RiskStage {
  readonly there: MisbehavingBroker
  begin(options?: KillSwitchOptions): {
    readonly killSwitch: ReturnType<typeof createKillSwitch>
    readonly trader: Trader
  }
}

/** A broker that can be made to misbehave, and accounts with a kill switch, one after the other. */
function createScene(): Scene {
  const stage = createRiskStage()
  const there = misbehavingBroker(stage.environment, [a, b])
  return {
    ...stage,
    there,
    begin(options = {}) {
      const killSwitch = createKillSwitch({ broker: there.broker, ...options })
      const trader = stage.open([killSwitch.rule], { broker: there.broker, snapshotEvery: 0 })
      killSwitch.attach(trader)
      return { killSwitch, trader }
    },
  }
}

/** Four orders that are working at the venue. */
async function working(options: KillSwitchOptions = {}) {
  const scene = createScene()
  const { killSwitch, trader } = scene.begin(options)
  await trader.start()
  for (const request of [buy, { ...buy, limitPrice: 51 }, sell, { ...sell, instrument: 'SIM:B' as const }])
    expect(await trader.place(request)).toMatchObject({ outcome: 'accepted' })
  return { ...scene, killSwitch, trader }
}

describe('a kill switch', () => {
  it('denies from the very moment that it is pulled, and cancels everything', async () => {
    const { killSwitch, trader, there, storage } = await working()
    const pulling = killSwitch.pull('The desk called.')
    const denied = {
      outcome: 'denied',
      denial: { rule: 'kill-switch', reason: 'The kill switch is pulled: The desk called.' },
    }
    expect(await trader.place(buy)).toMatchObject(denied)
    expect(await pulling).toMatchObject({
      isPulled: true,
      reason: 'The desk called.',
      isJournaled: true,
      isClear: true,
      open: [],
      obstacles: [],
    })
    expect([openOf(trader), workingAt(there)]).toEqual([0, 0])
    expect(journalled(storage, 'trading.halted').map(({ reason }) => reason)).toEqual(['kill switch: The desk called.'])
    expect(JSON.parse(JSON.stringify(killSwitch.getReport()))).toStrictEqual(killSwitch.getReport())
  })

  it('is pulled once, however often', async () => {
    const { killSwitch, trader, storage } = await working()
    const reports = await Promise.all(['first', 'second', 'third'].map((reason) => killSwitch.pull(reason)))
    expect(reports.map(({ reason }) => reason)).toEqual(['first', 'first', 'first'])
    await killSwitch.pull('fourth')
    expect(journalled(storage, 'trading.halted')).toHaveLength(1)
    expect(journalled(storage, 'order.cancel-requested')).toHaveLength(4)
    expect(openOf(trader)).toBe(0)
  })

  it('is pulled by a signal, also by one that was aborted before', async () => {
    const control = new AbortController()
    const { killSwitch, trader } = await working({ signal: control.signal })
    expect(killSwitch.isPulled).toBe(false)
    control.abort(new Error('out of bounds'))
    expect(killSwitch.isPulled).toBe(true)
    await settled()
    expect(openOf(trader)).toBe(0)
    expect(createKillSwitch({ signal: AbortSignal.abort('before') }).getReport()).toMatchObject({
      isPulled: true,
      reason: 'before',
    })
  })

  it('can be pulled before there is an account, which then trades nothing', async () => {
    const scene = createScene()
    const { killSwitch, trader } = scene.begin({ pulled: 'The file says so.' })
    await trader.start()
    expect(await trader.place(buy)).toMatchObject({
      outcome: 'denied',
      denial: { reason: expect.stringContaining('The file says so.') },
    })
    await scene.pass(2_000)
    expect(killSwitch.getReport()).toMatchObject({ isJournaled: true, isClear: true })
  })

  it.each([
    ['by its journal', 0],
    ['by a snapshot', 1],
  ] as const)('is found pulled after a restart, %s', async (_, snapshotEvery) => {
    const { killSwitch, trader, there, open } = await working()
    await killSwitch.pull('before')
    await trader.stop()
    const second = createKillSwitch()
    const again = open([second.rule], { broker: there.broker, snapshotEvery })
    second.attach(again)
    await again.start()
    expect(second.getReport()).toMatchObject({ isPulled: true, reason: 'before', isJournaled: true })
    await again.stop()
    const third = createKillSwitch()
    const last = open([third.rule], { broker: there.broker, snapshotEvery })
    third.attach(last)
    await last.start()
    expect(third.isPulled).toBe(true)
    await third.release('Looked into.')
    expect(await last.place(buy)).toMatchObject({ outcome: 'accepted' })
  })

  it('goes on after a restart with what it had not canceled yet', async () => {
    const { killSwitch, trader, there, begin, pass } = await working({ reportAfterMs: 100 })
    there.misbehave('cancel', () => ({ outcome: 'rejected', evidence: { reason: 'Busy.' } }))
    const pulling = killSwitch.pull('before')
    await pass(1_000)
    expect((await pulling).open).toHaveLength(4)
    await trader.stop()
    there.heal()
    const second = begin()
    await second.trader.start()
    await pass(3_000)
    expect([openOf(second.trader), workingAt(there)]).toEqual([0, 0])
    expect(second.killSwitch.getReport()).toMatchObject({ isPulled: true, reason: 'before', isClear: true, open: [] })
  })

  it('is released by hand alone, with a reason, and leaves a halt of others', async () => {
    const { killSwitch, trader, storage } = await working()
    await trader.halt('By hand.')
    await killSwitch.pull('now')
    await trader.resume('Somebody hopes.')
    expect(await trader.place(buy)).toMatchObject({ outcome: 'denied', denial: { rule: 'kill-switch' } })
    await expect(killSwitch.release('')).rejects.toMatchObject({ code: 'invalid-options' })
    expect(killSwitch.isPulled).toBe(true)
    await killSwitch.release('Looked into.')
    expect(killSwitch.isPulled).toBe(false)
    expect(await trader.place(buy)).toMatchObject({
      outcome: 'denied',
      denial: { reason: 'Trading is halted: By hand.' },
    })
    expect(journalled(storage, 'trading.resumed').map(({ reason }) => reason)).toEqual([
      'Somebody hopes.',
      'kill switch released: Looked into.',
    ])
  })

  it('cancels what turns up later, too', async () => {
    const { killSwitch, trader, there, pass } = await working()
    let answer: (() => void) | undefined
    there.misbehave('place', (work) => new Promise((resolve) => (answer = () => resolve(work()))))
    const placing = trader.place(sell)
    const pulling = killSwitch.pull('now')
    await pass(3_000)
    expect(killSwitch.getReport()).toMatchObject({ isClear: false, open: [{ side: 'sell' }] })
    answer!()
    await placing
    await pass(9_000)
    expect(await pulling).toMatchObject({ isClear: true })
    expect([openOf(trader), workingAt(there)]).toEqual([0, 0])
  })

  it('works beside a monitor that flattens: nothing more is sold, until it is released', async () => {
    const stage = createRiskStage()
    const killSwitch = createKillSwitch()
    const monitor = createRiskMonitor({ limits: [{ measure: 'drawdown', at: 0.01, reaction: 'flatten' }] })
    const trader = stage.open([killSwitch.rule, monitor.rule])
    monitor.attach(trader)
    killSwitch.attach(trader)
    await trader.start()
    await stage.show(a.id, 100)
    await stage.hold(trader, a.id, 100, 100)
    await stage.show(a.id, 90, { size: 0 })
    await killSwitch.pull('now')
    await stage.pass(5_000)
    await stage.show(a.id, 90)
    expect([trader.view.getQuantity(a.id).toNumber(), openOf(trader)]).toEqual([100, 0])
    await killSwitch.release('The monitor may go on.')
    await stage.pass(3_000)
    await stage.show(a.id, 90)
    expect(trader.view.getQuantity(a.id).toNumber()).toBe(0)
  })
})

describe('a kill switch, where everything else fails', () => {
  it('the journal cannot be written: it denies, cancels at the broker itself, and says what is not kept', async () => {
    const { killSwitch, trader, there, storage, pass } = await working()
    storage.fails = 'at once'
    const pulling = killSwitch.pull('now')
    await pass(11_000)
    const report = await pulling
    expect(report).toMatchObject({ isPulled: true, isJournaled: false, isClear: true, open: [] })
    expect(report.obstacles).toEqual([expect.stringContaining('the disk is full')])
    expect(workingAt(there)).toBe(0)
    // Mended, in the same process: it is pulled still, and now the journal knows.
    storage.fails = 'never'
    await trader.start()
    expect(await trader.place(buy)).toMatchObject({ outcome: 'denied' })
    await pass(3_000)
    expect(killSwitch.getReport()).toMatchObject({ isJournaled: true, isClear: true, obstacles: [] })
    expect(openOf(trader)).toBe(0)
  })

  it('the journal never answers: what waits for it is canceled at the broker', async () => {
    const scene = createScene()
    let hangs = false
    const inner = memory({ chained: true })
    const storage = {
      ...inner,
      async openJournal(account: string) {
        const journal = await inner.openJournal(account)
        return {
          ...journal,
          append: (entries: Parameters<typeof journal.append>[0]) =>
            hangs ? new Promise<void>(() => {}) : journal.append(entries),
        }
      },
    }
    const killSwitch = createKillSwitch({ broker: scene.there.broker })
    const trader = scene.open([killSwitch.rule], { broker: scene.there.broker, storage })
    killSwitch.attach(trader)
    await trader.start()
    await trader.place(buy)
    await trader.place(sell)
    hangs = true
    const pulling = killSwitch.pull('now')
    await scene.pass(12_000)
    expect(await pulling).toMatchObject({ isPulled: true, isJournaled: false })
    expect(workingAt(scene.there)).toBe(0)
  })

  it('the journal is broken, so that no account ever started: it cancels what the broker shows', async () => {
    const { trader, there, storage, begin, pass } = await working()
    await trader.stop()
    storage.tamper = (entry) => ({ ...entry, hash: 'x' })
    const second = begin()
    await expect(second.trader.start()).rejects.toMatchObject({ code: 'journal-broken' })
    const pulling = second.killSwitch.pull('now')
    await pass(11_000)
    expect(await pulling).toMatchObject({ isJournaled: false, isClear: true })
    expect(workingAt(there)).toBe(0)
  })

  it('the line to the broker is down and no price comes: cancels go all the same', async () => {
    const { killSwitch, there } = await working()
    there.report({ type: 'lost', cause: 'socket closed' })
    await settled()
    void killSwitch.pull('now')
    await settled()
    expect(workingAt(there)).toBe(0)
  })

  it('cancels are refused, unanswered or throw: it asks again until they are taken', async () => {
    const { killSwitch, trader, there, pass } = await working()
    let calls = 0
    there.misbehave('cancel', (work) => {
      calls++
      if (calls <= 2) return { outcome: 'rejected', evidence: { reason: 'Busy.' } }
      if (calls <= 4) return new Promise(() => {})
      if (calls <= 6) throw new Error('no route')
      if (calls <= 8) return { outcome: 'requested' }
      return work()
    })
    const pulling = killSwitch.pull('now')
    await pass(20_000)
    await pulling
    expect(workingAt(there)).toBe(0)
    await pass(60_000)
    expect(openOf(trader)).toBe(0)
    expect(killSwitch.getReport()).toMatchObject({ isClear: true, open: [] })
  })

  it('one cancel is never taken: it reports exactly that one, and does not give up', async () => {
    const { killSwitch, trader, there, pass } = await working({ reportAfterMs: 5_000 })
    const [stubborn] = [...trader.view.orders.values()]
    const taken: Broker['cancel'] = there.broker.cancel
    let asked = 0
    ;(there.broker as { cancel: Broker['cancel'] }).cancel = (ref) => {
      if (ref.clientOrderId !== stubborn!.terms.clientOrderId) return taken(ref)
      asked++
      return { outcome: 'rejected', evidence: { reason: 'It is being matched.' } }
    }
    const pulling = killSwitch.pull('now')
    await pass(6_000)
    const report = await pulling
    expect(report.isClear).toBe(false)
    expect(report.open).toEqual([
      {
        clientOrderId: stubborn!.terms.clientOrderId,
        brokerOrderIds: stubborn!.brokerOrderIds,
        instrument: 'SIM:A',
        side: 'buy',
        leavesQuantity: '10',
        tries: expect.any(Number),
        lastAnswer: 'refused: It is being matched.',
      },
    ])
    const before = asked
    await pass(60_000)
    expect(asked).toBeGreaterThan(before + 4)
    expect(asked).toBeLessThan(100)
  })

  it('the broker answers nothing at all: the account has halted itself, and what is open is named', async () => {
    const { killSwitch, there, storage, pass } = await working()
    storage.fails = 'later'
    there.misbehave('fetchSnapshot', () => new Promise(() => {}))
    there.misbehave('cancel', () => new Promise(() => {}))
    const pulling = killSwitch.pull('now')
    await pass(12_000)
    const { isClear, isJournaled, open, obstacles } = await pulling
    expect({ isClear, isJournaled, open: open.length }).toEqual({ isClear: false, isJournaled: false, open: 4 })
    expect(obstacles.join(' ')).toContain('book')
    there.heal()
    await pass(40_000)
    expect(workingAt(there)).toBe(0)
    expect(killSwitch.getReport()).toMatchObject({ isClear: true, open: [] })
  })

  it.each([
    ['leave', 1],
    ['cancel', 0],
  ] as const)('what others placed is told apart: outside %s', async (outside, left) => {
    const { killSwitch, there, storage, pass } = await working({ outside })
    const row = there.venue.listOrders()[0]!
    const { instrument } = row
    const reading = there.broker.fetchSnapshot
    const canceled: string[] = []
    ;(there.broker as { fetchSnapshot: Broker['fetchSnapshot'] }).fetchSnapshot = async () => {
      const books = await reading()
      const { clientOrderId: _, ...bare } = row
      const theirs = { ...bare, brokerOrderId: 'HAND-1' as typeof row.brokerOrderId, lifecycle: 'working' as const }
      return { ...books, orders: canceled.includes('HAND-1') ? books.orders : [...books.orders, theirs] }
    }
    const cancel = there.broker.cancel
    ;(there.broker as { cancel: Broker['cancel'] }).cancel = (ref) => {
      canceled.push(ref.brokerOrderId)
      return cancel(ref)
    }
    storage.fails = 'at once'
    const pulling = killSwitch.pull('now')
    await pass(12_000)
    expect((await pulling).left).toEqual(left === 1 ? [{ brokerOrderId: 'HAND-1', instrument, side: 'buy' }] : [])
    expect(canceled.includes('HAND-1')).toBe(outside === 'cancel')
    expect(workingAt(there)).toBe(0)
  })
})
