import { createInstrument, type InstrumentOptions, nse as nseHours, type RouteView } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createRig, everything, type Rig, type RigOptions } from '../testing/rig.ts'
import { bse, nse, type VenueOptions, venue } from '../testing/venues.ts'
import type { SmartOrderRouteParams } from './params.ts'
import { smartOrderRoute } from './smart-order-route.ts'

type Params = SmartOrderRouteParams
// Lots of 5: 100 are 20 lots.
const params: Params = {
  instrument: 'NSE:INFY',
  side: 'buy',
  quantity: 100,
  limitPrice: 100.2,
  routes: [
    { account: 'main', instrument: 'NSE:INFY' },
    { account: 'main', instrument: 'BSE:INFY' },
  ],
}

function begin(more: Partial<Params>, routes: readonly RouteView[], options: RigOptions = {}): Rig<Params> {
  return createRig(smartOrderRoute({ ...params, ...more }), { instrument: nse, routes, ...options }).start()
}

/** Shows new books: a venue that is not named keeps what it shows. */
function show(rig: Rig<Params>, books: { readonly nse?: VenueOptions; readonly bse?: VenueOptions }): Rig<Params> {
  const [first, second] = rig.routes!
  rig.routes = [
    books.nse ? venue(nse, { time: rig.now, ...books.nse }) : first!,
    books.bse ? venue(bse, { time: rig.now, ...books.bse }) : second!,
  ]
  return rig.tell({ type: 'depth', depth: { instrument: nse.id, time: rig.now, bids: [], asks: [] } })
}

/** What works, by venue. */
const open = (rig: Rig<Params>) =>
  rig.children
    .filter(({ working }) => working)
    .map(
      ({ key, lots, filledLots, price, instrument, order }) =>
        `${key.split('-')[0]} ${lots - filledLots} ${instrument.slice(0, 3)} ${price}${order.timeInForce === 'day' ? '' : ` ${order.timeInForce}`}`,
    )
const at = (rig: Rig<Params>, exchange: 'NSE' | 'BSE') =>
  rig.children.findLast(({ working, instrument }) => working && instrument.startsWith(exchange))!.key

const both = (): RouteView[] => [
  venue(nse, {
    asks: [
      [100, 4],
      [100.1, 8],
    ],
    bids: [[99.9, 10]],
  }),
  venue(bse, {
    asks: [
      [100.05, 5],
      [100.3, 50],
    ],
    bids: [[99.95, 5]],
  }),
]

