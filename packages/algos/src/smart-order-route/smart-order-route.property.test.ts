import type { AlgoInput, ChildView, RouteView, Step } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRig, everything, type Rig } from '../testing/rig.ts'
import { bse, nse, venue } from '../testing/venues.ts'
import type { SmartOrderRouteParams } from './params.ts'
import { smartOrderRoute } from './smart-order-route.ts'

type Params = SmartOrderRouteParams

const levels = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 12 })), { maxLength: 3 })
const book = fc.record({
  what: fc.constant('book' as const),
  at: fc.nat(1),
  levels,
  ageMs: fc.constantFrom(0, 0, 0, 400, 20_000),
})
/** What may happen to it, in any order. */
const happening = fc.oneof(
  fc.record({ what: fc.constant('fill' as const), pick: fc.nat(5), part: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ what: fc.constant('end' as const), pick: fc.nat(5) }),
  fc.record({ what: fc.constant('reject' as const), pick: fc.nat(5) }),
  fc.record({ what: fc.constant('doubt' as const), pick: fc.nat(5) }),
  fc.record({ what: fc.constant('confirm' as const), pick: fc.nat(5) }),
  fc.record({ what: fc.constant('time' as const), ms: fc.integer({ min: -8000, max: 8000 }) }),
  fc.record({ what: fc.constant('pause' as const) }),
  fc.record({ what: fc.constant('resume' as const) }),
  fc.record({ what: fc.constant('restart' as const) }),
  fc.record({ what: fc.constant('grow' as const), lots: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ what: fc.constant('limit' as const), ticks: fc.integer({ min: 0, max: 12 }) }),
  { weight: 8, arbitrary: book },
  fc.record({
    what: fc.constant('quote' as const),
    at: fc.nat(1),
    ticks: fc.nat(12),
    ageMs: fc.constantFrom(0, 20_000),
  }),
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

const parameters = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  quantity: fc.integer({ min: 1, max: 120 }).map((lots) => lots * 5),
  minRouteQuantity: fc.constantFrom(5, 15),
  remainder: fc.constantFrom('post' as const, 'ioc' as const),
  limited: fc.boolean(),
  perOrder: fc.constantFrom(0, 20),
  takesIoc: fc.boolean(),
  canModify: fc.boolean(),
  seed: fc.nat(),
})
type Drawn = typeof parameters extends fc.Arbitrary<infer T> ? T : never

interface Seen {
  readonly input: AlgoInput<Params>
  readonly step: Step<unknown>
}

const priceOf = (ticks: number) => Math.round((100 + ticks * 0.05) * 100) / 100

/** A rig that writes down each step, and can go back to an older state. */
function watch({ limited, perOrder, takesIoc, canModify, ...given }: Drawn) {
  const seen: Seen[] = []
  let back = 0
  const supports = {
    ...everything,
    ...(!takesIoc && { timeInForce: ['day'] as const }),
    ...(!canModify && { modify: [] }),
  }
  const params: Params = {
    instrument: nse.id,
    ...given,
    ...(limited && { limitPrice: priceOf(6) }),
    routes: [nse, bse].map(({ id }, i) => ({ account: 'main', instrument: id, takerBps: i, perOrder })),
  }
  const { algo } = smartOrderRoute
  const order = {
    params,
    algo: {
      ...algo,
      step(state: unknown, input: AlgoInput<Params>) {
        const from = back === 0 ? state : (seen.at(-1 - back)?.step.state ?? state)
        back = 0
        const step = algo.step(from, input)
        seen.push({ input: structuredCopy(input), step })
        return step
      },
    },
  }
  const routes = [venue(nse, { supports }), venue(bse, { supports })]
  const rig = createRig(order, { instrument: nse, routes, now: 100_000 })
  rig.cancelsAtOnce = false
  return { rig, seen, goBack: (steps: number) => void (back = steps) }
}

/** The rig's children change; what was seen must not. */
function structuredCopy(input: AlgoInput<Params>): AlgoInput<Params> {
  return { ...input, children: input.children.map((child) => ({ ...child })) }
}

