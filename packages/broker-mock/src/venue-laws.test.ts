import { createCalendar, createInstrument, Decimal, nse } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentFees } from './fees.ts'
import { constantLatency } from './latency.ts'
import type { MockOptions } from './mock.ts'
import { day, minute, monday, openAccounts, type Session } from './testing/session.ts'
import { groupSupports, takeStep, type VenueStep, venueHistory } from './testing/venue-history.ts'
import type { VenueOptions } from './venue.ts'

const closingWithAuction = createCalendar({
  id: 'X',
  timeZone: 'Asia/Kolkata',
  hours: { 'pre-open': '09:00-09:15', continuous: '09:15-15:15', 'closing-auction': '15:15-15:35' },
})
const expiry = monday + day / 2
const terms = { kind: 'option', strike: 100, optionType: 'call', expiry } as const
const option = createInstrument({ id: 'X:A', currency: 'USD', ...terms })

const venueOptions: fc.Arbitrary<VenueOptions> = fc.record(
  {
    selfTrade: fc.boolean(),
    leavers: fc.constantFrom('behind', 'proportional'),
    participation: fc.constant(10),
    insideBars: fc.constantFrom('continuous', 'jumps'),
    marketProtection: fc.constant(1),
    calendar: fc.constantFrom(nse(), closingWithAuction),
    instruments: fc.constant([option]),
    settlementPrice: fc.constant(() => 103),
    whenClosed: fc.constantFrom('reject', 'queue'),
  },
  { requiredKeys: ['selfTrade', 'leavers'] },
)

const accountOptions: fc.Arbitrary<Omit<MockOptions, keyof VenueOptions>> = fc.record(
  {
    supports: fc.constant(groupSupports),
    cash: fc.constantFrom(2_000, 1_000_000),
    shortSelling: fc.constantFrom(true, false, ['intraday'] as const),
    fees: fc.constant(percentFees('0.1')),
    margins: fc.constant({ intraday: 20 }),
    maintenance: fc.constant({ intraday: 10 }),
    blocksFunds: fc.boolean(),
    squareOff: fc.constant({ at: '15:20', timeZone: 'Asia/Kolkata' }),
    latency: fc.constant({ orders: constantLatency(60_000), cancels: constantLatency(60_000) }),
    books: fc.constantFrom('kept', 'daily'),
  },
  { requiredKeys: ['supports', 'cash', 'fees'] },
)

/** Plays a history; `look` looks after each step. */
async function play(
  history: readonly VenueStep[],
  venue: VenueOptions,
  account: Omit<MockOptions, keyof VenueOptions>,
  look: (sessions: readonly Session[], step: VenueStep, taken: ReturnType<typeof takeStep>) => void,
): Promise<void> {
  const { clock, sessions } = await openAccounts(venue, account, account)
  // 10:00 in Mumbai.
  clock.advanceTo(monday + 270 * minute)
  for (const step of history) look(sessions, step, takeStep(step, sessions))
}

const anything = [venueHistory, venueOptions, accountOptions] as const

