import { mock, uniformLatency } from '@shagun/broker-mock'
import { createInstrument, createTrader, type JournalEvent, memory, type RiskRule, type Timestamp } from '@shagun/core'
import { decodeEntry } from '@shagun/core/adapter'
import { type SimulatedVenue, type Simulation, simulate } from '@shagun/core/testing'
import {
  createSymmetricMatrix,
  maxConcentration,
  maxGrossExposure,
  maxInstrumentExposure,
  maxLeverage,
  maxNetExposure,
  maxOpenOrders,
  maxOrderRate,
  maxPosition,
  maxSectorExposure,
  maxTradesADay,
  maxValueAtRisk,
  noDuplicates,
  sufficientMargin,
} from '@shagun/risk'
import { describe, expect, it } from 'vitest'
import { type AccountState, createAccountState } from '../packages/core/src/state/account-state.ts'
import { createStage } from './stage.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const price = (): number => 100

/** Each has room for ten orders of 5 at 100, and for no eleventh. */
const fitTen: Readonly<Record<string, () => RiskRule>> = {
  maxOpenOrders: () => maxOpenOrders(10),
  maxOrderRate: () => maxOrderRate(12, { perMs: 60_000, reserve: 2 }),
  maxTradesADay: () => maxTradesADay(10),
  maxPosition: () => maxPosition(54),
  maxGrossExposure: () => maxGrossExposure(5_000, { price }),
  maxNetExposure: () => maxNetExposure(5_400, { price }),
  maxInstrumentExposure: () => maxInstrumentExposure(5_000, { price }),
  maxSectorExposure: () => maxSectorExposure(5_000, { price, sectorOf: () => 'it' }),
  maxLeverage: () => maxLeverage('0.5', { price }),
  maxConcentration: () => maxConcentration(50, { price }),
  maxValueAtRisk: () =>
    maxValueAtRisk(117, { price, confidence: 0.99, covariance: createSymmetricMatrix([[1e-4]], ['NSE:INFY']) }),
  sufficientMargin: () =>
    sufficientMargin({ required: ({ quantity }) => 100 * quantity.toNumber(), available: () => 5_000 }),
}

describe('1,000 orders at once, at a broker that answers later', () => {
  it.each(Object.keys(fitTen))('are ten where %s has room for ten', async (name) => {
    const { environment, pass } = createStage()
    const latency = { orders: uniformLatency(5, 300), reports: uniformLatency(5, 300) }
    const broker = mock({ cash: '10000', currency: 'INR', instruments: [infy], latency }, environment)
    const trader = createTrader({ broker, rules: [fitTen[name]!()], instruments: [infy] })
    await trader.start()
    const placing = Array.from({ length: 1_000 }, () =>
      trader.place({ instrument: infy.id, side: 'buy', quantity: 5, type: 'limit', limitPrice: 100 }),
    )
    await pass(1_000)
    const placed = await Promise.all(placing)
    const outcomes = Map.groupBy(placed, ({ outcome }) => outcome)
    expect([...outcomes.keys()].sort()).toEqual(['accepted', 'denied'])
    expect(outcomes.get('accepted')).toHaveLength(10)
    expect(broker.venue.listOrders()).toHaveLength(10)
    await trader.stop()
  })

  it('are one where they are all the same', async () => {
    const { environment, pass } = createStage()
    const broker = mock({ cash: '1000000', currency: 'INR', instruments: [infy] }, environment)
    const trader = createTrader({ broker, rules: [noDuplicates(1_000)], instruments: [infy] })
    await trader.start()
    const order = { instrument: infy.id, side: 'buy', quantity: 5, type: 'limit', limitPrice: 100 } as const
    const placed = await Promise.all(Array.from({ length: 1_000 }, () => trader.place(order)))
    expect(placed.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1)
    await pass(1_000)
    expect((await trader.place(order)).outcome).toBe('accepted')
    await trader.stop()
  })
})

const most = { gross: 7_000, open: 4, messages: 6, trades: 14 }
const perMs = 20_000

const limits = (): readonly RiskRule[] => [
  maxOpenOrders(most.open),
  maxOrderRate(most.messages + 2, { perMs, reserve: 2 }),
  maxGrossExposure(most.gross, { price }),
  maxTradesADay(most.trades),
]

interface Run extends Simulation {
  readonly events: readonly JournalEvent[]
  readonly worstAtVenue: number
}

