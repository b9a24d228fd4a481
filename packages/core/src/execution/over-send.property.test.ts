import fc from 'fast-check'
import { expect, it } from 'vitest'
import { zero } from '../model/decimal.ts'
import type { AlgoCommand } from '../ports/algo-command.ts'
import { createTrader } from '../trader/create-trader.ts'
import { accepted, createVenue, infy, planner, rejected, unanswered } from './venue.fixture.ts'

/** 20 lots of 5. */
const parent = 100

/** What a planner may say at a step; it need not make sense. */
const command: fc.Arbitrary<AlgoCommand> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      type: fc.constant('place'),
      key: fc.constantFrom('a', 'b', 'c'),
      lots: fc.oneof(fc.integer({ min: -1, max: 30 }), fc.double()),
    }),
  },
  {
    weight: 15,
    arbitrary: fc.record({
      type: fc.constant('place'),
      key: fc.constantFrom('a', 'b'),
      lots: fc.nat(25),
      limitPrice: fc.double({ min: 90, max: 110, noNaN: true }),
    }),
  },
  { weight: 10, arbitrary: fc.record({ type: fc.constant('cancel'), key: fc.constantFrom('a', 'b', 'c') }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('wake'), at: fc.nat(100_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('finish'), status: fc.constantFrom('done', 'expired') }),
  },
) as fc.Arbitrary<AlgoCommand>

/** What may happen to it. A number picks the order, or says how long. */
const happening = fc.tuple(
  fc.constantFrom('fill', 'fill', 'fill all', 'cancel', 'quote', 'quote', 'wait', 'reply', 'pause', 'resume', 'show'),
  fc.nat(1000),
)
const answer = fc.constantFrom('accept', 'accept', 'accept', 'fill', 'reject', 'hold', 'lose', 'unanswered')

it('never has more at the venue than its parent asks for, whatever its planner says and its venue does', async () => {
  const script = fc.array(fc.array(command, { maxLength: 4 }), { maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('buy', 'sell'),
      fc.option(fc.constantFrom('99.97', '100.04'), { nil: undefined }),
      script,
      fc.array(answer, { minLength: 1, maxLength: 20 }),
      fc.constantFrom('soon', 'later', 'refused'),
      fc.array(happening, { maxLength: 40 }),
      async (side, limitPrice, steps, answers, cancels, happenings) => {
        const venue = createVenue()
        const held: (() => void)[] = []
        venue.cancels = cancels
        venue.answer = (order) => {
          switch (answers[(venue.orders.length - 1) % answers.length]) {
            case 'fill':
              venue.fill(order)
              return accepted(order)
            case 'reject':
              order.lifecycle = 'rejected'
              return rejected()
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
        const algo = planner(() => steps[step++] ?? [], ['quotes'])
        const trader = createTrader({
          broker: venue.broker,
          data: [venue.feed],
          strategies: [{ name: 'watcher', watch: [{ instrument: infy.id }] }],
          algos: [algo],
        })
        let ends = 0
        trader.on('execution.finished', () => void ends++)
        await trader.start()
        venue.quote(100)
        const params = { instrument: infy.id, quantity: parent, ...(limitPrice !== undefined && { limitPrice }) }
        const execution = trader.execute(algo({ ...params, side } as Parameters<typeof algo>[0]))

        const atVenue = () => {
          let filled = zero
          let working = zero
          for (const order of venue.orders) {
            filled = filled.plus(order.filled)
            if (order.lifecycle === 'working' && !order.lost)
              working = working.plus(order.terms.quantity.minus(order.filled))
          }
          return { filled, working }
        }
        const check = () => {
          const { filled, working } = atVenue()
          expect(filled.plus(working).lte(parent), 'over-sent').toBe(true)
          const progress = execution.getProgress()
          const { filledQuantity, openQuantity, remainingQuantity } = progress
          expect(filledQuantity.plus(openQuantity).plus(remainingQuantity).toNumber()).toBe(parent)
          for (const part of [filledQuantity, openQuantity, remainingQuantity]) expect(part.gte(0)).toBe(true)
          for (const { terms } of venue.orders) {
            expect(terms.quantity.mod(infy.lotSize).isZero()).toBe(true)
            if (limitPrice === undefined) continue
            const limit = 'limitPrice' in terms ? terms.limitPrice : undefined
            expect(side === 'buy' ? limit?.lte(limitPrice) : limit?.gte(limitPrice)).toBe(true)
          }
          if (progress.status !== 'running' && progress.status !== 'paused') expect(working.toNumber()).toBe(0)
        }
        const settled = async () => {
          for (let i = 0; i < 30; i++) await undefined
        }

        check()
        for (const [what, number] of happenings) {
          const working = venue.orders.filter((order) => order.lifecycle === 'working' && !order.lost)
          const order = working[number % Math.max(1, working.length)]
          if (what === 'quote') venue.quote(95 + (number % 10))
          else if (what === 'wait') venue.clock.advanceTo(venue.clock.now() + number * 50)
          else if (what === 'reply') held.splice(number % Math.max(1, held.length), 1)[0]?.()
          else if (what === 'pause') await execution.pause()
          else if (what === 'resume') await execution.resume()
          else if (order !== undefined && what === 'fill')
            venue.fill(order, Math.min(1 + (number % 9), order.terms.quantity.minus(order.filled).toNumber()))
          else if (order !== undefined && what === 'fill all') venue.fill(order)
          else if (order !== undefined && what === 'cancel') venue.cancel(order)
          else if (order !== undefined && what === 'show') venue.show(order)
          await settled()
          check()
        }

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
        expect(result.filledQuantity.toString()).toBe(atVenue().filled.toString())
        expect(result.remainingQuantity.toString()).toBe(atVenue().filled.neg().plus(parent).toString())
        expect(ends).toBe(1)
        await trader.stop()
      },
    ),
    { numRuns: 300 },
  )
})
