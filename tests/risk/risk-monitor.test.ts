import { type MockOptions, mockSupports, percentFees } from '@shagun/broker-mock'
import { createInstrument, nse, type Order, type Placement, seededRandom, type Trader } from '@shagun/core'
import {
  createRiskMonitor,
  type HighWaterMarkStore,
  type RiskLimit,
  type RiskMonitor,
  type RungChange,
} from '@shagun/risk'
import { describe, expect, it } from 'vitest'
import { journalled, settled } from '../stage.ts'
import { a, b, createRiskStage, type RiskStage } from './risk-stage.ts'

const limit = { instrument: 'SIM:A', type: 'limit' } as const
const buy = { ...limit, side: 'buy', quantity: 10, limitPrice: 50 } as const
const sell = { ...limit, side: 'sell', quantity: 10, limitPrice: 200 } as const

/** A trader under a monitor, who holds 100 of A at 100: a tenth of the equity of 100,000. */
async function follow(limits: readonly RiskLimit[], more: Partial<Parameters<typeof createRiskMonitor>[0]> = {}) {
  const stage = createRiskStage()
  const monitor = createRiskMonitor({ limits, ...more })
  const trader = stage.open([monitor.rule])
  monitor.attach(trader)
  const changes: RungChange[] = []
  monitor.onChange((change) => void changes.push(change))
  await trader.start()
  await stage.show('SIM:A', 100)
  await stage.hold(trader, 'SIM:A', 100, 100)
  return { ...stage, monitor, trader, changes }
}

const outcomes = (...placed: readonly Placement[]) => placed.map(({ outcome }) => outcome)
const isOpen = ({ lifecycle }: Order) => lifecycle === 'working' || lifecycle === 'submitted'
const openOf = ({ view }: Trader) => [...view.orders.values()].filter(isOpen).length
const heldOf = ({ view }: Trader, instrument = a.id) => view.getQuantity(instrument).toNumber()

