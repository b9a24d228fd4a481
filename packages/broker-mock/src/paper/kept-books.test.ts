import { Decimal, type InstrumentId } from '@shagun/core'
import type { BrokerFill } from '@shagun/core/adapter'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change, KeptRow } from './changes.ts'
import { createBooksOnRecord } from './kept-books.ts'
import { pack, unpack } from './pack.ts'

const instrument: InstrumentId = 'NSE:INFY'
const one = new Decimal(1)

/** What a day may hold: orders that work, fill or end, and its end. */
type Happening = { readonly order: number; readonly as: KeptRow['lifecycle'] } | 'the day ends'

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ order: fc.nat(12), as: fc.constantFrom('working', 'filled', 'canceled', 'expired') }),
  fc.constant('the day ends' as const),
)

/** As a venue makes them: ids in the order of coming, and what is over stays so. */
function changesOf(happenings: readonly Happening[]): readonly Change[] {
  const names = new Map<number, string>()
  const over = new Set<number>()
  let fills = 0
  return happenings.map((each, time): Change => {
    const empty = { orders: [], fills: [], held: [], cash: new Decimal(time), dayEnds: time, isDayOver: false }
    if (each === 'the day ends') return { ...empty, isDayOver: true }
    const { order, as } = each
    if (over.has(order)) return empty
    if (!names.has(order)) names.set(order, `M${names.size + 1}`)
    if (as !== 'working') over.add(order)
    const row = rowOf(names.get(order)!, as)
    const fill = {
      fillId: `F${++fills}`,
      brokerOrderId: row.brokerOrderId,
      quantity: one,
      price: one,
      time,
    } as BrokerFill
    const position = {
      instrument,
      product: 'delivery',
      quantity: new Decimal(fills),
      averagePrice: one,
      realizedProfit: one,
    } as const
    return { ...empty, orders: [row], fills: [fill], held: [{ position, cost: one }] }
  })
}

function rowOf(id: string, lifecycle: KeptRow['lifecycle']): KeptRow {
  const terms = { instrument, side: 'buy', type: 'limit', quantity: one, limitPrice: one, timeInForce: 'gtc' } as const
  return { brokerOrderId: id, terms, lifecycle, triggered: false, rested: false, pair: [] } as unknown as KeptRow
}

function readOf(changes: readonly Change[], savedAfter?: number): string {
  let books = createBooksOnRecord()
  for (const [i, change] of changes.entries()) {
    books.apply(unpack(pack(change)) as Change)
    if (i !== savedAfter) continue
    const saved = pack(books.save())
    books = createBooksOnRecord()
    books.restore(unpack(saved) as NonNullable<ReturnType<typeof books.save>>)
  }
  const read = (daily: boolean): unknown => {
    const kept = books.read(daily, () => undefined)!
    return { ...kept, hidden: kept.orders.map((order) => kept.isHidden(order as never)) }
  }
  return pack([read(true), read(false)])
}

describe('the books of a paper account on record', () => {
  it('are the same from a snapshot, wherever it was taken, and what came after it', () => {
    fc.assert(
      fc.property(fc.array(happening, { minLength: 1, maxLength: 60 }), fc.nat(), (happenings, cut) => {
        const changes = changesOf(happenings)
        expect(readOf(changes, cut % changes.length)).toBe(readOf(changes))
      }),
    )
  })

  it('let go of an order with its fills once seven days have ended since it was over, and count it still', () => {
    const days = Array.from({ length: 7 }, () => 'the day ends' as const)
    const done: Happening = { order: 0, as: 'filled' }
    const books = createBooksOnRecord()
    for (const change of changesOf([{ order: 1, as: 'working' }, done, ...days])) books.apply(change)
    expect(books.read(false, () => undefined)).toMatchObject({
      orders: [{ brokerOrderId: 'M1' }, { brokerOrderId: 'M2' }],
      before: { orders: 0, fills: 0 },
    })
    for (const change of changesOf(['the day ends'])) books.apply(change)
    const kept = books.read(true, () => undefined)!
    expect(kept.orders).toMatchObject([{ brokerOrderId: 'M1' }])
    expect(kept.fills).toMatchObject([{ fillId: 'F1' }])
    expect(kept).toMatchObject({ before: { orders: 1, fills: 1 }, hiddenFills: 1 })
  })

  it('hold no more after a year of days than after some weeks', () => {
    const sizeAfter = (days: number): number => {
      const books = createBooksOnRecord()
      const happenings = Array.from(
        { length: days * 21 },
        (_, i): Happening => (i % 21 === 20 ? 'the day ends' : { order: i, as: 'filled' }),
      )
      for (const change of changesOf(happenings)) books.apply(change)
      return books.size
    }
    expect(sizeAfter(250)).toBe(sizeAfter(20))
  })
})