function happen(rig: Rig<Params>, event: Happening, goBack: (steps: number) => void): void {
  const working = rig.children.filter((child) => child.working)
  const child = 'pick' in event ? working[event.pick % Math.max(working.length, 1)] : undefined
  switch (event.what) {
    case 'fill':
      return void (child && rig.fill(child.key, event.part))
    case 'end':
      return void (child && rig.canceled(child.key))
    case 'reject':
      return void (child?.filledLots === 0 && rig.reject(child.key, 'transient'))
    case 'doubt':
      if (child === undefined) return
      child.certain = false
      return void rig.tell({ type: 'child', key: child.key, change: 'unconfirmed' })
    case 'confirm':
      if (child) child.certain = true
      return
    case 'time':
      if (event.ms >= 0) rig.at(rig.now + event.ms)
      else rig.now += event.ms
      return
    case 'pause':
      return void rig.tell({ type: 'paused' })
    case 'resume':
      return void rig.tell({ type: 'resumed' })
    case 'restart':
      goBack(3)
      return void rig.tell({ type: 'recovered' })
    case 'grow':
      return void rig.amend({ quantity: (rig.lots + event.lots) * 5 })
    case 'limit':
      return void (rig.params.limitPrice !== undefined && rig.amend({ limitPrice: priceOf(event.ticks) }))
    case 'book':
      return void showBook(rig, event)
    case 'quote': {
      const { supports, depth, instrument } = rig.routes![event.at]!
      const quote = {
        instrument: instrument.id,
        time: rig.now - event.ageMs,
        last: priceOf(event.ticks),
        bid: priceOf(event.ticks - 1),
        ask: priceOf(event.ticks + 1),
      }
      const view = { ...venue(instrument, { supports, quote }), ...(depth && { depth }) }
      rig.routes = rig.routes!.map((each, i) => (i === event.at ? view : each))
      return void rig.tell({ type: 'quote', quote })
    }
  }
}

function showBook(rig: Rig<Params>, event: Extract<Happening, { what: 'book' }>): void {
  const { supports, instrument, quote } = rig.routes![event.at]!
  const rising = event.levels.map(([ticks, lots]) => [ticks, lots] as const).sort(([a], [b]) => a - b)
  const unique = rising.filter(([ticks], i) => i === 0 || ticks !== rising[i - 1]![0])
  const asks = unique.map(([ticks, lots]) => [priceOf(ticks), lots] as const)
  const bids = unique.map(([ticks, lots]) => [priceOf(12 - ticks), lots] as const)
  const isBuy = rig.params.side === 'buy'
  const side = isBuy ? { asks, bids: [[priceOf(-20), 5]] as const } : { bids, asks: [[priceOf(40), 5]] as const }
  const view = venue(instrument, { supports, ...(quote && { quote }), time: rig.now - event.ageMs, ...side })
  rig.routes = rig.routes!.map((each, i) => (i === event.at ? view : each))
  rig.tell({ type: 'depth', depth: view.depth! })
}