describe('what the monitor sees', () => {
  it('is what the account itself adds up, after every price and fill, fees, futures, shorts and a split', async () => {
    const future = createInstrument({ id: 'SIM:FUT', kind: 'future', currency: 'INR', tickSize: '0.05', multiplier: 5 })
    const stage = createRiskStage({ instruments: [a, b, future], fees: percentFees('0.03'), cash: '10000000' })
    const monitor = createRiskMonitor({
      limits: [{ measure: 'gross', at: 1e12, reaction: 'warn' }],
      sectorOf: ({ kind }) => kind,
      outlierFactor: 100,
    })
    const trader = stage.open([monitor.rule])
    monitor.attach(trader)
    await trader.start()
    const random = seededRandom(5)
    const ids = [a.id, b.id, future.id]
    for (let step = 0; step < 600; step++) {
      const instrument = ids[Math.floor(random() * 3)]!
      const price = Math.round(2000 + 200 * random()) / 20
      if (random() < 0.4) await stage.hold(trader, instrument, Math.floor(random() * 40) - 20.5 > 0 ? 7 : -6, price)
      else await stage.show(instrument, price)
      if (step % 150 === 149) stage.clock.advanceTo(stage.clock.now() + 86_400_000)
      if (step === 300) {
        stage.broker.applySplit(a.id, 2)
        await trader.applyCorporateAction({ instrument: a.id, action: 'split', ratio: 2 })
      }
      const seen = monitor.getSnapshot()
      const { positions } = trader.view.getPortfolio()
      const values = ids.map((id) => {
        const [{ lastPrice = 0 } = {}] = positions.filter((position) => position.instrument === id)
        return trader.view.getQuantity(id).toNumber() * lastPrice * (id === future.id ? 5 : 1)
      })
      const profit = trader.view.getProfit()
      const near = (x: number, y: number) => expect(Math.abs(x - y)).toBeLessThanOrEqual(1e-6)
      near(seen.equity, trader.view.getEquity())
      near(seen.net, values[0]! + values[1]! + values[2]!)
      near(
        seen.gross,
        values.reduce((sum, value) => sum + Math.abs(value), 0),
      )
      near(seen.unrealized, profit.unrealized)
      near(seen.profit, profit.realized + profit.unrealized)
      near(seen.today, profit.today)
      near(seen.sectors.find(({ name }) => name === 'future')?.gross ?? 0, Math.abs(values[2]!))
      expect(JSON.parse(JSON.stringify(seen))).toStrictEqual(seen)
    }
  })

  it('is no profit and no loss where the broker brings a position, whatever it cost', async () => {
    const stage = createRiskStage()
    const monitor = createRiskMonitor({ limits: [{ measure: 'daily-loss', at: 1, reaction: 'halt' }] })
    const trader = stage.open([monitor.rule])
    monitor.attach(trader)
    const print = { instrument: a.id, time: stage.clock.now(), price: 150, quantity: 1000 }
    stage.broker.venue.print(print)
    stage.broker.venue.placeOutside({ instrument: a.id, side: 'buy', quantity: 100 })
    stage.broker.venue.print(print)
    await trader.start()
    expect(monitor.getSnapshot()).toMatchObject({ blind: [a.id], gross: 15_000, drawdown: 0 })
    expect(outcomes(await trader.place(buy), await trader.place({ ...sell, limitPrice: 250 }))).toEqual([
      'denied',
      'accepted',
    ])
    await stage.show(a.id, 100)
    expect(monitor.getSnapshot()).toMatchObject({ blind: [], gross: 10_000, today: 0, drawdown: 0, rung: 'clear' })
    expect(outcomes(await trader.place(buy))).toEqual(['accepted'])
    await stage.show(a.id, 99.98)
    expect(monitor.getSnapshot()).toMatchObject({ rung: 'halt' })
    expect(monitor.getSnapshot().today).toBeCloseTo(-2, 9)
  })

  it('is not moved by bad ticks', async () => {
    const { monitor, show } = await follow([{ measure: 'drawdown', at: 0.02, reaction: 'halt' }])
    await show(a.id, 110)
    const { highWaterMark } = monitor.getSnapshot()
    for (const [last, more] of [
      [1, {}],
      [1000, {}],
      [104, { bid: 105, ask: 104 }],
      [104, { time: 5 }],
    ] as const)
      await show(a.id, last, { ...more, size: 0 })
    monitor.receive({ instrument: a.id, time: Number.NaN, last: 104 })
    monitor.receive({ instrument: a.id, time: Date.UTC(2026, 1), last: -1 })
    const { equity, rung, refusedTicks, highWaterMark: after } = monitor.getSnapshot()
    expect({ equity, rung, after }).toEqual({ equity: 101_000, rung: 'clear', after: highWaterMark })
    expect(refusedTicks.outlier).toBe(2)
    expect(refusedTicks.invalid).toBe(2)
    // A market that has really moved is believed at the third quote.
    for (const last of [60, 61, 60]) await show(a.id, last, { size: 0 })
    expect(monitor.getSnapshot()).toMatchObject({ equity: 96_000, rung: 'halt' })
  })

  it('is not blinded by a quote that says it is from the far future', async () => {
    const { monitor, show, clock } = await follow([{ measure: 'drawdown', at: 0.02, reaction: 'halt' }])
    monitor.receive({ instrument: a.id, time: clock.now() * 1000, last: 100 })
    await show(a.id, 95)
    expect(monitor.getSnapshot().equity).toBe(99_500)
    monitor.receive({ instrument: a.id, time: clock.now() * 1000, last: 60 })
    for (const last of [61, 60, 61]) await show(a.id, last, { size: 0 })
    expect(monitor.rung).toBe('halt')
  })

  it('counts as nothing where it is stale: only what reduces passes until there is a price', async () => {
    const { trader, monitor, show, clock } = await follow([{ measure: 'gross', at: 1e9, reaction: 'warn' }], {
      staleAfterMs: 5_000,
    })
    clock.advanceTo(clock.now() + 5_001)
    expect(monitor.getSnapshot().blind).toEqual([a.id])
    const denied = await trader.place(buy)
    expect(denied).toMatchObject({
      outcome: 'denied',
      denial: { rule: 'risk-monitor', reason: expect.stringContaining('SIM:A') },
    })
    expect(outcomes(await trader.place(sell))).toEqual(['accepted'])
    await show(a.id, 100)
    expect(outcomes(await trader.place(buy))).toEqual(['accepted'])
  })
})

