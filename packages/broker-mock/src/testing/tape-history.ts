import type { Side, TimeInForce } from '@shagun/core'
import type { BrokerOrderRef } from '@shagun/core/adapter'
import fc from 'fast-check'
import type { MockOptions } from '../mock.ts'
import { type Asked, openSession, type Session } from './session.ts'

const price = fc.integer({ min: 90, max: 110 })
const quantity = fc.integer({ min: 1, max: 20 })
const side = fc.constantFrom<Side>('buy', 'sell')

/** Any order that the mock takes by default. */
const askedOrder: fc.Arbitrary<Asked> = fc
  .record({
    side,
    quantity,
    type: fc.constantFrom('market', 'limit', 'stop', 'stop-limit'),
    timeInForce: fc.constantFrom<TimeInForce>('day', 'gtc', 'ioc', 'fok'),
    limitPrice: price,
    stopPrice: price,
  })
  .map(({ type, limitPrice, stopPrice, ...rest }) => {
    const limit = type === 'limit' || type === 'stop-limit' ? { limitPrice } : {}
    const stop = type === 'stop' || type === 'stop-limit' ? { stopPrice } : {}
    return { ...rest, type, ...limit, ...stop } as Asked
  })

/** What happens at a venue; `which` counts back from the youngest order. */
export type Step =
  | { readonly do: 'place'; readonly order: Asked }
  | { readonly do: 'print'; readonly price: number; readonly quantity: number; readonly reaction: Asked | null }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'modify'; readonly which: number; readonly quantity?: number; readonly limitPrice?: number }
  | { readonly do: 'outside'; readonly side: Side; readonly quantity: number }
  | { readonly do: 'end-day' }

const which = fc.nat(9)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('place'), order: askedOrder }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('print'), price, quantity, reaction: fc.option(askedOrder, { freq: 2 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel'), which }) },
  {
    weight: 1,
    arbitrary: fc.record(
      { do: fc.constant('modify'), which, quantity, limitPrice: price },
      { requiredKeys: ['do', 'which'] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('outside'), side, quantity }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end-day') }) },
)

/** Orders, prints, cancellations, modifications, orders from outside and ends of days. */
export const tapeHistory: fc.Arbitrary<readonly Step[]> = fc.array(step, { minLength: 1, maxLength: 40 })

/** Plays a history on a market that has a price; `before` and `after` are told of each step. */
export async function playTape(
  history: readonly Step[],
  options: MockOptions,
  {
    before = () => {},
    after = () => {},
  }: Partial<Record<'before' | 'after', (step: Step, session: Session) => void>> = {},
): Promise<Session> {
  const session = await openSession(options)
  const sent: { readonly ref: BrokerOrderRef; readonly limited: boolean }[] = []
  const place = (order: Asked): void => {
    sent.push({ ref: session.place(order), limited: 'limitPrice' in order })
  }
  session.print(100, 1)
  for (const step of history) {
    before(step, session)
    if (step.do === 'place') place(step.order)
    else if (step.do === 'print') {
      const { reaction } = step
      if (reaction !== null) session.whenFilled(() => place(reaction))
      session.print(step.price, step.quantity)
      session.whenFilled(() => {})
    } else if (step.do === 'outside') {
      const { side, quantity } = step
      session.broker.venue.placeOutside({ instrument: 'X:A', side, quantity })
    } else if (step.do === 'end-day') session.broker.venue.endDay()
    else {
      const order = sent[sent.length - 1 - step.which]
      if (order !== undefined && step.do === 'cancel') session.broker.cancel(order.ref)
      else if (order !== undefined && step.do === 'modify') {
        const { quantity, limitPrice } = step
        session.modify(order.ref, {
          ...(quantity !== undefined && { quantity }),
          ...(limitPrice !== undefined && order.limited && { limitPrice }),
        })
      }
    }
    after(step, session)
  }
  return session
}