describe('smartOrderRoute', () => {
  it('takes from all books at once, at the price of the last level needed', () => {
    expect(open(begin({ quantity: 60 }, both()))).toEqual(['take 7 NSE 100.1 ioc', 'take 5 BSE 100.05 ioc'])
    expect(open(begin({ quantity: 40 }, both()))).toEqual(['take 4 NSE 100 ioc', 'take 4 BSE 100.05 ioc'])
  })

  it('sells to the best bids', () => {
    const rig = begin({ side: 'sell', limitPrice: 99.5, quantity: 50 }, both())
    expect(open(rig)).toEqual(['take 5 NSE 99.9 ioc', 'take 5 BSE 99.95 ioc'])
  })

  // 0.297 basis points of 100 are 0.00297, 60 would be 0.6.
  it('weighs what each exchange charges', () => {
    const same = [venue(nse, { asks: [[100, 30]] }), venue(bse, { asks: [[100, 30]] })]
    const charged = (nseBps: number, bseBps: number) =>
      open(
        begin(
          {
            routes: [
              { account: 'main', instrument: 'NSE:INFY', takerBps: nseBps },
              { account: 'main', instrument: 'BSE:INFY', takerBps: bseBps },
            ],
          },
          same,
        ),
      )
    expect(charged(0.297, 0.375)).toEqual(['take 20 NSE 100 ioc'])
    expect(charged(0.375, 0.297)).toEqual(['take 20 BSE 100 ioc'])
    expect(charged(0.3, 0.3)).toEqual(['take 20 NSE 100 ioc'])
  })

  it('never goes past the limit, on the ticks of each venue', () => {
    const coarse = createInstrument({ id: 'BSE:INFY', currency: 'INR', tickSize: '0.5', lotSize: 5 })
    const rig = begin({}, [venue(nse, { asks: [[100.25, 50]] }), venue(coarse, { asks: [[100.5, 50]] })])
    expect(open(rig)).toEqual(['post 20 NSE 100.2'])
    const away = begin({ quantity: 5 }, [venue(nse), venue(coarse, { asks: [[100.5, 50]] })])
    expect(open(away)).toEqual(['post 1 BSE 100'])
  })

  it('looks again after each answer, and counts what it has taken itself once', () => {
    const rig = begin({ remainder: 'ioc' }, both())
    expect(open(rig)).toEqual(['take 12 NSE 100.1 ioc', 'take 5 BSE 100.05 ioc'])
    rig.now = 10
    rig.fill(at(rig, 'NSE'))
    // The book is that of before: its twelve lots are ours.
    expect(open(rig)).toEqual(['take 5 BSE 100.05 ioc'])
    show(rig, {
      nse: {
        asks: [
          [100.15, 2],
          [100.3, 9],
        ],
        time: 11,
      },
    })
    expect(open(rig)).toEqual(['take 5 BSE 100.05 ioc', 'take 2 NSE 100.15 ioc'])
  })

  it('believes no book about a price at which it got nothing, until there is a newer one', () => {
    const rig = begin({ quantity: 20, remainder: 'ioc' }, both())
    expect(open(rig)).toEqual(['take 4 NSE 100 ioc'])
    rig.now = 10
    rig.canceled(at(rig, 'NSE'))
    expect(open(rig)).toEqual(['take 4 BSE 100.05 ioc'])
  })

  it('sends lots again only when their order is known to be dead', () => {
    const rig = begin({ quantity: 20 }, both())
    rig.children[0]!.certain = false
    rig.tell({ type: 'child', key: at(rig, 'NSE'), change: 'unconfirmed' })
    show(rig.at(60_000), { bse: { asks: [[99, 50]] }, nse: { asks: [[99, 50]] } })
    expect(open(rig)).toEqual(['take 4 NSE 100 ioc'])
    rig.children[0]!.certain = true
    rig.canceled(at(rig, 'NSE'))
    expect(open(rig)).toHaveLength(1)
    expect(rig.children).toHaveLength(2)
  })

  it('cancels after a while what it cannot send as an order that lives for a moment', () => {
    const slow = { ...everything, timeInForce: ['day'] as const }
    const rig = begin({ quantity: 20, childTimeoutMs: 500 }, [venue(nse, { asks: [[100, 10]], supports: slow })])
    expect(open(rig)).toEqual(['take 4 NSE 100'])
    rig.cancelsAtOnce = false
    rig.at(499)
    expect(rig.children[0]!.pending).toBe('none')
    rig.at(500)
    expect(rig.children[0]!.pending).toBe('cancel')
    expect(rig.children).toHaveLength(1)
  })

  it('takes once what two accounts see at one venue, at the cheaper one', () => {
    const routes = [
      { account: 'a', instrument: 'NSE:INFY', takerBps: 2 },
      { account: 'b', instrument: 'NSE:INFY', takerBps: 1 },
    ] as const
    const shown = { asks: [[100, 8]] } as const
    const rig = begin({ routes, remainder: 'ioc' }, [
      venue(nse, { ...shown, account: 'a' }),
      venue(nse, { ...shown, account: 'b' }),
    ])
    expect(rig.children.map(({ account, lots }) => `${account} ${lots}`)).toEqual(['b 8'])
  })
})

