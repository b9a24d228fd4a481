import { invalidOption, type ShagunError } from '../errors.ts'
import type { CorporateAction, OrderAdjustment } from '../model/corporate-action.ts'
import { Decimal, type DecimalInput, readDecimal } from '../model/decimal.ts'
import type { JournalEventOf } from '../model/events.ts'
import { type Instrument, roundToTick } from '../model/instrument.ts'
import type { Order, OrderChange } from '../model/order.ts'
import type { CommandOutcome } from '../model/outcome.ts'
import type { Quote } from '../model/quote.ts'
import type { Supports } from '../model/supports.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { andThen, promised } from '../ports/awaitable.ts'
import { moneyPlaces } from '../state/apply-fill.ts'
import type { Account } from './account.ts'
import { checkModifySupports } from './check-supports.ts'
import { type Kernel, requireRunning } from './kernel.ts'
import { parseChange } from './parse-request.ts'
import { registration } from './place.ts'

/** What orders are asked with, as an application would ask. */
type Commands = Pick<Account, 'modify' | 'cancel'>

/**
 * Applies a corporate action to positions and last price, then asks the broker to bring the open orders along.
 *
 * All of it is asked in one synchronous step, so that no order is decided on between the new positions and the old orders.
 */
export async function applyCorporateAction(
  kernel: Kernel,
  commands: Commands,
  asked: CorporateAction,
): Promise<readonly OrderAdjustment[]> {
  requireRunning(kernel)
  const { state, view } = kernel
  const time = view.now
  const instrument = view.getInstrument(asked.instrument)
  const event = parseAction(asked, instrument, time)
  const { action, ratio } = event
  const registered = state.books.has(instrument.id) ? undefined : kernel.commit(registration(instrument, time))
  const written = kernel.commit(event)
  const quote = view.getQuote(instrument.id)
  if (ratio !== undefined && quote !== undefined) view.observe(scaleQuote(quote, ratio.toNumber()))
  const moves = ratio !== undefined && (action === 'split' || action === 'bonus')
  const orders = moves ? state.listOpen().filter(({ order }) => order.terms.instrument === instrument.id) : []
  const answers = orders.map(({ order }) => promised(() => bringAlong(kernel, commands, order, instrument, ratio!)))
  const [answered] = await Promise.all([Promise.all(answers), registered, written])
  return answered.filter((answer) => answer !== undefined)
}

/** `undefined` where the order is the same in new units. */
function bringAlong(
  kernel: Kernel,
  commands: Commands,
  order: Order,
  instrument: Instrument,
  ratio: Decimal,
): Awaitable<OrderAdjustment | undefined> {
  const { broker } = kernel
  const { clientOrderId } = order.terms
  const change = scaleOrder(order, instrument, ratio)
  if (change !== undefined && Object.keys(change).length === 0) return undefined
  if (change === undefined || checkModifySupports(change, order.terms, broker) !== undefined)
    return andThen(commands.cancel(clientOrderId), (outcome) => ({
      clientOrderId,
      command: 'cancel',
      ...outcome,
    }))
  return andThen(commands.modify(clientOrderId, change), (outcome: CommandOutcome) => ({
    clientOrderId,
    command: 'modify',
    change,
    ...outcome,
  }))
}

/**
 * What must change of an order in new units; `undefined` where it cannot be said in whole lots and ticks.
 *
 * What is filled stays counted as it was filled, so the ratio is that of the rest. A limit is rounded to the better price
 * for us; a stop away from the market, so that it does not trigger earlier than meant, and its limit along with it.
 */