describe('each rung', () => {
  const at = 0.01

  it('warns, and warns again only after there was room', async () => {
    const { trader, show, changes, storage } = await follow([{ measure: 'drawdown', at, reaction: 'warn' }])
    for (const price of [90, 90.95, 90.5, 89.95, 98, 89]) await show(a.id, price)
    expect(changes.map(({ from, to }) => `${from} -> ${to}`)).toEqual([
      'clear -> warn',
      'warn -> clear',
      'clear -> warn',
    ])
    expect(outcomes(await trader.place(buy))).toEqual(['accepted'])
    await trader.idle()
    expect(journalled(storage, 'risk.breached').map(({ denial }) => denial)).toEqual([
      {
        rule: 'risk-monitor/drawdown-warn',
        reason: 'drawdown is 0.01, with a limit of 0.01: warn.',
        limit: 0.01,
        actual: 0.01,
      },
      {
        rule: 'risk-monitor/drawdown-warn',
        reason: 'drawdown is 0.011, with a limit of 0.01: warn.',
        limit: 0.01,
        actual: 0.011,
      },
    ])
  })

  it('reduce-only passes what brings a position nearer to flat, placed or modified, and nothing else', async () => {
    const { trader, show, monitor } = await follow([{ measure: 'drawdown', at, reaction: 'reduce-only' }])
    const { order } = await trader.place(buy)
    await show(a.id, 90)
    expect(monitor.rung).toBe('reduce-only')
    const placed = [
      await trader.place(buy),
      await trader.place({ ...sell, quantity: 101 }),
      await trader.place({ ...sell, quantity: 60 }),
      await trader.place({ ...sell, quantity: 41 }),
      await trader.place({ ...sell, quantity: 40 }),
      await trader.place({ ...buy, instrument: 'SIM:B' }),
    ]
    expect(outcomes(...placed)).toEqual(['denied', 'denied', 'accepted', 'denied', 'accepted', 'denied'])
    const { clientOrderId } = order.terms
    expect(await trader.modify(clientOrderId, { quantity: 11 })).toMatchObject({ outcome: 'denied' })
    expect(await trader.modify(clientOrderId, { quantity: 9, limitPrice: 90 })).toMatchObject({ outcome: 'denied' })
    expect(await trader.modify(clientOrderId, { quantity: 9 })).toMatchObject({ outcome: 'requested' })
    const exit = placed[4]!.order.terms.clientOrderId
    expect(await trader.modify(exit, { quantity: 41 })).toMatchObject({ outcome: 'denied' })
    expect(await trader.modify(exit, { limitPrice: 190 })).toMatchObject({ outcome: 'requested' })
  })

  it('halt denies everything and leaves what is open, and the journal has it', async () => {
    const { trader, show, storage } = await follow([{ measure: 'drawdown', at, reaction: 'halt' }])
    const { order } = await trader.place(sell)
    await show(a.id, 90)
    expect(outcomes(await trader.place(sell), await trader.place(buy))).toEqual(['denied', 'denied'])
    expect(await trader.modify(order.terms.clientOrderId, { quantity: 5 })).toMatchObject({ outcome: 'denied' })
    expect(openOf(trader)).toBe(1)
    expect(journalled(storage, 'trading.halted').map(({ reason }) => reason)).toEqual([
      'risk-monitor: drawdown is 0.01, with a limit of 0.01: halt.',
    ])
    expect(await trader.cancel(order.terms.clientOrderId)).toMatchObject({ outcome: 'requested' })
  })

  it('denies from the very tick on', async () => {
    const { trader, monitor, clock } = await follow([{ measure: 'drawdown', at, reaction: 'reduce-only' }])
    monitor.receive({ instrument: a.id, time: clock.now(), last: 90 })
    const placing = trader.place(buy)
    expect(monitor.rung).toBe('reduce-only')
    expect(await placing).toMatchObject({ outcome: 'denied', denial: { rule: 'risk-monitor' } })
  })

  it('is reached by a fill, too, with no price after it', async () => {
    const { trader, monitor } = await follow([{ measure: 'gross', at: 10_000, reaction: 'halt' }])
    expect(monitor.rung).toBe('halt')
    expect(outcomes(await trader.place(buy))).toEqual(['denied'])
  })

  it('cancel-all cancels what is open and holds what is held', async () => {
    const { trader, show, monitor, pass } = await follow([{ measure: 'drawdown', at, reaction: 'cancel-all' }])
    for (let i = 0; i < 5; i++) await trader.place({ ...buy, limitPrice: 50 + i })
    await trader.place(sell)
    await show(a.id, 90)
    await pass(1_000)
    expect([openOf(trader), heldOf(trader)]).toEqual([0, 100])
    expect(monitor.getSnapshot().reaction).toEqual({ isDone: true, canceling: [], failures: [], obstacle: null })
  })

  it('flatten cancels, waits, gets rid of longs and shorts, and halts once nothing is held', async () => {
    const { trader, show, monitor, pass, hold, storage } = await follow([
      { measure: 'drawdown', at, reaction: 'flatten' },
    ])
    await show(b.id, 50)
    await hold(trader, b.id, -30, 50)
    await trader.place({ ...sell, quantity: 100 })
    await show(a.id, 90)
    expect(monitor.rung).toBe('flatten')
    await pass(2_500)
    const exits = [...trader.view.orders.values()].filter(({ terms }) => terms.tag === 'risk-exit')
    expect(
      exits.map(({ terms }) => `${terms.side} ${terms.quantity} ${terms.instrument} ${terms.type}`).sort(),
    ).toEqual(['buy 30 SIM:B market', 'sell 100 SIM:A market'])
    expect(outcomes(await trader.place(sell))).toEqual(['denied'])
    // Half of it at first.
    await show(a.id, 89, { size: 50 })
    await pass(1_500)
    expect(heldOf(trader)).toBe(50)
    await show(a.id, 88)
    await show(b.id, 50)
    await pass(1_500)
    expect([heldOf(trader), heldOf(trader, b.id), openOf(trader)]).toEqual([0, 0, 0])
    expect(monitor.getSnapshot().reaction.isDone).toBe(true)
    expect(journalled(storage, 'trading.halted')).toHaveLength(1)
    expect([...trader.view.orders.values()].filter(({ terms }) => terms.tag === 'risk-exit')).toHaveLength(2)
  })

  it('flatten goes on after a halt of its own, and waits where somebody else halted', async () => {
    const { trader, show, monitor, pass, storage } = await follow([
      { measure: 'drawdown', at, reaction: 'halt' },
      { measure: 'drawdown', at: 0.02, reaction: 'flatten' },
    ])
    await show(a.id, 90)
    expect(journalled(storage, 'trading.halted')).toHaveLength(1)
    await trader.halt('By hand.')
    await show(a.id, 80, { size: 0 })
    await pass(2_000)
    expect(monitor.rung).toBe('flatten')
    expect(monitor.getSnapshot().reaction).toMatchObject({
      isDone: false,
      obstacle: expect.stringContaining('By hand.'),
    })
    expect(openOf(trader)).toBe(0)
    await trader.resume('Go on.')
    await pass(2_000)
    await show(a.id, 80)
    await pass(2_000)
    expect(heldOf(trader)).toBe(0)
    expect(journalled(storage, 'trading.halted').at(-1)!.reason).toMatch(/^risk-monitor: /)
  })
})

