import type { Account } from '../account/account.ts'
import { invalidOption } from '../errors.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Depth } from '../model/quote.ts'
import type { AlgoParams } from '../ports/algo.ts'
import type { RouteView } from '../ports/algo-input.ts'
import type { Ground } from './ground.ts'

/** Where children may go. */
export interface OpenRoute {
  readonly account: Account
  readonly instrument: Instrument
}

/** @throws ShagunError `invalid-options` for routes that are not there, `invalid-order` for what nobody lists */
export function openRoutes({ accounts }: Ground, params: AlgoParams): readonly [OpenRoute, ...OpenRoute[]] {
  const [first] = accounts.keys()
  const { routes = [{ account: first!, instrument: params.instrument }] } = params
  if (!Array.isArray(routes)) throw invalidOption('The routes are', 'routes', String(routes), 'a list')
  if (routes.length === 0) throw invalidOption('The routes are', 'routes', 'empty', 'at least one')
  const open = routes.map(({ account: name, instrument: id }): OpenRoute => {
    const account = accounts.get(name)
    if (account === undefined)
      throw invalidOption('A route leads to the account', 'routes', name, `one of ${[...accounts.keys()].join(', ')}`)
    return { account, instrument: account.view.getInstrument(id) }
  })
  const { lotSize } = open[0]!.instrument
  for (const { instrument } of open)
    if (!instrument.lotSize.eq(lotSize))
      throw invalidOption(
        `The lot of ${instrument.id} is`,
        'routes',
        instrument.lotSize.toFixed(),
        `${lotSize.toFixed()}, that of ${open[0]!.instrument.id}`,
      )
  return open as [OpenRoute, ...OpenRoute[]]
}

/** The books that were heard last, by account and instrument. */
export type Depths = Map<string, Depth>

export function depthKey(account: string, instrument: string): string {
  return `${account} ${instrument}`
}

/** What a planner sees of them now. */
export function viewRoutes(routes: readonly [OpenRoute, ...OpenRoute[]], depths: Depths): [RouteView, ...RouteView[]] {
  return routes.map(({ account, instrument }): RouteView => {
    const quote = account.view.getQuote(instrument.id)
    const depth = depths.get(depthKey(account.name, instrument.id))
    return {
      account: account.name,
      instrument,
      supports: account.supports,
      ...(quote !== undefined && { quote }),
      ...(depth !== undefined && { depth }),
    }
  }) as [RouteView, ...RouteView[]]
}
