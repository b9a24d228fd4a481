import { type AlgoContext, type Instrument, type RouteView, ShagunError, type TimeInForce } from '@shagun/core'
import { invalid } from '../params/invalid.ts'
import { readLots } from '../params/read-lots.ts'
import { checkWindow, readWindow, type Window, type WindowParams } from '../params/read-window.ts'
import { tickPrice } from '../params/tick-price.ts'
import { restingTime, takesIoc } from '../params/time-in-force.ts'
import type { CostedRoute, SmartOrderRouteParams } from './params.ts'

/** A route as it is now, with what it costs. */
export interface Venue extends RouteView {
  readonly index: number
  readonly costs: Required<Omit<CostedRoute, 'account' | 'instrument'>>
  readonly takesIoc: boolean
  /** How long an order may wait there, where one may. */
  readonly resting: TimeInForce | undefined
  /** The parent's limit on the ticks of this venue, where there is one. */
  readonly limit: number | undefined
}

/** What a router's parameters come to, in whole lots. */
export interface Terms extends Window {
  readonly venues: readonly Venue[]
  readonly leastLots: number
  readonly touchLots: number
  readonly maxQuoteAgeMs: number
  readonly childTimeoutMs: number
  readonly routeBackOffMs: number
  readonly remainder: 'post' | 'ioc'
}

type Context = Pick<AlgoContext<SmartOrderRouteParams>, 'params' | 'routes' | 'instrument' | 'now'>

/** @throws ShagunError `invalid-options` for quantities that are no lots */
export function readTerms({ params, routes, instrument }: Context, begunAt: number): Terms {
  const leastLots = readLots('minRouteQuantity', params.minRouteQuantity, instrument) ?? 1
  const { maxQuoteAgeMs = 5000, childTimeoutMs = 2000, routeBackOffMs = 5000, remainder = 'post' } = params
  return {
    ...readWindow(windowOf(params), begunAt),
    venues: routes.map((view, index) => venueOf(view, index, params)),
    leastLots,
    touchLots: readLots('touchQuantity', params.touchQuantity, instrument) ?? leastLots,
    maxQuoteAgeMs,
    childTimeoutMs,
    routeBackOffMs,
    remainder,
  }
}

/** What is never to rest has an end of its own: it waits no longer for a book that nobody knows. */
function windowOf(params: SmartOrderRouteParams): WindowParams {
  const { remainder, endAt, durationMs } = params
  return remainder === 'ioc' && endAt === undefined && durationMs === undefined
    ? { ...params, durationMs: 5000 }
    : params
}

function venueOf(view: RouteView, index: number, { routes, limitPrice, side }: SmartOrderRouteParams): Venue {
  const { account, instrument, supports } = view
  const route = routes.find((each) => each.account === account && each.instrument === instrument.id)
  const { takerBps = 0, makerBps = 0, perUnit = 0, perOrder = 0 } = route ?? {}
  return {
    ...view,
    index,
    costs: { takerBps, makerBps, perUnit, perOrder },
    takesIoc: takesIoc(supports),
    resting: restingTime(supports),
    limit: limitPrice === undefined ? undefined : tickPrice(instrument, limitPrice, side === 'buy' ? 'down' : 'up'),
  }
}

/**
 * @throws ShagunError `invalid-options` for parameters without a meaning and for routes to different things, `unsupported`
 * where a route takes no limit orders
 */
export function checkTerms(context: Context, begunAt: number): void {
  const { params, routes, now } = context
  if (!(params.routes?.length > 0)) throw invalid('routes', params.routes, 'at least one account and instrument')
  const names = params.routes.map(({ account, instrument }) => `${instrument} at ${account}`)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) throw invalid('routes', twice, 'each account and instrument once')
  for (const route of params.routes) checkCosts(route)
  for (const { account, instrument, supports } of routes) {
    checkSame(instrument, context.instrument)
    if (restingTime(supports) === undefined && !takesIoc(supports))
      throw new ShagunError('unsupported', `${account} takes no limit orders; leave this route out.`, {
        details: { feature: 'limit orders', by: account },
      })
  }

  const { maxQuoteAgeMs, childTimeoutMs, routeBackOffMs, remainder } = readTerms(context, begunAt)
  for (const [option, ms] of Object.entries({ maxQuoteAgeMs, childTimeoutMs, routeBackOffMs }))
    if (!(ms > 0 && Number.isFinite(ms))) throw invalid(option, ms, 'milliseconds above 0')
  if (remainder !== 'post' && remainder !== 'ioc') throw invalid('remainder', remainder, "'post' or 'ioc'")
  const { postAt = 'preferred' } = params
  if (postAt !== 'preferred' && postAt !== 'cheapest') throw invalid('postAt', postAt, "'preferred' or 'cheapest'")
  checkWindow(params, begunAt, now)
}

function checkCosts({ instrument, takerBps = 0, makerBps = 0, perUnit = 0, perOrder = 0 }: CostedRoute): void {
  for (const [option, bps] of Object.entries({ takerBps, makerBps }))
    if (!(Math.abs(bps) < 10_000)) throw invalid(`${option} of ${instrument}`, bps, 'basis points of the traded value')
  if (!Number.isFinite(perUnit)) throw invalid(`perUnit of ${instrument}`, perUnit, 'an amount of money')
  if (!(perOrder >= 0 && Number.isFinite(perOrder)))
    throw invalid(`perOrder of ${instrument}`, perOrder, 'an amount of money, 0 or more')
}

/** Whether both are one thing, so that a lot of one is as good as a lot of the other. */
function checkSame(instrument: Instrument, parent: Instrument): void {
  const refuse = (what: string, value: unknown, expected: unknown): ShagunError =>
    invalid('routes', `${instrument.id} with ${what} ${value}`, `${expected}, as of ${parent.id}`)
  for (const field of ['kind', 'currency'] as const)
    if (instrument[field] !== parent[field]) throw refuse(field, instrument[field], parent[field])
  for (const field of ['lotSize', 'multiplier'] as const)
    if (!instrument[field].eq(parent[field])) throw refuse(field, instrument[field].toFixed(), parent[field].toFixed())
  const { isin } = instrument
  if (isin !== undefined && parent.isin !== undefined && isin !== parent.isin) throw refuse('isin', isin, parent.isin)
  // A future or an option is a contract of one venue; another one clears it on its own.
  if (!shared.has(instrument.kind) && instrument.id !== parent.id) throw refuse('contract', instrument.id, parent.id)
}

const shared: ReadonlySet<Instrument['kind']> = new Set(['equity', 'etf', 'crypto'])