describe('what a router believes of a market', () => {
  const ioc = { remainder: 'ioc' as const, maxQuoteAgeMs: 1000 }

  it('is nothing that is too old, or that is stamped far ahead', () => {
    for (const time of [8999, 11_001]) {
      const rig = begin(ioc, [venue(nse, { asks: [[100, 50]], time }), venue(bse)], { now: 10_000 })
      expect(rig.children).toEqual([])
      expect(rig.finished).toBeUndefined()
    }
    const rig = begin(ioc, [venue(nse, { asks: [[100, 50]], time: 9000 }), venue(bse)], { now: 10_000 })
    expect(open(rig)).toEqual(['take 20 NSE 100 ioc'])
  })

  it('is nothing that is crossed', () => {
    const crossed = venue(nse, { asks: [[100, 50]], bids: [[100.05, 5]] })
    expect(open(begin(ioc, [crossed, both()[1]!]))).toEqual(['take 5 BSE 100.05 ioc'])
    const quote = { instrument: nse.id, time: 0, last: 100, bid: 100.05, ask: 100 }
    expect(open(begin(ioc, [venue(nse, { quote }), both()[1]!]))).toEqual(['take 5 BSE 100.05 ioc'])
  })

  it('is of a book what a newer quote has left of it', () => {
    const quote = { instrument: nse.id, time: 5, last: 100, bid: 99.9, ask: 100.1 }
    const rig = begin(
      { ...ioc, quantity: 15 },
      [
        venue(nse, {
          asks: [
            [100, 4],
            [100.1, 8],
          ],
          quote,
        }),
      ],
      { now: 5 },
    )
    expect(open(rig)).toEqual(['take 3 NSE 100.1 ioc'])
  })

  it('is of a quote without a book the smallest order, once', () => {
    const quoteAt = (time: number) => ({ instrument: nse.id, time, last: 100, bid: 99.9, ask: 100 })
    const rig = begin({ ...ioc, minRouteQuantity: 15 }, [venue(nse, { quote: quoteAt(0) })])
    expect(open(rig)).toEqual(['take 3 NSE 100 ioc'])
    rig.fill(at(rig, 'NSE'))
    rig.tell({ type: 'quote', quote: quoteAt(0) })
    expect(open(rig)).toEqual([])
    rig.now = 10
    rig.routes = [venue(nse, { quote: quoteAt(10) })]
    rig.tell({ type: 'quote', quote: quoteAt(10) })
    expect(open(rig)).toEqual(['take 3 NSE 100 ioc'])
    expect(open(begin({ ...ioc, touchQuantity: 50 }, [venue(nse, { quote: quoteAt(0) })]))).toEqual([
      'take 10 NSE 100 ioc',
    ])
  })

  it('is no quote that lags behind the market', () => {
    const quote = { instrument: nse.id, time: 0, last: 100, ask: 100, delayedBySec: 900 }
    expect(begin(ioc, [venue(nse, { quote })]).children).toEqual([])
  })

  it('is of odd quantities the whole lots', () => {
    const odd = venue(nse, {
      asks: [
        [100, 1.4],
        [100.05, 1.6],
      ],
    })
    expect(open(begin(ioc, [odd]))).toEqual(['take 3 NSE 100.05 ioc'])
  })
})

