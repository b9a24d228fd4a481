import {
  type Decimal,
  type Denial,
  type JournalEntry,
  type JournalEvent,
  memory,
  type Order,
  type RiskRule,
  type Storage,
} from '@shagun/core'
import { decodeEntry, defineStorage, type Factory } from '@shagun/core/adapter'
import { describe, expectTypeOf, it } from 'vitest'
import { compiled } from './stand-ins.ts'

const bars = memory().bars

describe('the author of a risk rule', () => {
  it('sees the terms that would hold, and of a modification the order it changes', () => {
    const rule: RiskRule = {
      name: 'max-quantity',
      check(intent, view) {
        expectTypeOf(intent.terms.quantity).toEqualTypeOf<Decimal>()
        expectTypeOf(view.worstCase(intent.terms.instrument).long).toEqualTypeOf<Decimal>()
        if (intent.type === 'modify') expectTypeOf(intent.order).toEqualTypeOf<Order>()
        // @ts-expect-error an order that is placed was not there before
        intent.order
        // @ts-expect-error a rule says no; it does not change the order
        intent.terms.quantity = intent.terms.quantity.times(2)
        return intent.terms.quantity.gt(100) ? { rule: 'max-quantity', reason: 'Above 100.', limit: 100 } : undefined
      },
    }
    expectTypeOf(rule.check).returns.toEqualTypeOf<Denial | undefined>()
  })

  it('decides at once, and with a reason', () => {
    compiled(() => {
      // @ts-expect-error nothing may happen between the check and the reservation
      const slow: RiskRule = { name: 'slow', check: async () => undefined }
      // @ts-expect-error nor may a denial come late
      const late: RiskRule = { name: 'late', check: async () => ({ rule: 'late', reason: 'x' }) }
      // @ts-expect-error yes or no is not enough to act on
      const curt: RiskRule = { name: 'curt', check: () => false }
      // @ts-expect-error a denial says why
      const mute: RiskRule = { name: 'mute', check: () => ({ rule: 'mute' }) }
      // @ts-expect-error a denial is plain JSON, so its figures are numbers
      const exact: RiskRule = { name: 'x', check: ({ terms }) => ({ rule: 'x', reason: '', limit: terms.quantity }) }
      return [slow, late, curt, mute, exact]
    })
  })
})

describe('the author of a storage', () => {
  it('keeps rows, and reads events back with decodeEntry', () => {
    const arrays: Factory<Storage> = defineStorage({
      id: 'arrays',
      create: () => ({
        async openJournal() {
          const rows: JournalEntry[] = []
          return {
            append(entries) {
              expectTypeOf(entries).toEqualTypeOf<readonly JournalEntry[]>()
              for (const entry of entries) {
                const event = decodeEntry(entry)
                expectTypeOf(event).toEqualTypeOf<JournalEvent>()
                if (event.type === 'order.filled') expectTypeOf(event.fill.price).toEqualTypeOf<Decimal>()
                // @ts-expect-error what is heard and forgotten is never stored
                if (event.type === 'quote.received') return
                // @ts-expect-error a row is written once
                entry.body = ''
                rows.push(entry)
              }
            },
            async *read(after = -1) {
              yield* rows.slice(after + 1)
            },
            async saveSnapshot() {},
            loadSnapshot: async () => undefined,
            async close() {},
          }
        },
        bars,
        async close() {},
      }),
    })
    expectTypeOf(arrays()).toEqualTypeOf<Storage>()
  })

  it('stores bars and journals, both', () => {
    compiled(() => {
      // @ts-expect-error no journals
      defineStorage({ id: 'x', create: () => ({ bars, async close() {} }) })
      // @ts-expect-error no bars
      defineStorage({ id: 'x', create: () => ({ openJournal: memory().openJournal, async close() {} }) })
    })
  })

  it('stores no event of a type that is not journalled', () => {
    compiled((entry: JournalEntry, rows: JournalEntry[]) => {
      rows.push({ ...entry, type: 'order.filled' })
      // @ts-expect-error a quote is heard and forgotten
      rows.push({ ...entry, type: 'quote.received' })
      // @ts-expect-error no such event
      rows.push({ ...entry, type: 'order.fill' })
    })
  })
})
