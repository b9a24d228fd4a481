import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Decimal, zero } from '../model/decimal.ts'
import type { Execution } from '../model/execution.ts'
import { createInstrument } from '../model/instrument.ts'
import type { AlgoCommand } from '../ports/algo-command.ts'
import type { Trader } from '../ports/trader.ts'
import { createTrader } from '../trader/create-trader.ts'
import { createFaultyStorage } from './storage.fixture.ts'
import { type ChildTag, decodeTag } from './tag.ts'
import { accepted, createVenue, planner, type Resting, rejected, unanswered } from './venue.fixture.ts'

/** 20 lots of 5, of which the venue takes 8 in one order. */
const parent = 100
const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05', lotSize: 5, freezeQuantity: 40 })

const price = fc.double({ min: 90, max: 110, noNaN: true })
/** Small ones, that leave room to grow, and those that would take all of it. */
const lots = fc.oneof(
  fc.integer({ min: -1, max: 30 }),
  fc.constantFrom(2, 2, 20, 20, 2.5, Number.NaN, Number.POSITIVE_INFINITY),
)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

/** Keys that have a limit, a stop, or neither. */
const priced = fc.record({ key: fc.constantFrom('c', 'd'), lots, limitPrice: price })
const stopped = fc.record({ key: fc.constantFrom('s', 't'), lots, stopPrice: price })
const plain = fc.record({ key: fc.constantFrom('a', 'b'), lots })
const exiting = fc.record({ exit: fc.constant(true), siblings: fc.constantFrom(undefined, 'pair') })
const opening = fc.record({
  siblings: fc.constantFrom(undefined, undefined, undefined, 'twins'),
  timeInForce: fc.constantFrom(undefined, undefined, 'ioc'),
  displayLots: maybe(fc.nat(4)),
})
const child = fc
  .tuple(fc.oneof(plain, priced, stopped), fc.oneof({ weight: 2, arbitrary: opening }, exiting))
  // What opens and what closes have keys of their own.
  .map(([order, more]) => ({ ...order, ...more, key: 'exit' in more ? `${order.key}x` : order.key }))

/** What a planner may say at a step; it need not make sense. */
const command: fc.Arbitrary<AlgoCommand> = fc.oneof(
  { weight: 40, arbitrary: child.map((order) => ({ type: 'place', ...order })) },
  {
    weight: 20,
    arbitrary: fc.record({
      type: fc.constant('modify'),
      key: fc.constantFrom('a', 'b', 'ax', 'bx'),
      lots,
    }),
  },
  {
    weight: 20,
    arbitrary: fc.record({
      type: fc.constant('modify'),
      key: fc.constantFrom('c', 'd', 'cx', 'dx'),
      lots: maybe(lots),
      limitPrice: maybe(price),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('place-group'),
      kind: fc.constant('oco'),
      legs: fc.tuple(stopped, priced),
    }),
  },
  { weight: 10, arbitrary: fc.record({ type: fc.constant('cancel'), key: fc.constantFrom('a', 'b', 'c', 'd', 'ax') }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('wake'), at: fc.nat(100_000) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('pause'), reason: fc.constant('thinks') }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('finish'), status: fc.constantFrom('done', 'expired') }),
  },
) as fc.Arbitrary<AlgoCommand>

/** What may happen to it. A number picks the order, or says how long, or how much. */
const happening = fc.tuple(
  fc.constantFrom(
    ...([
      'fill',
      'fill',
      'fill',
      'fill all',
      'cancel',
      'quote',
      'quote',
      'quote',
      'wait',
      'reply',
      'modified',
    ] as const),
    ...(['pause', 'resume', 'resume', 'show', 'amend', 'stop', 'crash', 'durable'] as const),
  ),
  fc.nat(1000),
)
const answer = fc.constantFrom(
  ...(['accept', 'accept', 'accept', 'accept', 'fill', 'reject', 'throttle', 'hold', 'lose', 'unanswered'] as const),
)

const tagOf = ({ terms }: Resting): ChildTag => decodeTag(terms.tag!)