describe('a route that fails', () => {
  const deep = (time: number): RouteView[] => [
    venue(nse, { asks: [[100, 50]], time }),
    venue(bse, { asks: [[100.1, 50]], time }),
  ]
  const next = (rig: Rig<Params>, now: number) => {
    rig.at(now)
    rig.routes = deep(now)
    return rig.tell({ type: 'depth', depth: rig.routes[0]!.depth! })
  }

  it('is left out, while the others go on, for twice as long each time, then tried with little', () => {
    const rig = begin({ routeBackOffMs: 1000, childTimeoutMs: 60_000, quantity: 5000 }, deep(0))
    expect(open(rig)).toEqual(['take 50 NSE 100 ioc', 'take 50 BSE 100.1 ioc'])
    rig.reject(at(rig, 'NSE'), 'transient')
    rig.fill(at(rig, 'BSE'))
    next(rig, 500)
    expect(open(rig)).toEqual(['take 50 BSE 100.1 ioc'])
    next(rig, 1000)
    expect(open(rig)).toEqual(['take 50 BSE 100.1 ioc', 'take 1 NSE 100 ioc'])
    rig.reject(at(rig, 'NSE'), 'transient')
    next(rig, 2999)
    expect(open(rig)).toEqual(['take 50 BSE 100.1 ioc'])
    rig.fill(at(rig, 'BSE'))
    next(rig, 3000)
    expect(open(rig)).toContain('take 1 NSE 100 ioc')
    rig.fill(at(rig, 'NSE'))
    // One of the fifty that the book shows is ours.
    expect(open(rig)).toContain('take 49 NSE 100 ioc')
  })

  it('is one that does not answer in time, and its late answer changes nothing', () => {
    const rig = begin({ childTimeoutMs: 1000, routeBackOffMs: 5000, quantity: 1000 }, deep(0))
    rig.fill(at(rig, 'BSE'))
    rig.cancelsAtOnce = false
    next(rig, 1000)
    expect(rig.children[0]!.pending).toBe('cancel')
    rig.canceled('take-0.0')
    next(rig, 1100)
    expect(open(rig)).toEqual(['take 50 BSE 100.1 ioc'])
    rig.fill(at(rig, 'BSE'))
    next(rig, 5999)
    expect(open(rig)).toEqual(['take 50 BSE 100.1 ioc'])
    next(rig, 6000)
    expect(open(rig)).toContain('take 1 NSE 100 ioc')
  })

  it('does not keep the rest from waiting elsewhere', () => {
    const rig = begin({ quantity: 100 }, both())
    rig.children[0]!.certain = false
    rig.tell({ type: 'child', key: at(rig, 'NSE'), change: 'unconfirmed' })
    rig.fill(at(rig, 'BSE'))
    expect(open(rig)).toEqual(['take 12 NSE 100.1 ioc'])
    rig.now = 10
    show(rig, { bse: { asks: [[100.3, 50]] } })
    expect(open(rig)).toEqual(['take 12 NSE 100.1 ioc', 'post 3 BSE 100.2'])
  })

  it('is tried again with a small order that waits, where nothing else can be done', () => {
    const rig = begin({ routeBackOffMs: 1000 }, [venue(nse, { asks: [[101, 5]] })])
    rig.reject(at(rig, 'NSE'), 'transient')
    expect(open(rig)).toEqual([])
    rig.at(1000)
    expect(open(rig)).toEqual(['post 1 NSE 100.2'])
    rig.tell({ type: 'child', key: at(rig, 'NSE'), change: 'accepted' })
    expect(open(rig)).toEqual(['post 1 NSE 100.2', 'post 19 NSE 100.2'])
  })
})

