import { breach } from '../conformance-case.ts'
import type { Placed } from './sent.ts'
import type { Stage } from './stage.ts'

/** A breach where one of these prices, in percent, does anything to an order. */
export async function unfilledBy(stage: Stage, placed: Placed, ...prices: readonly number[]): Promise<void> {
  for (const percent of prices) {
    await stage.print(percent)
    const { isWorking, filled } = await stage.shows(placed, 'the order', ({ rows }) => rows.length > 0)
    if (!isWorking || !filled.isZero())
      throw breach(
        `An order at ${placed.terms.type} to ${placed.terms.side} met a price of ${percent} and ${isWorking ? `filled ${filled}` : 'ended'}.`,
        'Send the type and the prices that were asked for.',
      )
  }
}

/** Fills an order. A broker may need one trade to hear of the price, and another one to fill at it. */
export async function filledBy(stage: Stage, placed: Placed, percent: number): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    await stage.print(percent)
    const { filled } = await stage.shows(placed, 'the order', ({ rows }) => rows.length > 0)
    if (filled.eq(placed.terms.quantity)) break
  }
  const whole = placed.terms.quantity
  await stage.shows(
    placed,
    `${whole} filled, and the end of it`,
    ({ filled, isWorking }) => filled.eq(whole) && !isWorking,
  )
}
