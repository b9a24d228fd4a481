import type { AccountView, Decimal, Denial, Order, OrderIntent, OrderTerms, RiskRule } from '@shagun/core'
import { isWithin, shown } from '../numbers.ts'
import { readFunction } from '../options.ts'
import { keeping } from './kept.ts'
import { createOpenOrders } from './open-orders.ts'
import { addedQuantity, leavesPrices, onlyReduces } from './reach.ts'

/** What {@link sufficientMargin} is told. */
export interface MarginOptions {
  /**
   * Money that filling an order would need, in its instrument's currency: the terms with the quantity that is still to
   * be filled. 0 where it needs none, such as one that closes a position; nothing where it is not known.
   */
  readonly required: (terms: OrderTerms, view: AccountView) => number | undefined
  /** Money that there is for it. Default: the cash of the instrument's currency. */
  readonly available?: (terms: OrderTerms, view: AccountView) => number | undefined
  /**
   * Whether the broker has taken off what working orders need from what is `available`; then only orders that it has not
   * confirmed yet count beside the new one. Default: `counted`, because cash is paid when an order fills.
   */
  readonly openOrders?: 'counted' | 'blocked'
  /** Needed where a trader has two rules of one kind. Default: `sufficient-margin`. */
  readonly name?: string
}

/**
 * Denies an order that needs more margin than there is left beside all open orders.
 *
 * Open orders need what `required` says of what they may still fill; of a modification that waits for its answer, what it
 * asked for. Orders placed outside are not known well enough to be asked about; their broker counts them. A modification
 * counts with the whole order that it would leave in place of the one that is. What can only reduce a position passes,
 * and so does a modification to fewer that need no more than before. Where a figure is missing or not a number, nothing else does. Exactly what is available passes.
 *
 * @throws ShagunError `invalid-options` where `required` or `available` is no function
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { sufficientMargin } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [
 *   sufficientMargin({
 *     required: ({ instrument, quantity }, view) => {
 *       const last = view.getQuote(instrument)?.last
 *       return last === undefined ? undefined : 0.2 * last * quantity.toNumber()
 *     },
 *   }),
 * ]
 * ```
 */
export function sufficientMargin(options: MarginOptions): RiskRule {
  const { required, available = cashFor, openOrders = 'counted', name = 'sufficient-margin' } = options
  readFunction('sufficientMargin', 'required', required)
  readFunction('sufficientMargin', 'available', available)
  const open = createOpenOrders()

  /** What all other open orders in that currency need; not a number where one of them is not known. */
  function reserved(id: string, currency: string, view: AccountView): number {
    let sum = 0
    for (const { order, instrument, asked } of open.all()) {
      if (order === undefined || order.terms.clientOrderId === id) continue
      if (openOrders === 'blocked' && isConfirmed(order)) continue
      if (view.getInstrument(instrument).currency !== currency) continue
      const needed = required(withQuantity(order.terms, order.leavesQuantity), view) ?? Number.NaN
      sum +=
        asked === undefined
          ? needed
          : Math.max(needed, requiredOf(order, { ...order.terms, ...asked } as OrderTerms, view))
    }
    return sum
  }

  /** Of what an order may still fill once these terms hold. */
  function requiredOf(order: Order, terms: OrderTerms, view: AccountView): number {
    return required(withQuantity(terms, terms.quantity.minus(order.filledQuantity)), view) ?? Number.NaN
  }

  /** With fewer at another price it may need more. */
  function needsLess(intent: OrderIntent & { readonly type: 'modify' }, view: AccountView): boolean {
    if (addedQuantity(intent).gte(0)) return false
    const { order, terms } = intent
    return leavesPrices(intent) || requiredOf(order, terms, view) <= requiredOf(order, order.terms, view)
  }

  /** Of the order that a modification would leave, what the broker has not taken off yet. */
  function neededBy(order: Order, terms: OrderTerms, view: AccountView): number {
    const needed = requiredOf(order, terms, view)
    return openOrders === 'blocked' && isConfirmed(order) ? needed - requiredOf(order, order.terms, view) : needed
  }

  return {
    name,
    ...keeping(open),
    check(intent, view): Denial | undefined {
      const { terms } = intent
      if (intent.type === 'modify' && needsLess(intent, view)) return undefined
      open.refresh(view)
      const currencyOf = ({ instrument }: OrderTerms): string => view.getInstrument(instrument).currency
      const currency = currencyOf(terms)
      let need = reserved(terms.clientOrderId, currency, view)
      if (intent.type === 'modify') need += neededBy(intent.order, terms, view)
      else
        for (const leg of intent.legs ?? [terms])
          if (leg.clientOrderId === terms.clientOrderId || (!isKeptInStep(leg, terms) && currencyOf(leg) === currency))
            need += required(leg, view) ?? Number.NaN
      const most = available(terms, view) ?? Number.NaN
      if (isWithin(need, most) || onlyReduces(intent, view)) return undefined
      if (Number.isNaN(need) || Number.isNaN(most)) {
        const what = Number.isNaN(most) ? 'What margin is available' : 'What margin open orders and this one need'
        return { rule: name, reason: `${what} is not known, so only orders that reduce a position pass.` }
      }
      const reason = `Open orders and this one would need ${shown(need)} ${currency} of margin, and ${shown(most)} is available.`
      return { rule: name, reason, limit: most, actual: need }
    },
  }
}

function cashFor({ instrument }: OrderTerms, view: AccountView): number {
  return view.cash.get(view.getInstrument(instrument).currency)?.toNumber() ?? 0
}

/** Of orders on one side that are kept in step one fills, so that each is held against the rest by itself. */
function isKeptInStep(one: OrderTerms, other: OrderTerms): boolean {
  return one.instrument === other.instrument && one.side === other.side
}

function isConfirmed({ lifecycle, certainty, pending }: Order): boolean {
  return lifecycle === 'working' && certainty === 'confirmed' && pending !== 'modify'
}

function withQuantity(terms: OrderTerms, quantity: Decimal): OrderTerms {
  return quantity === terms.quantity ? terms : { ...terms, quantity }
}