describe('what is out of reach', () => {
  it('waits at the first route, at the limit', () => {
    const rig = begin({}, [venue(nse, { asks: [[101, 5]] }), venue(bse, { asks: [[101, 5]] })])
    expect(open(rig)).toEqual(['post 20 NSE 100.2'])
  })

  it('waits without a limit at the best price of its own side, and follows it', () => {
    const bids = (price: number) => ({ bids: [[price, 5]] as const, asks: [] })
    const { limitPrice: _, ...unlimited } = params
    const rig = createRig(smartOrderRoute(unlimited), {
      instrument: nse,
      routes: [venue(nse, bids(99.9)), venue(bse, bids(99.8))],
    }).start()
    expect(open(rig)).toEqual(['post 20 NSE 99.9'])
    rig.now = 500
    expect(open(show(rig, { nse: bids(99.95) }))).toEqual(['post 20 NSE 99.95'])
    rig.now = 600
    expect(open(show(rig, { nse: bids(100) }))).toEqual(['post 20 NSE 99.95'])
    expect(open(rig.at(1500))).toEqual(['post 20 NSE 100'])
  })

  it('waits where that costs the least, if it is to', () => {
    const routes = [
      { account: 'main', instrument: 'NSE:INFY', makerBps: 1 },
      { account: 'main', instrument: 'BSE:INFY', makerBps: -1 },
    ] as const
    const out = [venue(nse, { asks: [[101, 5]] }), venue(bse, { asks: [[101, 5]] })]
    expect(open(begin({ routes }, out))).toEqual(['post 20 NSE 100.2'])
    expect(open(begin({ routes, postAt: 'cheapest' }, out))).toEqual(['post 20 BSE 100.2'])
  })

  it('is taken elsewhere when it comes into reach, as much as there is', () => {
    const rig = begin({}, [venue(nse, { asks: [[101, 5]] }), venue(bse, { asks: [[101, 5]] })])
    rig.at(1000)
    show(rig, { bse: { asks: [[100.1, 3]] } })
    expect(open(rig)).toEqual(['post 17 NSE 100.2'])
    rig.tell({ type: 'child', key: at(rig, 'NSE'), change: 'modified' })
    expect(open(rig)).toEqual(['post 17 NSE 100.2', 'take 3 BSE 100.1 ioc'])
  })

  it('is canceled for that where the broker cannot modify, and sent when that is certain', () => {
    const fixed = { ...everything, modify: [] }
    const rig = begin({}, [venue(nse, { asks: [[101, 5]], supports: fixed }), venue(bse, { asks: [[101, 5]] })])
    rig.cancelsAtOnce = false
    rig.at(1000)
    show(rig, { bse: { asks: [[100.1, 3]] } })
    expect(open(rig)).toEqual(['post 20 NSE 100.2'])
    rig.canceled(at(rig, 'NSE'))
    expect(open(rig)).toEqual(['take 3 BSE 100.1 ioc'])
    rig.fill(at(rig, 'BSE'))
    rig.now = 1010
    show(rig, { bse: { asks: [[101, 3]] } })
    expect(open(rig)).toEqual(['post 17 NSE 100.2'])
  })

  it('follows a limit that is amended', () => {
    const rig = begin({}, [venue(nse, { asks: [[101, 5]] })])
    expect(open(rig.amend({ limitPrice: 99 }))).toEqual(['post 20 NSE 99'])
  })

  it('is the residual, where it is not to wait, once every book was looked at', () => {
    const out = (time: number) => [venue(nse, { asks: [[101, 5]], time }), venue(bse, { asks: [[101, 5]], time })]
    expect(begin({ remainder: 'ioc' }, out(0)).finished).toMatchObject({ status: 'expired' })
    const rig = begin({ remainder: 'ioc' }, both())
    rig.fill(at(rig, 'NSE'))
    rig.fill(at(rig, 'BSE'))
    expect(rig.finished).toBeUndefined()
    rig.now = 10
    rig.routes = out(10)
    rig.tell({ type: 'depth', depth: rig.routes[0]!.depth! })
    expect(rig.finished).toMatchObject({ status: 'expired' })
    expect(rig.parent().remainingLots).toBe(3)
  })

  it('is the residual after a while, where nobody knows a market', () => {
    const rig = begin({ remainder: 'ioc' }, [venue(nse), venue(bse)])
    rig.at(4999)
    expect(rig.finished).toBeUndefined()
    expect(rig.at(5000).finished).toMatchObject({ status: 'expired' })
  })

  it('waits for the venue to open, and takes nothing from the book of an auction', () => {
    // A quarter past nine in the morning of India is a quarter to four.
    const [preOpen, opening] = [Date.UTC(2026, 10, 26, 3, 40), Date.UTC(2026, 10, 26, 3, 45)]
    const rig = begin({}, [venue(nse, { asks: [[100, 50]], time: preOpen })], { now: preOpen, calendar: nseHours() })
    expect(rig.children).toEqual([])
    expect(rig.wakeAt).toBe(opening)
    rig.routes = [venue(nse, { asks: [[100, 50]], time: opening })]
    expect(open(rig.at(opening))).toEqual(['take 20 NSE 100 ioc'])
  })

  it('is the residual when its window is over', () => {
    const rig = begin({ endAt: 60_000 }, [venue(nse, { asks: [[101, 5]] })])
    expect(rig.at(60_000).finished).toMatchObject({ status: 'expired' })
  })
})

describe('what waits and is ended by its venue', () => {
  it('is put there again only after a while, also where it was several orders of which one is still taken', () => {
    const rig = begin({ routeBackOffMs: 5_000 }, [venue(nse, { asks: [[101, 5]] })])
    rig.canceled('post-0.0')
    rig.tell({ type: 'child', key: 'post-0.0', change: 'accepted' })
    expect(open(rig)).toEqual([])
    expect(open(rig.at(4_999))).toEqual([])
    rig.routes = [venue(nse, { asks: [[101, 5]], time: 5_000 })]
    expect(open(rig.at(5_000))).toHaveLength(1)
  })
})

