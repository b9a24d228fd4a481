import type { AlgoCommand, Step } from '@shagun/core'
import { tickPrice } from '../params/tick-price.ts'
import { isTaker, keyOf, routeOf } from './keys.ts'
import { type Outlook, split } from './outlook.ts'
import type { Input, State } from './params.ts'
import { reduce } from './reduce.ts'
import { cancelNoted, isCancelable } from './tend.ts'
import type { Terms } from './terms.ts'

/** What was posted or moved stays where it is for as long, in ms, so that it does not follow each flicker. */
export const restMs = 1000

/** Lets what is out of reach wait where that is preferred, of the routes whose market is known and that are well. */
export function post(state: State, input: Input, outlooks: readonly Outlook[]): Step<State> {
  const { parent, params, children } = input
  const open = outlooks.flatMap(({ venue, book, mostLots }) => {
    const price = priceOf({ venue, book }, input)
    const lots = Math.min(parent.remainingLots, mostLots)
    return venue.resting !== undefined && book !== undefined && price !== undefined && lots > 0
      ? [{ venue, price, lots }]
      : []
  })
  const costOf = ({ venue, price, lots }: (typeof open)[number]): number => {
    const { makerBps, perUnit, perOrder } = venue.costs
    const { lotSize, multiplier } = venue.instrument
    const units = lotSize.toNumber()
    return (price * multiplier.toNumber() * makerBps) / 10_000 + perUnit + perOrder / (units * lots)
  }
  const [best] = params.postAt === 'cheapest' ? open.sort((a, b) => costOf(a) - costOf(b)) : open
  if (best === undefined) return { state, commands: [] }
  const { account, instrument, index, resting } = best.venue
  return {
    state,
    commands: [
      {
        type: 'place',
        key: keyOf('post', children.length, index),
        lots: best.lots,
        limitPrice: best.price,
        account,
        instrument: instrument.id,
        timeInForce: resting!,
      },
    ],
  }
}

/** Moves what waits to the price it should have, and cancels what is past a limit that was amended. */
export function reprice(before: State, terms: Terms, input: Input, outlooks: readonly Outlook[]): Step<State> {
  const { children, params, now } = input
  let state = before
  const commands: AlgoCommand[] = []
  for (const child of children) {
    const outlook = outlooks[routeOf(child.key)]
    if (outlook === undefined || child.price === undefined || !isCancelable(child, state, terms, now)) continue
    const { venue } = outlook
    const isPast =
      venue.limit !== undefined && (params.side === 'buy' ? child.price > venue.limit : child.price < venue.limit)
    if (isTaker(child.key)) {
      if (!isPast || venue.takesIoc) continue
      state = cancelNoted(state, child.key, now)
      commands.push({ type: 'cancel', key: child.key })
      continue
    }
    const price = priceOf(outlook, input)
    if (price === undefined || Math.abs(price - child.price) < venue.instrument.tickAt(price).toNumber() / 2) continue
    if (!isPast && before.movedAt !== null && Math.abs(now - before.movedAt) < restMs) continue
    state = { ...state, movedAt: now }
    if (venue.supports.modify.includes('limitPrice'))
      commands.push({ type: 'modify', key: child.key, limitPrice: price })
    else {
      state = cancelNoted(state, child.key, now)
      commands.push({ type: 'cancel', key: child.key })
    }
  }
  return { state, commands }
}

/** Frees of what waits as much as can be taken elsewhere now. It is sent there when it is known to be free. */
export function pull(state: State, terms: Terms, input: Input, outlooks: readonly Outlook[]): Step<State> {
  const waiting = input.children.filter(
    (child) =>
      !isTaker(child.key) &&
      isCancelable(child, state, terms, input.now) &&
      Math.abs(input.now - child.placedAt) >= restMs &&
      (state.movedAt === null || Math.abs(input.now - state.movedAt) >= restMs),
  )
  const lots = waiting.reduce((sum, child) => sum + child.lots - child.filledLots, 0)
  if (lots === 0) return { state, commands: [] }
  const here = new Set(waiting.map(({ instrument }) => instrument))
  const elsewhere = outlooks.map((outlook) =>
    here.has(outlook.venue.instrument.id) ? { ...outlook, book: undefined } : outlook,
  )
  const wanted = split(lots, elsewhere, terms, input).reduce((sum, slice) => sum + slice.lots, 0)
  return reduce(wanted, waiting, { ...state, movedAt: wanted > 0 ? input.now : state.movedAt }, terms, input)
}

/** The parent's limit; without one the best price of its own side, where that is known. */
function priceOf({ venue, book }: Pick<Outlook, 'venue' | 'book'>, { params: { side } }: Input): number | undefined {
  if (venue.limit !== undefined || book?.near === undefined) return venue.limit
  return tickPrice(venue.instrument, book.near, side === 'buy' ? 'down' : 'up')
}