describe('a router, whatever happens', () => {
  const history = fc.tuple(parameters, fc.array(happening, { maxLength: 60, size: 'max' }))

  function play([drawn, events]: [Drawn, Happening[]]) {
    const { rig, seen, goBack } = watch(drawn)
    rig.start()
    for (const event of events) happen(rig, event, goBack)
    return { rig, seen }
  }

  it('asks for no more than is known to be free, in whole lots, within its limit', () => {
    fc.assert(
      fc.property(history, (given) => {
        const { rig, seen } = play(given)
        for (const { input, step } of seen) {
          const places = step.commands.filter((command) => command.type === 'place')
          const asked = places.reduce((sum, { lots }) => sum + lots, 0)
          expect(asked).toBeLessThanOrEqual(Math.max(input.parent.remainingLots, 0))
          const limit = input.params.limitPrice
          for (const { lots, limitPrice } of places) {
            expect(Number.isInteger(lots) && lots > 0).toBe(true)
            expect(limitPrice).toBeTypeOf('number')
            if (limit === undefined) continue
            expect(input.params.side === 'buy' ? limitPrice! <= +limit : limitPrice! >= +limit).toBe(true)
          }
        }
        const { filledLots, openLots, remainingLots, lots } = rig.parent()
        expect(filledLots + openLots + remainingLots).toBe(lots)
      }),
      { numRuns: 300 },
    )
  })

  it('takes nothing that is stale, nor more at a price than is shown there less what is its own', () => {
    let taken = 0
    fc.assert(
      fc.property(history, (given) => {
        for (const { input, step } of play(given).seen)
          for (const command of step.commands) {
            if (command.type !== 'place' || !command.key.startsWith('take')) continue
            taken += 1
            const view = input.routes.find(({ instrument }) => instrument.id === command.instrument)!
            const fresh = [view.depth?.time, view.quote?.time].filter((time) => Math.abs(input.now - time!) <= 5000)
            expect(fresh.length).toBeGreaterThan(0)
            if (view.depth === undefined || Math.abs(input.now - view.depth.time) > 5000) {
              expect(command.lots * 5).toBeLessThanOrEqual(Number(input.params.minRouteQuantity))
              continue
            }
            expect(command.lots).toBeLessThanOrEqual(shownLots(view, command.limitPrice!, input))
          }
      }),
      { numRuns: 300 },
    )
    // A property about nothing would hold.
    expect(taken).toBeGreaterThan(300)
  })

  it('sends the same for the same, and never anywhere while it is paused', () => {
    fc.assert(
      fc.property(history, (given) => {
        const { rig, seen } = play(given)
        expect(play(given).rig.asked).toEqual(rig.asked)
        let isHeld = false
        for (const { input, step } of seen) {
          if (input.type === 'paused') isHeld = true
          // A state from before the pause does not know of it; the runner opens nothing then.
          else if (input.type !== 'child' && input.type !== 'amended') isHeld = false
          if (isHeld) expect(step.commands.filter(({ type }) => type === 'place')).toEqual([])
        }
      }),
      { numRuns: 100 },
    )
  })

  it('fills its order in the end, where one venue does, whatever became of the other', () => {
    fc.assert(
      fc.property(history, ([drawn, events]) => {
        const { rig, goBack } = watch({ ...drawn, remainder: 'post', limited: true })
        rig.start()
        for (const event of events) happen(rig, event, goBack)
        for (const child of rig.children) child.certain = true
        rig.amend({ limitPrice: priceOf(6) })
        rig.tell({ type: 'resumed' })
        for (let i = 0; i < 400 && rig.parent().filledLots < rig.lots; i++) {
          rig.at(rig.now + 1000)
          showBook(rig, { what: 'book', at: 0, ageMs: 0, levels: [[6, 9]] })
          for (const { working, instrument, key } of [...rig.children]) {
            if (!working || rig.children.find((child) => child.key === key)?.working !== true) continue
            if (instrument === nse.id) rig.fill(key)
            // The other one is dead: it answers a cancel with silence, and a new order with a rejection.
            else if (rig.children.find((child) => child.key === key)!.filledLots === 0) rig.reject(key, 'transient')
            else rig.canceled(key)
          }
        }
        expect(rig.parent().filledLots).toBe(rig.lots)
      }),
      { numRuns: 150 },
    )
  })
})

/** What a book shows up to a price, less what orders of ours that are still open can take of it. */
function shownLots({ depth, instrument }: RouteView, limit: number, { params, children }: AlgoInput<Params>): number {
  const isBuy = params.side === 'buy'
  const upTo = (price: number) =>
    (isBuy ? depth!.asks : depth!.bids)
      .filter((level) => (isBuy ? level.price <= price : level.price >= price))
      .reduce((sum, { quantity }) => sum + quantity / 5, 0)
  const own = children
    .filter((child: ChildView) => child.instrument === instrument.id && child.working && child.key.startsWith('take'))
    .filter(({ price }) => (isBuy ? price! <= limit : price! >= limit))
    .sort((a, b) => (isBuy ? a.price! - b.price! : b.price! - a.price!))
  const taken = own.reduce((sum, { price, lots, filledLots }) => Math.min(sum + lots - filledLots, upTo(price!)), 0)
  return upTo(limit) - taken
}
