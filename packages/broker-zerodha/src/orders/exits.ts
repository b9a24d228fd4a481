import { Decimal, type Position } from '@shagun/core'
import type { KiteTerms } from './words.ts'

/** Which orders lead out of a position, by what the books showed last. */
export interface Exits {
  learn(positions: readonly Position[]): void
  /** Whether an order makes a position smaller and nothing else. */
  isExit(terms: Pick<KiteTerms, 'instrument' | 'side' | 'quantity' | 'product'>): boolean
}

export function createExits(): Exits {
  let held = new Map<string, Decimal>()
  return {
    learn(positions) {
      held = new Map()
      for (const { instrument, product, quantity } of positions) {
        const key = `${instrument} ${product}`
        held.set(key, quantity.plus(held.get(key) ?? 0))
      }
    },
    isExit({ instrument, product, side, quantity }) {
      const position = held.get(`${instrument} ${product}`) ?? new Decimal(0)
      return quantity.lte(side === 'sell' ? position : position.neg())
    },
  }
}