describe('a way out', () => {
  const flatten = [{ measure: 'drawdown', at: 0.001, reaction: 'flatten' }] as const

  /** A holding at a venue of one's own making, and the monitor that gets rid of it once the price falls to 90. */
  async function fall(
    options: MockOptions,
    quantity: number,
    more: Partial<Parameters<typeof createRiskMonitor>[0]> = {},
  ) {
    const stage = createRiskStage(options)
    const monitor = createRiskMonitor({ limits: flatten, ...more })
    const trader = stage.open([monitor.rule])
    monitor.attach(trader)
    await trader.start()
    await stage.show(a.id, 100)
    for (let left = quantity; left > 0; left -= 40) await stage.hold(trader, a.id, Math.min(40, left), 100)
    const exits = () => [...trader.view.orders.values()].filter(({ terms }) => terms.tag === 'risk-exit')
    return { ...stage, monitor, trader, exits }
  }

  it('waits a second after a cancel for fills that come late', async () => {
    const { trader, show, pass, exits } = await fall({}, 100)
    await trader.place({ ...sell, quantity: 100 })
    await show(a.id, 90, { size: 0 })
    expect(openOf(trader)).toBe(0)
    await pass(900)
    expect(exits()).toEqual([])
    await pass(300)
    expect(exits()).toHaveLength(1)
  })

  it('comes in orders of at most the freeze quantity, and in whole lots', async () => {
    const lots = createInstrument({ id: a.id, currency: 'INR', tickSize: '0.05', lotSize: 10, freezeQuantity: 45 })
    const { trader, show, pass, exits, broker } = await fall({ instruments: [lots, b] }, 100)
    await show(a.id, 90, { size: 0 })
    await pass(3_000)
    expect(exits().map(({ terms }) => terms.quantity.toNumber())).toEqual([40, 40, 20])
    await show(a.id, 90)
    await pass(2_000)
    expect(heldOf(trader)).toBe(0)
    expect(broker.venue.listPositions()[0]!.quantity.toNumber()).toBe(0)
  })

  it('that no order can be for is named', async () => {
    const stage = createRiskStage()
    const monitor = createRiskMonitor({ limits: flatten })
    const lots = createInstrument({ id: a.id, currency: 'INR', tickSize: '0.05', lotSize: 50 })
    const trader = stage.open([monitor.rule], { instruments: [lots, b] })
    monitor.attach(trader)
    const print = { instrument: a.id, time: stage.clock.now(), price: 100, quantity: 1000 }
    stage.broker.venue.print(print)
    stage.broker.venue.placeOutside({ instrument: a.id, side: 'buy', quantity: 75 })
    stage.broker.venue.print(print)
    await trader.start()
    for (const price of [100, 90, 90]) {
      await stage.show(a.id, price)
      await stage.pass(2_000)
    }
    expect(heldOf(trader)).toBe(25)
    expect(monitor.getSnapshot().reaction).toMatchObject({
      isDone: false,
      failures: [{ position: 'SIM:A delivery', reason: 'less than a lot is held, which no order can be for' }],
    })
  })

  it('is a limit through the market where the broker takes no market orders, and follows a market that runs away', async () => {
    const supports = { ...mockSupports, orderTypes: ['limit'] } as const
    const stage = createRiskStage({ supports: supports as never })
    const monitor = createRiskMonitor({ limits: flatten })
    const trader = stage.open([monitor.rule])
    monitor.attach(trader)
    await trader.start()
    await stage.show(a.id, 100)
    await trader.place({ ...buy, limitPrice: 100 })
    await stage.show(a.id, 100)
    await stage.show(a.id, 90, { size: 0 })
    await stage.show(a.id, 89, { size: 0 })
    await stage.pass(2_000)
    const limits = () =>
      [...trader.view.orders.values()].flatMap(({ terms, lifecycle }) =>
        terms.tag === 'risk-exit' && 'limitPrice' in terms ? [`${terms.limitPrice} ${lifecycle}`] : [],
      )
    expect(limits()).toEqual(['88.2 working'])
    await stage.show(a.id, 80, { size: 0 })
    await stage.pass(14_000)
    expect(limits()).toEqual(['88.2 canceled', '78.4 working'])
    await stage.show(a.id, 79)
    await stage.pass(2_000)
    expect(heldOf(trader)).toBe(0)
  })

  it('is for each product by itself, and goes the way that each needs', async () => {
    const { trader, show, pass, exits } = await fall({}, 40)
    await trader.place({ ...buy, quantity: 30, product: 'intraday', limitPrice: 120, side: 'sell' })
    await show(a.id, 121)
    await show(a.id, 100, { size: 0 })
    await show(a.id, 101, { size: 0 })
    await trader.halt('So that something happens.')
    await trader.resume('So that something happens.')
    await show(a.id, 85, { size: 0 })
    await pass(3_000)
    expect(exits().map(({ terms }) => `${terms.side} ${terms.quantity} ${terms.product}`)).toEqual([
      'sell 40 delivery',
      'buy 30 intraday',
    ])
    await show(a.id, 85)
    await pass(2_000)
    expect(trader.view.positions.get(a.id)!.map(({ quantity }) => quantity.toNumber())).toEqual([0, 0])
  })

  it('waits for the next session where a calendar says that there is no market', async () => {
    const { show, pass, exits, monitor, clock } = await fall({}, 100, { calendar: nse() })
    clock.advanceTo(Date.UTC(2026, 0, 5, 11))
    await show(a.id, 90, { size: 0 })
    await pass(5_000)
    expect(exits()).toEqual([])
    expect(monitor.getSnapshot().reaction.obstacle).toContain('closed')
    clock.advanceTo(Date.UTC(2026, 0, 6, 4))
    await pass(2_000)
    expect(exits()).toHaveLength(1)
  })
})