function scaleOrder(
  { terms, filledQuantity, leavesQuantity }: Order,
  instrument: Instrument,
  ratio: Decimal,
): OrderChange<Supports, Decimal> | undefined {
  const cut = (value: Decimal): Decimal => value.toDecimalPlaces(moneyPlaces)
  const rest = cut(leavesQuantity.times(ratio)).toNearest(instrument.lotSize, Decimal.ROUND_FLOOR)
  if (rest.isZero()) return undefined
  const away = terms.side === 'buy' ? 'up' : 'down'
  const better = terms.side === 'buy' ? 'down' : 'up'
  const scaled: { quantity: Decimal; limitPrice?: Decimal; stopPrice?: Decimal } = {
    quantity: filledQuantity.plus(rest),
    ...('limitPrice' in terms && {
      limitPrice: roundToTick(instrument, cut(terms.limitPrice.div(ratio)), terms.type === 'limit' ? better : away),
    }),
    ...('stopPrice' in terms && { stopPrice: roundToTick(instrument, cut(terms.stopPrice.div(ratio)), away) }),
  }
  const changed = Object.entries(scaled).filter(([field, value]) => !value.eq(terms[field as 'quantity']))
  if (changed.length === 0) return {}
  try {
    return parseChange(Object.fromEntries(changed), terms, instrument)
  } catch {
    // More than the venue takes in one order, or a price that is below its tick.
    return undefined
  }
}

function scaleQuote({ instrument, time, last, bid, ask }: Quote, ratio: number): Quote {
  return {
    instrument,
    time,
    last: last / ratio,
    ...(bid !== undefined && { bid: bid / ratio }),
    ...(ask !== undefined && { ask: ask / ratio }),
  }
}

/** Applications may be written without a compiler, and corporate actions come from files of the exchange. */
function parseAction(
  asked: CorporateAction,
  { id, kind }: Instrument,
  time: number,
): JournalEventOf<'position.adjusted'> {
  const { action, ratio, amount } = asked as Partial<Record<'ratio' | 'amount', DecimalInput>> & CorporateAction
  const event = { type: 'position.adjusted', time, instrument: id, action } as const
  switch (action) {
    case 'split':
    case 'bonus':
      if (amount !== undefined) throw invalid('amount', amount, `none for a ${action}; apply a dividend beside it`)
      return { ...event, ratio: parseRatio(ratio) }
    case 'dividend':
      if (ratio !== undefined) throw invalid('ratio', ratio, 'none for a dividend')
      return { ...event, amount: parseAmount(amount, kind, (value) => value.gt(0), 'above 0') }
    case 'rights':
    case 'demerger':
    case 'merger':
      if (ratio === undefined && amount === undefined)
        throw invalid('ratio', ratio, `a ratio, an amount or both for a ${action}`)
      return {
        ...event,
        ...(ratio !== undefined && { ratio: parseRatio(ratio) }),
        ...(amount !== undefined && { amount: parseAmount(amount, kind, (value) => !value.isZero(), 'other than 0') }),
      }
    default:
      throw invalid('action', action, 'split, bonus, dividend, rights, demerger or merger')
  }
}

const largestRatio = 1_000_000

function parseRatio(input: DecimalInput | undefined): Decimal {
  const ratio = input === undefined ? undefined : readDecimal(input)
  if (ratio === undefined || ratio.lt(1 / largestRatio) || ratio.gt(largestRatio) || ratio.eq(1))
    throw invalid('ratio', input, 'new units for each old one: a number other than 1, between 0.000001 and 1000000')
  // A float of 1/3 would make 99.99999999999999 of 300.
  if (typeof input === 'number' && ratio.decimalPlaces() > 10)
    throw invalid('ratio', input, 'an exact ratio; write 1 for 3 as new Decimal(1).div(3)')
  return ratio
}

function parseAmount(
  input: DecimalInput | undefined,
  kind: Instrument['kind'],
  fits: (amount: Decimal) => boolean,
  expected: string,
): Decimal {
  const amount = input === undefined ? undefined : readDecimal(input)
  if (amount === undefined || !fits(amount)) throw invalid('amount', input, `money for each unit held, ${expected}`)
  if (kind === 'future' || kind === 'option')
    throw invalid('amount', input, 'none, because the holder of a derivative is paid nothing')
  return amount
}

function invalid(option: string, input: unknown, expected: string): ShagunError {
  return invalidOption(`The corporate action was not applied: its ${option} is`, option, input ?? 'missing', expected)
}