describe('whatever happens at a venue', () => {
  it('cash and positions are what the fills say, to the last digit', async () => {
    let filled = 0
    await fc.assert(
      fc.asyncProperty(...anything, async (history, venue, account) => {
        const held = [new Decimal(0), new Decimal(0)]
        const known = [0, 0]
        const cash = [new Decimal(account.cash!), new Decimal(account.cash!)]
        await play(history, venue, account, (sessions, step) => {
          for (const [i, { broker }] of sessions.entries()) {
            const rows = new Map(broker.venue.listOrders().map((row) => [row.brokerOrderId, row]))
            for (const { brokerOrderId, quantity, price, fees } of broker.venue.listFills().slice(known[i])) {
              const sign = rows.get(brokerOrderId)!.side === 'buy' ? 1 : -1
              held[i] = held[i]!.plus(quantity.times(sign))
              cash[i] = cash[i]!.minus(quantity.times(price).times(sign)).minus(fees!)
              filled++
            }
            known[i] = broker.venue.listFills().length
            if (step.do === 'split') held[i] = held[i]!.times(step.ratio)
            const quantities = broker.venue.listPositions().map(({ quantity }) => quantity)
            expect(quantities.reduce((sum, quantity) => sum.plus(quantity), new Decimal(0)).toFixed()).toBe(
              held[i]!.toFixed(),
            )
            expect(broker.cash.toFixed()).toBe(cash[i]!.toFixed())
          }
        })
      }),
    )
    expect(filled).toBeGreaterThan(100)
  })

  it('an order fills as much as its fills say and no more, and what is over stays so', async () => {
    await fc.assert(
      fc.asyncProperty(...anything, async (history, venue, account) => {
        const over = new Map<string, string>()
        await play(history, venue, account, (sessions) => {
          for (const [i, { broker }] of sessions.entries()) {
            const filled = new Map<string, Decimal>()
            for (const { brokerOrderId: id, quantity } of broker.venue.listFills())
              filled.set(id, quantity.plus(filled.get(id) ?? 0))
            for (const { brokerOrderId: id, quantity, filledQuantity, lifecycle } of broker.venue.listOrders()) {
              expect(filledQuantity.toFixed()).toBe((filled.get(id) ?? new Decimal(0)).toFixed())
              expect(filledQuantity.lte(quantity)).toBe(true)
              expect(lifecycle === 'filled').toBe(filledQuantity.eq(quantity))
              const now = `${lifecycle} ${filledQuantity}`
              if (over.has(`${i} ${id}`)) expect(now).toBe(over.get(`${i} ${id}`))
              if (lifecycle !== 'working') over.set(`${i} ${id}`, now)
            }
          }
        })
      }),
    )
  })

  it('nothing is held of a contract that is over, nor waits for it', async () => {
    let ended = 0
    const expires = venueOptions.map((venue) => ({ ...venue, instruments: [option], settlementPrice: () => 103 }))
    await fc.assert(
      fc.asyncProperty(venueHistory, expires, accountOptions, async (history, venue, account) => {
        await play(history, venue, account, (sessions, step) => {
          const [{ clock }] = sessions as [Session]
          if (clock.now() < expiry || (step.do !== 'end-day' && step.do !== 'depth')) return
          ended++
          for (const { broker } of sessions) {
            for (const { quantity } of broker.venue.listPositions()) expect(quantity.toNumber()).toBe(0)
            expect(broker.venue.listOrders().filter(({ lifecycle }) => lifecycle === 'working')).toEqual([])
          }
        })
      }),
    )
    expect(ended).toBeGreaterThan(30)
  })

  it('fok fills whole or not at all, of a pair one fills, and exits close no more than their entry opened', async () => {
    let [foks, groups] = [0, 0]
    await fc.assert(
      fc.asyncProperty(...anything, async (history, venue, account) => {
        const plain = history.filter(({ do: what }) => what !== 'split' && what !== 'modify')
        const kept: { readonly kind: string; readonly ids: readonly string[]; readonly account: number }[] = []
        await play(plain, venue, account, (sessions, step, { kind, ids }) => {
          if (step.do === 'group' && ids.length > 0) kept.push({ kind: kind!, ids, account: step.account })
          const rows = sessions.map(
            ({ broker }) => new Map(broker.venue.listOrders().map((row) => [`${row.brokerOrderId}`, row])),
          )
          for (const row of rows.flatMap((all) => [...all.values()]))
            if (row.timeInForce === 'fok' && row.filledQuantity.gt(0)) {
              foks++
              expect(row.filledQuantity.toFixed()).toBe(row.quantity.toFixed())
            }
          for (const { kind, ids, account } of kept) {
            const filled = ids.map((id) => rows[account]!.get(id)!.filledQuantity.toNumber())
            if (filled.some((quantity) => quantity > 0)) groups++
            if (kind === 'oco') expect(Math.min(...filled)).toBe(0)
            else expect(filled[1]! + filled[2]!).toBeLessThanOrEqual(filled[0]!)
          }
        })
      }),
    )
    expect(foks).toBeGreaterThan(20)
    expect(groups).toBeGreaterThan(20)
  })
})