describe('arming again', () => {
  it('takes a reason, and only what has room', async () => {
    const { trader, show, monitor, storage } = await follow([
      { measure: 'drawdown', at: 0.01, reaction: 'halt' },
      { measure: 'gross', at: 10_500, rearmBelow: 10_000, reaction: 'reduce-only' },
    ])
    await show(a.id, 105)
    await show(a.id, 95)
    expect(monitor.rung).toBe('reduce-only')
    await expect(monitor.rearm(' ')).rejects.toMatchObject({ code: 'invalid-options' })
    await expect(monitor.rearm('why', { limits: ['none'] })).rejects.toMatchObject({ code: 'invalid-options' })
    await show(a.id, 94)
    expect(monitor.rung).toBe('halt')
    expect(await monitor.rearm('The desk looked.')).toEqual({
      rearmed: ['gross-reduce-only'],
      refused: ['drawdown-halt'],
    })
    expect(outcomes(await trader.place(sell))).toEqual(['denied'])
    expect(await monitor.rearm('The desk agreed.', { highWaterMark: 'now' })).toEqual({
      rearmed: ['drawdown-halt'],
      refused: [],
    })
    expect(monitor.rung).toBe('clear')
    expect(monitor.getSnapshot()).toMatchObject({ drawdown: 0, highWaterMark: 99_400 })
    expect(outcomes(await trader.place(buy))).toEqual(['accepted'])
    expect(journalled(storage, 'trading.resumed').map(({ reason }) => reason)).toEqual([
      'risk-monitor re-armed gross-reduce-only: The desk looked.',
      'risk-monitor re-armed drawdown-halt with a high-water mark of 99400: The desk agreed.',
    ])
    await show(a.id, 83)
    expect(monitor.rung).toBe('halt')
  })

  it('leaves a halt that others asked for, and its own rule holds where others resume', async () => {
    const { trader, show, monitor } = await follow([{ measure: 'gross', at: 10_500, reaction: 'halt' }])
    await trader.halt('By hand.')
    await show(a.id, 106)
    await show(a.id, 90)
    await trader.resume('Somebody hopes.')
    expect(outcomes(await trader.place(buy))).toEqual(['denied'])
    await trader.halt('By hand.')
    expect(await monitor.rearm('There is room.')).toEqual({ rearmed: ['gross-halt'], refused: [] })
    expect(await trader.place(buy)).toMatchObject({
      outcome: 'denied',
      denial: { rule: 'trading-halted', reason: 'Trading is halted: By hand.' },
    })
  })
})

