import type { Kite } from '../kite.ts'
import type { Account } from '../portfolio/account.ts'
import type { Params } from '../wire/params.ts'
import { badInput, refusal } from '../wire/refusal.ts'
import { checkFunds } from './back-office.ts'
import type { Entry, Lifecycle } from './lifecycle.ts'
import type { KiteTerms, Variety } from './order.ts'
import { placeSlices, slicesOf } from './slices.ts'
import { readTerms } from './terms.ts'

/** Places what a request asks for, and says what the answer holds. */
export function placeOrder(
  kite: Kite,
  lifecycle: Lifecycle,
  account: Account,
  variety: Variety,
  params: Params,
): unknown {
  const { faults, limits, behavior } = kite
  const { userId, apiKey } = account.user
  if (!limits.hasDay(userId)) throw badInput('Maximum allowed order requests exceeded')
  const late = faults.take('place', 'late-in-book')
  const stuck = faults.take('place', 'stuck')
  const entry: Entry = {
    apiKey,
    ...(late !== undefined && { bookAfterMs: late.ms }),
    ...(stuck !== undefined && { stuck: { at: stuck.at, ms: stuck.ms } }),
  }

  const terms = counted(kite, userId, () => readTerms(kite, variety, params))
  checkHours(kite, variety)
  checkDepository(account, terms)
  if (behavior.marginRefusal === 'reply') {
    const rejection = checkFunds(kite, account, terms, terms.quantity, terms)
    if (rejection !== undefined) throw refusal(400, 'MarginException', rejection.message)
  }
  if (terms.legs !== undefined) return { order_id: placeFirstLeg(lifecycle, account, terms, entry) }
  const slices = params['autoslice'] === 'true' ? slicesOf(terms) : undefined
  if (slices !== undefined) return placeSlices(kite, lifecycle, account, terms, entry, slices)
  return { order_id: lifecycle.open(account, terms, entry).id }
}

/** Whoever asks for what cannot be has still used up one of the day's orders. */
function counted<T>({ limits }: Kite, userId: string, read: () => T & { readonly legs?: number }): T {
  let legs = 1
  try {
    const terms = read()
    legs = terms.legs ?? 1
    return terms
  } finally {
    limits.countDay(userId, legs)
  }
}

function checkHours({ calendar, clock }: Kite, variety: Variety): void {
  if (calendar === undefined) return
  const open = calendar.isOpen(clock.now())
  if (variety === 'amo' && open) throw badInput('After market orders cannot be placed while the market is open.')
  if (variety !== 'amo' && !open)
    throw badInput('Markets are closed right now. Try placing an after market order (AMO).')
}

/** Shares leave the depository only with the word of who owns them. */
function checkDepository({ user, ledger }: Account, terms: KiteTerms): void {
  if (terms.side === 'BUY' || terms.product !== 'CNC') return
  const holding = user.holdings?.find(({ instrument }) => instrument === terms.listed.key)
  const bought = ledger.find(terms.listed, 'CNC')?.dayBuy ?? 0
  if (holding?.authorised !== false || bought >= terms.quantity) return
  throw refusal(428, 'HoldingException', `${terms.quantity} quantity needs authorisation at depository.`)
}

function placeFirstLeg(lifecycle: Lifecycle, account: Account, terms: KiteTerms, entry: Entry): string {
  return lifecycle.open(account, terms, { ...entry, ...legOf(terms, 1) }).id
}

/** The next leg of an iceberg, as large as the others or what is left. */
export function legOf(
  terms: KiteTerms,
  number: number,
): Pick<Entry, 'quantity' | 'meta'> & Required<Pick<Entry, 'leg'>> {
  const [legs, most] = [terms.legs!, terms.legQuantity!]
  const before = most * (number - 1)
  const quantity = Math.min(most, terms.quantity - before)
  const left = terms.quantity - before - quantity
  return {
    quantity,
    leg: { number, left },
    meta: {
      iceberg: {
        leg: number,
        legs,
        leg_quantity: most,
        total_quantity: terms.quantity,
        remaining_quantity: left,
      },
    },
  }
}