describe('a router that is told', () => {
  it('to pause cancels what is open, and goes on afterwards with what is left', () => {
    const rig = begin({}, [venue(nse, { asks: [[101, 5]] })])
    rig.tell({ type: 'paused' })
    expect(open(rig)).toEqual([])
    rig.tell({ type: 'child', key: 'post-0.0', change: 'canceled' })
    expect(open(rig)).toEqual([])
    rig.tell({ type: 'resumed' })
    expect(open(rig)).toEqual(['post 20 NSE 100.2'])
  })

  it('of a smaller quantity takes back what waits, and no more', () => {
    const rig = begin({}, [venue(nse, { asks: [[101, 5]] })])
    rig.fill(at(rig, 'NSE'), 4)
    expect(open(rig.amend({ quantity: 50 }))).toEqual(['post 6 NSE 100.2'])
  })

  it('of a restart trusts no book from before it where its orders have been', () => {
    const rig = begin({ remainder: 'ioc' }, both())
    const taken = rig.children.map((child) => ({ ...child, filledLots: 1, working: false, paid: 0 }))
    const again = createRig(smartOrderRoute({ ...params, remainder: 'ioc' }), {
      instrument: nse,
      routes: both(),
      now: 100,
    })
    ;(again.children as unknown[]).push(...taken)
    again.tell({ type: 'recovered' })
    expect(open(again)).toEqual([])
    expect(again.finished).toBeUndefined()
    again.now = 150
    show(again, { nse: { asks: [[100, 4]] }, bse: { asks: [[100, 2]] } })
    expect(open(again)).toEqual(['take 4 NSE 100 ioc', 'take 2 BSE 100 ioc'])
  })
})

describe('a router refuses', () => {
  const other = (more: Partial<InstrumentOptions>) =>
    venue(createInstrument({ id: 'BSE:INFY', currency: 'INR', lotSize: 5, isin: 'INE009A01021', ...more }))

  it.each<[string, Partial<InstrumentOptions>]>([
    ['another kind', { kind: 'etf' }],
    ['another currency', { currency: 'USD' }],
    ['another lot', { lotSize: 1 }],
    ['another multiplier', { multiplier: 10 }],
    ['another ISIN', { isin: 'INE467B01029' }],
  ])('a route to %s', (_, more) => {
    expect(() => begin({}, [venue(nse), other(more)])).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'routes' }) }),
    )
  })

  it('contracts of another venue', () => {
    const contract = (id: 'NFO:INFY26DECFUT' | 'BFO:INFY26DECFUT') =>
      createInstrument({ id, kind: 'future', currency: 'INR', lotSize: 5 })
    const [here, there] = [contract('NFO:INFY26DECFUT'), contract('BFO:INFY26DECFUT')]
    expect(() => begin({}, [venue(here), venue(there)], { instrument: here })).toThrow(
      expect.objectContaining({ code: 'invalid-options' }),
    )
  })

  it.each<[string, Partial<Record<keyof Params, unknown>>, string]>([
    ['no routes', { routes: [] }, 'routes'],
    ['no routes at all', { routes: undefined }, 'routes'],
    ['a route twice', { routes: [params.routes[0], params.routes[0]] }, 'routes'],
    ['a smallest order of no lots', { minRouteQuantity: 7 }, 'minRouteQuantity'],
    ['a touch of nothing', { touchQuantity: 0 }, 'touchQuantity'],
    ['an age of nothing', { maxQuoteAgeMs: 0 }, 'maxQuoteAgeMs'],
    ['a timeout below 0', { childTimeoutMs: -1 }, 'childTimeoutMs'],
    ['a back-off that is no number', { routeBackOffMs: Number.NaN }, 'routeBackOffMs'],
    ['a rule for the remainder that is none', { remainder: 'sweep' }, 'remainder'],
    ['a place for it that is none', { postAt: 'NSE' }, 'postAt'],
    ['a window that is over', { endAt: -5 }, 'endAt'],
    ['costs that are no number', { routes: [{ ...params.routes[0], takerBps: Number.NaN }] }, 'takerBps of NSE:INFY'],
    ['costs per order below 0', { routes: [{ ...params.routes[0], perOrder: -1 }] }, 'perOrder of NSE:INFY'],
  ])('%s', (_, change, option) => {
    expect(() => begin(change as Partial<Params>, both())).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('a broker that takes no limit orders', () => {
    const atMarket = venue(bse, { supports: { ...everything, orderTypes: ['market'] } })
    expect(() => begin({}, [venue(nse), atMarket])).toThrow(expect.objectContaining({ code: 'unsupported' }))
  })
})