/** What is known before is known after: once by the snapshot that a stop keeps, once by the journal alone. */
describe.each([
  ['a stop with a snapshot', 1],
  ['an end without one', 0],
] as const)('after %s', (_, snapshotEvery) => {
  const limits: RiskLimit[] = [
    { measure: 'gross', at: 9_000, reaction: 'warn' },
    { measure: 'drawdown', at: 0.01, reaction: 'reduce-only' },
    { measure: 'drawdown', at: 0.015, reaction: 'flatten' },
  ]

  function begin(stage: RiskStage): { readonly monitor: RiskMonitor; readonly trader: Trader } {
    const monitor = createRiskMonitor({ limits })
    const trader = stage.open([monitor.rule], { snapshotEvery })
    monitor.attach(trader)
    return { monitor, trader }
  }

  async function scene() {
    const stage = createRiskStage()
    const first = begin(stage)
    await first.trader.start()
    await stage.show(a.id, 100)
    await stage.hold(first.trader, a.id, 100, 100)
    return { stage, ...first }
  }

  it('the rung holds, and what was armed again stays armed', async () => {
    const { stage, monitor, trader } = await scene()
    await stage.show(a.id, 90)
    await trader.stop()
    const second = begin(stage)
    await second.trader.start()
    expect(second.monitor.rung).toBe(monitor.rung)
    expect(second.monitor.rung).toBe('reduce-only')
    expect(outcomes(await second.trader.place(buy), await second.trader.place(sell))).toEqual(['denied', 'accepted'])
    await stage.show(a.id, 90)
    await second.monitor.rearm('Enough.', { highWaterMark: 'now' })
    await second.trader.stop()
    const third = begin(stage)
    await third.trader.start()
    await stage.show(a.id, 90)
    expect(third.monitor.rung).not.toBe('reduce-only')
    expect(outcomes(await third.trader.place(buy))).toEqual(['accepted'])
    expect(third.monitor.getSnapshot().highWaterMark).toBeCloseTo(99_000, 6)
  })

  it('a flatten that was under way goes on, wherever it stood', async () => {
    for (const ms of [0, 1, 500, 1_100, 1_500, 2_500]) {
      const { stage, trader } = await scene()
      await trader.place({ ...sell, quantity: 60 })
      await stage.show(a.id, 84, { size: 0 })
      await stage.pass(ms)
      await trader.stop()
      const second = begin(stage)
      await second.trader.start()
      expect(second.monitor.rung).toBe('flatten')
      for (let i = 0; i < 12; i++) {
        await stage.pass(700)
        await stage.show(a.id, 83, { size: 30 })
      }
      await stage.pass(2_000)
      expect([heldOf(second.trader), openOf(second.trader)]).toEqual([0, 0])
      expect(second.monitor.getSnapshot().reaction.isDone).toBe(true)
      const sold = stage.broker.venue.listFills().reduce((sum, { quantity }) => sum + quantity.toNumber(), 0)
      expect(sold).toBe(200)
    }
  })
})

