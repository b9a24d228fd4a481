import type { AlgoOrder, Quote } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRig } from '../testing/rig.ts'
import { fillAll, parent, start, trades } from './pov.fixture.ts'
import { pov } from './pov.ts'
import type { PovParams } from './pov-params.ts'

const second = 1_000

describe('pov', () => {
  it('never takes more part than its rate, whatever happens to it', () => {
    fc.assert(
      fc.property(paramsOf, histories, (params, history) => {
        const world = play(params, history, 'true')
        expect(world.worst).toBeLessThanOrEqual(0)
      }),
      { numRuns: 300 },
    )
  })

  it('never sends more than its parent, whatever volumes it is told', () => {
    fc.assert(
      fc.property(paramsOf, histories, (params, history) => {
        play(params, history, 'lies')
      }),
      { numRuns: 300 },
    )
  })

  it('comes to its share, to a child, in a market that goes on', () => {
    fc.assert(
      fc.property(paramsOf, fc.array(fc.nat(3_000), { minLength: 30, maxLength: 60 }), (params, volumes) => {
        const rig = start({ ...params, smoothingMs: 0, sizeJitter: 0 }, { quote: { volume: 0 } })
        let volume = 0
        volumes.forEach((traded, i) => {
          volume += traded
          trades(rig, (i + 1) * second, volume)
          fillAll(rig)
        })
        rig.at(rig.now + 20 * second)
        fillAll(rig)
        const share =
          params.ownVolume === 'exclusive'
            ? params.participationRate / (1 - params.participationRate)
            : params.participationRate
        const due = Math.min(rig.lots, Math.floor((share * volume) / 5 + 1e-9))
        const least = Number(params.minChildQuantity ?? 5) / 5
        const filled = rig.parent().filledLots
        expect(filled).toBeLessThanOrEqual(due)
        expect(due - filled).toBeLessThan(least)
      }),
    )
  })
})

interface Event {
  readonly does: string
  readonly amount: number
}

const paramsOf = fc.record(
  {
    participationRate: fc.constantFrom(0.01, 0.1, 0.25, 0.9),
    quantity: fc.integer({ min: 1, max: 4_000 }).map((lots) => lots * 5),
    ownVolume: fc.constantFrom('inclusive' as const, 'exclusive' as const),
    smoothingMs: fc.constantFrom(0, 20_000),
    minChildQuantity: fc.constantFrom(5, 50),
    maxChildQuantity: fc.constantFrom(50, 500),
    sizeJitter: fc.constantFrom(0, 0.5),
    side: fc.constantFrom('buy' as const, 'sell' as const),
  },
  { requiredKeys: ['participationRate', 'quantity'] },
)

const happenings = [
  ...Array(8).fill('trade'),
  ...Array(8).fill('pass'),
  ...Array(4).fill('fill'),
  ...[
    'print',
    'quiet',
    'reject',
    'cancel',
    'canceled',
    'unsure',
    'price',
    'restart',
    'forget',
    'pause',
    'resume',
    'late',
    'back',
    'woke',
  ],
]

const histories = fc.array(fc.record<Event>({ does: fc.constantFrom<string>(...happenings), amount: fc.nat(20_000) }), {
  maxLength: 120,
})

/** Plays a history and holds the planner to its promises at every step. */
function play(params: Partial<PovParams>, history: readonly Event[], told: 'true' | 'lies') {
  let old: unknown
  let forgets = false
  const order = pov({ ...parent, minRate: 0, ...params })
  const algo: typeof order.algo = {
    ...order.algo,
    step(state, input) {
      // A restart knows the last state that was journalled, which may be older than the children are.
      const known = input.type === 'recovered' && forgets && old !== undefined ? old : state
      return order.algo.step(known, input)
    },
  }
  const rig = createRig({ algo, params: order.params } as AlgoOrder<PovParams>, { quote: { volume: 0 } }).start()
  rig.cancelsAtOnce = false
  let truth = 0
  let paused = false
  let seen = 0
  let worst = Number.NEGATIVE_INFINITY
  const lies = [Number.NaN, -1, 0, 1, 1e6, 1e300, Number.POSITIVE_INFINITY]
  const { participationRate: rate, ownVolume } = order.params
  const share = ownVolume === 'exclusive' ? rate / (1 - rate) : rate
  for (const { does, amount } of history) {
    const open = rig.children.filter(({ working }) => working)
    const child = open[amount % Math.max(1, open.length)]
    if (does === 'trade') {
      truth += amount
      rig.quote({ volume: told === 'true' ? truth : lies[amount % lies.length]! })
    } else if (does === 'print') {
      // The exchange prints it, and its next quote contains it.
      truth += amount
      rig.trade(100, told === 'true' ? amount : lies[amount % lies.length]!)
    } else if (does === 'quiet') {
      const { volume: _, ...silent } = {
        instrument: 'NSE:INFY',
        time: rig.now,
        last: 100,
        bid: 99.9,
        ask: 100,
      } as Quote
      rig.quote({ ...silent, volume: Number.NaN })
    } else if (does === 'pass') pass(rig.now + amount)
    else if (does === 'late') rig.now += amount * 100
    else if (does === 'back') rig.now -= amount * 100
    else if (does === 'price') rig.quote({ bid: 90 + (amount % 400) / 20, ask: 90.05 + (amount % 400) / 20 })
    else if (does === 'woke' && !paused) rig.tell({ type: 'woke' })
    else if (does === 'restart' || does === 'forget') {
      if (paused) continue
      forgets = does === 'forget'
      rig.tell({ type: 'recovered' })
      old = rig.state
    } else if (does === 'pause' && !paused) {
      rig.tell({ type: 'paused' })
      paused = true
    } else if (does === 'resume' && paused) {
      paused = false
      rig.tell({ type: 'resumed' })
    } else if (child === undefined) continue
    else if (does === 'fill') rig.fill(child.key, 1 + (amount % child.lots))
    else if (does === 'reject' && child.filledLots === 0) rig.reject(child.key)
    else if (does === 'unsure') child.certain = !child.certain
    else if (does === 'cancel') rig.canceled(child.key)
    else if (does === 'canceled' && child.pending === 'cancel') rig.canceled(child.key)
    check()
  }
  return { worst, rig }

  function pass(time: number): void {
    if (paused) rig.now = Math.max(rig.now, time)
    else rig.at(time)
  }

  function check(): void {
    const { lots, filledLots, openLots, remainingLots } = rig.parent()
    expect(filledLots + openLots + remainingLots).toBe(lots)
    expect(remainingLots).toBeGreaterThanOrEqual(0)
    expect(JSON.parse(JSON.stringify(rig.state))).toEqual(rig.state)
    const least = Number(order.params.minChildQuantity ?? 5) / 5
    const most = Number(order.params.maxChildQuantity ?? 1e9) / 5
    for (const { command } of rig.asked) {
      if (command.type !== 'place') continue
      expect(Number.isInteger(command.lots)).toBe(true)
      expect(command.lots).toBeLessThanOrEqual(most)
    }
    // Only what ends the parent may be smaller.
    for (const placed of rig.children.slice(seen)) if (placed.lots < least) expect(remainingLots).toBe(0)
    seen = rig.children.length
    worst = Math.max(worst, filledLots + openLots - Math.floor((share * truth) / 5 + 1e-9))
  }
}