/** What lies at the venue: of siblings the largest may still fill. */
function atVenue(orders: readonly Resting[], side: 'buy' | 'sell') {
  let filled = zero
  let position = zero
  const working = new Map<string, Map<string, Decimal>>()
  let bySiblings = zero
  for (const order of orders) {
    const { key, exit, siblings } = tagOf(order)
    position = order.terms.side === side ? position.plus(order.filled) : position.minus(order.filled)
    if (exit) continue
    filled = filled.plus(order.filled)
    if (siblings !== undefined) bySiblings = bySiblings.plus(order.filled)
    if (order.lifecycle !== 'working' || order.lost) continue
    const label = siblings ?? `alone ${order.id}`
    const keys = working.get(label) ?? new Map<string, Decimal>()
    working.set(label, keys.set(key, order.terms.quantity.minus(order.filled).plus(keys.get(key) ?? 0)))
  }
  let open = zero
  for (const keys of working.values())
    open = open.plus([...keys.values()].reduce((most, each) => (each.gt(most) ? each : most)))
  return { filled, open, position, bySiblings }
}

it('never has more at the venue than its parent asks for, whatever its planner says and its venue does', async () => {
  const script = fc.array(fc.array(command, { maxLength: 4 }), { maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        side: fc.constantFrom('buy', 'sell'),
        limitPrice: fc.constantFrom(undefined, '99.95', '100.05'),
        exits: fc.boolean(),
        steps: script,
        answers: fc.array(answer, { minLength: 1, maxLength: 20 }),
        cancels: fc.constantFrom('at once', 'soon', 'later', 'refused'),
        modifies: fc.constantFrom('at once', 'later', 'refused'),
        appends: fc.constantFrom('at once', 'at once', 'soon', 'held'),
        happenings: fc.array(happening, { maxLength: 40 }),
      }),
      async ({ side, limitPrice, exits, steps, answers, cancels, modifies, appends, happenings }) => {
        const venue = createVenue(1, { timeInForce: ['day', 'ioc'], display: true }, [infy])
        const storage = createFaultyStorage()
        const held: (() => void)[] = []
        venue.cancels = cancels
        venue.modifies = modifies
        venue.answer = (order) => {
          // What closes is never more than there is to close, when it is sent.
          const { key, exit } = tagOf(order)
          if (exit && appends === 'at once') {
            const { position } = atVenue(venue.orders, side)
            const sent = venue.orders.filter((each) => each.lifecycle === 'working' && tagOf(each).key === key)
            const total = sent.reduce((sum, each) => sum.plus(each.terms.quantity).minus(each.filled), zero)
            expect(total.lte(position.abs()), 'closes too much').toBe(true)
          }
          if (order.terms.timeInForce === 'ioc') {
            venue.fill(order, 5)
            if (order.lifecycle === 'working') queueMicrotask(() => venue.cancel(order))
            return accepted(order)
          }
          switch (answers[(venue.orders.length - 1) % answers.length]) {
            case 'fill':
              venue.fill(order)
              return accepted(order)
            case 'reject':
              order.lifecycle = 'rejected'
              return rejected()
            case 'throttle':
              order.lifecycle = 'rejected'
              return rejected('Too many requests')
            case 'hold':
              return new Promise((resolve) => held.push(() => resolve(accepted(order))))
            case 'lose':
              order.lost = true
              return unanswered()
            case 'unanswered':
              return unanswered()
            default:
              return accepted(order)
          }
        }
        let step = 0
        const algo = planner(
          ({ type }) => (type === 'canceled' ? [{ type: 'finish', status: 'canceled' }] : (steps[step++] ?? [])),
          ['quotes'],
          'scripted',
          exits ? { exits } : {},
        )
        let ends = 0
        const create = (): Trader => {
          const created = createTrader({
            broker: venue.broker,
            data: [venue.feed],
            storage,
            strategies: [{ name: 'watcher', watch: [{ instrument: infy.id }] }],
            algos: [algo],
          })
          created.on('execution.finished', () => void ends++)
          return created
        }
        const settled = async () => {
          for (let i = 0; i < 30; i++) await undefined
        }
        let trader = create()
        await trader.start()
        venue.quote(100)
        const params = { instrument: infy.id, quantity: parent, ...(limitPrice !== undefined && { limitPrice }) }
        let execution: Execution = trader.execute(algo({ ...params, side } as Parameters<typeof algo>[0]))
        await settled()
        storage.appends = appends

        /** Another process, at the same venue. */
        const restart = async () => {
          storage.appends = 'at once'
          trader = create()
          await trader.start()
          const found = trader.getExecution(execution.id)
          if (found !== undefined) execution = found
          storage.appends = appends
        }

        const check = () => {
          const { filled, open, bySiblings } = atVenue(venue.orders, side)
          const progress = execution.getProgress()
          const { filledQuantity, openQuantity, remainingQuantity, status } = progress
          const quantity = Number((execution.params as { readonly quantity: string }).quantity)
          // What one of siblings has filled, the others may fill again until their planner makes them smaller.
          const most = bySiblings.plus(quantity)
          expect(filled.plus(open).lte(most), `over-sent: ${filled} and ${open} of ${quantity}`).toBe(true)
          if (bySiblings.isZero())
            for (const part of [filledQuantity, openQuantity, remainingQuantity]) expect(part.gte(0)).toBe(true)
          expect(filledQuantity.plus(openQuantity).plus(remainingQuantity).toNumber()).toBe(quantity)
          for (const { terms } of venue.orders) {
            expect(terms.quantity.mod(infy.lotSize).isZero()).toBe(true)
            expect(terms.quantity.lte(40)).toBe(true)
            if (limitPrice === undefined || tagOf({ terms } as Resting).exit) continue
            const limit = 'limitPrice' in terms ? terms.limitPrice : undefined
            expect(side === 'buy' ? limit?.lte(limitPrice) : limit?.gte(limitPrice)).toBe(true)
          }
          if (status !== 'running' && status !== 'paused' && status !== 'failed') expect(open.toNumber()).toBe(0)
        }

        check()
        for (const [what, number] of happenings) {
          const working = venue.orders.filter((order) => order.lifecycle === 'working' && !order.lost)
          const order = working[number % Math.max(1, working.length)]
          if (what === 'quote') venue.quote(95 + (number % 10))
          else if (what === 'wait') venue.clock.advanceTo(venue.clock.now() + number * 50)
          else if (what === 'reply') held.splice(number % Math.max(1, held.length), 1)[0]?.()
          else if (what === 'durable') await storage.release()
          else if (what === 'pause') void execution.pause()
          else if (what === 'resume') void execution.resume()
          else if (what === 'amend')
            void execution.amend({ quantity: number % 7 === 0 ? 12 : (number % 41) * 5 }).catch(() => {})
          else if (what === 'crash') {
            storage.crash()
            held.length = 0
            await restart()
          } else if (what === 'stop') {
            const stopping = trader.stop()
            await storage.release()
            for (let i = 0; i < 4; i++) {
              venue.clock.advanceTo(venue.clock.now() + 6_000)
              await settled()
              await storage.release()
            }
            await stopping
            await restart()
          } else if (order !== undefined && what === 'fill')
            venue.fill(order, Math.min(1 + (number % 9), order.terms.quantity.minus(order.filled).toNumber()))
          else if (order !== undefined && what === 'fill all') venue.fill(order)
          else if (order !== undefined && what === 'cancel') venue.cancel(order)
          else if (order !== undefined && what === 'modified') venue.modified(order)
          else if (order !== undefined && what === 'show') venue.show(order)
          await settled()
          check()
        }

        storage.appends = 'at once'
        await storage.release()
        void execution.cancel()
        for (const reply of held) reply()
        venue.cancels = 'soon'
        for (let i = 0; i < 8; i++) {
          await settled()
          for (const order of venue.orders.filter(({ lost }) => !lost))
            if (order.lifecycle === 'working') venue.cancel(order)
            else venue.show(order)
          // Long enough for orders that nobody has to count as never arrived.
          for (let part = 0; part < 6; part++) {
            venue.clock.advanceTo(venue.clock.now() + 10_000)
            await settled()
          }
          check()
        }
        const result = await execution.finished
        const { filled } = atVenue(venue.orders, side)
        if (!venue.errors.some((error) => error.includes('halted')))
          expect(result.filledQuantity.toString()).toBe(filled.toString())
        expect(result.remainingQuantity.plus(filled).toString()).toBe(result.quantity.toString())
        expect(ends).toBe(1)
        await trader.stop()
      },
    ),
    { numRuns: 300 },
  )
})