describe('a high-water mark that is kept beside the journal', () => {
  function begin(stage: RiskStage, highWaterMark: HighWaterMarkStore) {
    const monitor = createRiskMonitor({ limits: [{ measure: 'drawdown', at: 0.01, reaction: 'halt' }], highWaterMark })
    const trader = stage.open([monitor.rule])
    monitor.attach(trader)
    return { monitor, trader }
  }

  it('survives an end without a snapshot, and a new one takes its place', async () => {
    let file: string | undefined
    let saves = 0
    const store = {
      load: () => file,
      save(text: string) {
        saves++
        file = text
      },
    }
    const stage = createRiskStage()
    const first = begin(stage, store)
    await first.trader.start()
    await stage.show(a.id, 100)
    await stage.hold(first.trader, a.id, 100, 100)
    for (const price of [105, 110, 110.05, 109]) await stage.show(a.id, price)
    await first.trader.stop()
    expect(saves).toBe(3)
    const second = begin(stage, store)
    await second.trader.start()
    await stage.show(a.id, 105)
    expect(second.monitor.getSnapshot()).toMatchObject({ highWaterMark: 101_000, rung: 'clear' })
    await stage.show(a.id, 99)
    expect(second.monitor.rung).toBe('halt')
    await second.monitor.rearm('Looked into.', { highWaterMark: 'now' })
    await second.trader.stop()
    const third = begin(stage, store)
    await third.trader.start()
    await stage.show(a.id, 99)
    expect(third.monitor.getSnapshot()).toMatchObject({ highWaterMark: 99_900, rung: 'clear' })
  })

  it('that cannot be read or saved is reported, and harms nobody', async () => {
    const stage = createRiskStage()
    const { monitor, trader } = begin(stage, {
      load: () => 'nonsense',
      save: () => Promise.reject(new Error('the disk is full')),
    })
    await trader.start()
    await stage.show(a.id, 100)
    await stage.hold(trader, a.id, 100, 100)
    await stage.show(a.id, 89)
    expect(monitor.rung).toBe('halt')
    expect(stage.logged).toEqual(
      expect.arrayContaining([
        expect.stringContaining('could not be read'),
        expect.stringContaining('could not be saved'),
      ]),
    )
  })
})