/** A history with its journal, and the most that its venue could have come to hold, in money. */
async function run(seed: number, rules: () => readonly RiskRule[]): Promise<Run> {
  const storage = memory({ chained: true })
  let venue: SimulatedVenue | undefined
  let worstAtVenue = 0
  /** Looks whenever somebody is about to place an order, and places none. */
  const onlooker: RiskRule = {
    name: 'onlooker',
    check() {
      worstAtVenue = Math.max(worstAtVenue, worstOf(venue!))
      return undefined
    },
  }
  const simulation = await simulate({
    seed,
    steps: 90,
    storage: () => storage,
    rules: () => [onlooker, ...rules()],
    broker(environment) {
      const broker = mock({ cash: '1000000', shortSelling: true, reports: 'both' }, environment)
      venue = broker.venue
      return broker
    },
  })
  const journal = await storage.openJournal('main')
  const events: JournalEvent[] = []
  for await (const entry of journal.read()) events.push(decodeEntry(entry, 'main'))
  await journal.close()
  return { ...simulation, events, worstAtVenue: Math.max(worstAtVenue, worstOf(venue!)) }
}

/** Of our own orders, each instrument on the side that could go further. */
function worstOf(venue: SimulatedVenue): number {
  const worst = new Map<string, { long: number; short: number }>()
  for (const { clientOrderId, instrument, side, lifecycle, quantity, filledQuantity } of venue.listOrders()) {
    if (clientOrderId === undefined) continue
    const reach = worst.get(instrument) ?? { long: 0, short: 0 }
    const filled = filledQuantity.toNumber()
    const could = lifecycle === 'working' ? quantity.toNumber() : filled
    reach.long += side === 'buy' ? could : -filled
    reach.short += side === 'buy' ? filled : -could
    worst.set(instrument, reach)
  }
  return [...worst.values()].reduce((sum, { long, short }) => sum + 100 * Math.max(long, -short), 0)
}

/** What the limits are about, of an account as it was after an event. */
function figuresOf(state: AccountState): { gross: number; open: number } {
  const gross = ['SIM:A', 'SIM:B'].reduce((sum, id) => {
    const { long, short } = state.worstCase(id as never)
    return sum + 100 * Math.max(long.toNumber(), -short.toNumber())
  }, 0)
  return { gross, open: state.listOpen().length }
}

/** What the account itself does; all else is done to it. */
const own = new Set(['order.submitted', 'order.modify-requested', 'order.accepted', 'order.filled', 'order.canceled'])

describe('in the simulator, with faults, crashes, restarts, cancels, modifications and late fills', () => {
  const seeds = Array.from({ length: 120 }, (_, i) => i + 1)

  it('no moment of an account, and none of its venue, is beyond the limits', async () => {
    let [submitted, modified, crashes] = [0, 0, 0]
    const denied = new Map<string, number>()
    for (const seed of seeds) {
      const { violation, trace, events, worstAtVenue, crashes: ended } = await run(seed, limits)
      expect(violation, [`seed ${seed}`, ...trace].join('\n')).toBeUndefined()
      const state = createAccountState()
      let before = figuresOf(state)
      const sent: Timestamp[] = []
      for (const event of events) {
        state.apply(event)
        const after = figuresOf(state)
        const where = `seed ${seed}, ${event.type} at ${event.time}`
        if (own.has(event.type)) {
          expect(after.gross, where).toBeLessThanOrEqual(Math.max(most.gross, before.gross))
          expect(after.open, where).toBeLessThanOrEqual(Math.max(most.open, before.open))
        }
        before = after
        const { type, time } = event
        if (type === 'order.denied') denied.set(event.denial.rule, (denied.get(event.denial.rule) ?? 0) + 1)
        if (type !== 'order.submitted' && type !== 'order.modify-requested' && type !== 'order.cancel-requested')
          continue
        sent.push(time)
        if (type === 'order.cancel-requested') continue
        expect(sent.filter((at) => at > time - perMs).length, where).toBeLessThanOrEqual(most.messages)
        if (type === 'order.submitted') submitted++
        else modified++
      }
      crashes += ended
      if (!trace.some((line) => line.includes('outside')))
        expect(worstAtVenue, `seed ${seed}`).toBeLessThanOrEqual(most.gross)
    }
    expect(submitted).toBeGreaterThan(400)
    expect(modified).toBeGreaterThan(50)
    expect(crashes).toBeGreaterThan(100)
    // Each limit was met.
    for (const rule of ['max-open-orders', 'max-order-rate', 'max-gross-exposure'])
      expect(denied.get(rule), rule).toBeGreaterThan(10)
  }, 120_000)

  it('a rule that forgets what is on its way is found out', async () => {
    /** Counts what has been accepted, as a careless one would. */
    function careless(): RiskRule {
      return {
        name: 'careless',
        check({ type, terms }, view) {
          if (type !== 'place') return undefined
          let gross = 0
          for (const id of ['SIM:A', 'SIM:B'] as const) gross += 100 * Math.abs(view.getQuantity(id).toNumber())
          const actual = gross + 100 * terms.quantity.toNumber()
          return actual > most.gross ? { rule: 'careless', reason: 'too much', limit: most.gross, actual } : undefined
        },
      }
    }
    let worst = 0
    for (const seed of seeds.slice(0, 30)) worst = Math.max(worst, (await run(seed, () => [careless()])).worstAtVenue)
    expect(worst).toBeGreaterThan(most.gross)
  }, 60_000)
})
