import type { Decimal, Side } from '@shagun/core'
import { breach } from '../conformance-case.ts'
import type { BrokerClaim } from './claim.ts'
import { filledBy, unfilledBy } from './filling.ts'
import { type Asked, type Kind, kindsOf, lastingKind, needsType, priceAt } from './requests.ts'
import type { Placed } from './sent.ts'
import type { Stage } from './stage.ts'

/** What a type of order does. Bought first, so that there is something to sell. */
export const orderClaims: readonly BrokerClaim[] = [
  {
    id: 'orders/market',
    claim: 'fills an order at the market at once, on both sides',
    skipped: ({ supports }) => (marketKind(supports) === undefined ? 'it takes no market order' : undefined),
    async check(stage) {
      for (const side of ['buy', 'sell'] as const) {
        const placed = await stage.place({ kind: marketKind(stage.supports)!, side })
        await filledBy(stage, placed, 100)
      }
    },
  },
  {
    id: 'orders/limit',
    claim: 'fills a limit order once the market reaches its price, on both sides, and no worse than that',
    skipped: needsType('limit'),
    check: (stage) =>
      onBothSides(stage, 'limit', async (placed, far) => {
        await unfilledBy(stage, placed, 100, 100 - far)
        await filledBy(stage, placed, 100 - 2 * far)
        expectNoWorse(stage, placed, priceAt(stage.instrument, 100 - 2 * far))
      }),
  },
  {
    id: 'orders/stop',
    claim: 'fills a stop order once the market has reached its stop, on both sides, and not before',
    skipped: needsType('stop'),
    check: (stage) =>
      onBothSides(stage, 'stop', async (placed, far) => {
        await unfilledBy(stage, placed, 100, 100 + far)
        await filledBy(stage, placed, 100 + 2 * far)
      }),
  },
  {
    id: 'orders/stop-limit',
    claim: 'makes a limit order of a stop-limit order once the market has reached its stop, on both sides',
    skipped: needsType('stop-limit'),
    check: (stage) =>
      onBothSides(stage, 'stop-limit', async (placed, far) => {
        await unfilledBy(stage, placed, 100, 100 + far)
        // A jump over the limit sets it off and leaves it unfilled.
        await unfilledBy(stage, placed, 100 + 4 * far)
        await filledBy(stage, placed, 100 + 3 * far)
        expectNoWorse(stage, placed, priceAt(stage.instrument, 100 + 3 * far))
      }),
  },
]

function marketKind(supports: Stage['supports']): Kind | undefined {
  return kindsOf(supports).find(([type, inForce]) => type === 'market' && inForce !== 'fok' && inForce !== 'ioc')
}

/** @param check - `far` is 1 for a buy and -1 for a sell: prices lie on the other side */
async function onBothSides(
  stage: Stage,
  type: Kind[0],
  check: (placed: Placed, far: 1 | -1) => Promise<void>,
): Promise<void> {
  const kind = lastingKind(stage.supports, type)!
  for (const [side, far] of [
    ['buy', 1],
    ['sell', -1],
  ] as const satisfies readonly (readonly [Side, number])[]) {
    const asked: Asked = { kind, side }
    await stage.print(100)
    await check(await stage.place(asked), far)
  }
}

function expectNoWorse({ venue }: Stage, { terms }: Placed, limit: Decimal): void {
  const { price } = venue.listFills().at(-1)!
  if (terms.side === 'buy' ? price.gt(limit) : price.lt(limit))
    throw breach(`It was to ${terms.side} at ${limit}, and filled at ${price}.`, 'Send the limit price.')
}