it('a stop and a start change nothing that the monitor knows, to the bit', async () => {
  const stage = createRiskStage({ fees: percentFees('0.07') })
  const open = () => {
    const monitor = createRiskMonitor({
      limits: [{ measure: 'drawdown', at: 0.5, reaction: 'halt' }],
      sectorOf: ({ id }) => id,
    })
    const trader = stage.open([monitor.rule], { snapshotEvery: 1 })
    monitor.attach(trader)
    return { monitor, trader }
  }
  const first = open()
  await first.trader.start()
  await stage.show(a.id, 100)
  await stage.hold(first.trader, a.id, 100, 100.05)
  await stage.show(a.id, 111.15)
  await stage.show(b.id, 33.3)
  await stage.hold(first.trader, b.id, -17, 33.35)
  await stage.show(a.id, 103.35)
  await first.trader.stop()
  const before = first.monitor.getSnapshot()
  const second = open()
  await second.trader.start()
  const { time: _, refusedTicks: __, ...after } = second.monitor.getSnapshot()
  expect(after).toEqual(
    expect.objectContaining({
      highWaterMark: before.highWaterMark,
      equity: before.equity,
      positions: before.positions,
    }),
  )
  expect(before).toMatchObject(after)
})

describe('whoever throws', () => {
  it('harms nobody: a listener, a log, who names sectors', async () => {
    const { trader, show, monitor, changes, logged } = await follow(
      [{ measure: 'drawdown', at: 0.01, reaction: 'halt' }],
      {
        sectorOf() {
          throw new Error('no sector')
        },
      },
    )
    monitor.onChange(() => {
      throw new Error('no ears')
    })
    monitor.onChange(() => Promise.reject(new Error('no ears either')))
    const heard: string[] = []
    monitor.onChange(({ to }) => void heard.push(to))
    await show(a.id, 90)
    expect(heard).toEqual(['halt'])
    expect(changes).toHaveLength(1)
    expect(logged.filter((message) => message.includes('threw'))).toEqual([
      'A listener to risk-monitor threw.',
      'A listener to risk-monitor threw.',
    ])
    expect(outcomes(await trader.place(buy))).toEqual(['denied'])
  })

  it('stops no flatten: an exit that other rules deny is tried again', async () => {
    const stage = createRiskStage()
    const monitor = createRiskMonitor({ limits: [{ measure: 'drawdown', at: 0.01, reaction: 'flatten' }] })
    let denies = false
    const trader = stage.open([
      monitor.rule,
      { name: 'moody', check: () => (denies ? { rule: 'moody', reason: 'Not now.' } : undefined) },
    ])
    monitor.attach(trader)
    await trader.start()
    await stage.show(a.id, 100)
    await stage.hold(trader, a.id, 100, 100)
    denies = true
    await stage.show(a.id, 90)
    await stage.pass(3_000)
    expect(monitor.getSnapshot().reaction.failures).toEqual([
      { position: 'SIM:A delivery', reason: 'denied: Not now.' },
    ])
    denies = false
    await stage.pass(3_000)
    await stage.show(a.id, 90)
    await stage.pass(2_000)
    expect(heldOf(trader)).toBe(0)
    expect(monitor.getSnapshot().reaction).toMatchObject({ isDone: true, failures: [] })
  })
})

it('a monitor that follows nobody lets nothing pass', async () => {
  const stage = createRiskStage()
  const monitor = createRiskMonitor({ limits: [{ measure: 'drawdown', at: 0.01, reaction: 'warn' }] })
  const trader = stage.open([monitor.rule])
  await trader.start()
  expect(await trader.place(buy)).toMatchObject({
    outcome: 'denied',
    denial: { reason: expect.stringContaining('attach(trader)') },
  })
  await settled()
})

it('a monitor whose rule the trader does not have says so', async () => {
  const stage = createRiskStage()
  const monitor = createRiskMonitor({ limits: [{ measure: 'drawdown', at: 0.01, reaction: 'warn' }] })
  const trader = stage.open([])
  monitor.attach(trader)
  await trader.start()
  for (const price of [100, 101]) await stage.show(a.id, price)
  await stage.hold(trader, a.id, 10, 100)
  expect(stage.logged).toEqual([expect.stringContaining("put it among the trader's rules")])
})
