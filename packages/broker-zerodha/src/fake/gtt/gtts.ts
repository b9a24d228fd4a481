import { Decimal, type Timestamp } from '@shagun/core'
import type { Kite } from '../kite.ts'
import type { Lifecycle } from '../orders/lifecycle.ts'
import type { Account } from '../portfolio/account.ts'
import { badInput, refusal } from '../wire/refusal.ts'
import type { Gtt, GttLeg } from './gtt.ts'
import type { GttTerms } from './read-gtt.ts'

/** Triggers that wait for prices, for up to a year, and what they set off. */
export interface Gtts {
  place(account: Account, terms: GttTerms): Gtt
  modify(account: Account, id: string, terms: GttTerms): Gtt
  delete(account: Account, id: string): Gtt
  get(account: Account, id: string): Gtt
  /** Those that wait, and those that something became of within a week. */
  list(account: Account): readonly Gtt[]
}

const dayMs = 86_400_000
/** So many may wait at once. */
const mostActive = 500

export function createGtts(kite: Kite, lifecycle: Lifecycle, accounts: ReadonlyMap<string, Account>): Gtts {
  const { clock, exchange, ids, limits } = kite

  exchange.onTrade((line, price) => {
    for (const account of accounts.values())
      for (const gtt of account.gtts) {
        if (gtt.status !== 'active' || gtt.listed !== line.listed || expire(gtt, clock.now())) continue
        const at = gtt.triggers.findIndex((trigger) => isMet(trigger, gtt.lastPrice, price))
        if (at !== -1) fire(account, gtt, at, price)
      }
  })

  function fire(account: Account, gtt: Gtt, at: number, price: Decimal): void {
    gtt.status = 'triggered'
    gtt.updatedAt = clock.now()
    const leg = gtt.legs[at]!
    if (!limits.hasDay(account.user.userId)) {
      const reason = 'Maximum allowed order requests exceeded'
      leg.result = { at: clock.now(), triggeredAt: price, orderId: '', status: 'failed', reason }
      return
    }
    limits.countDay(account.user.userId)
    const order = lifecycle.open(account, termsOf(gtt, leg), { placedBy: account.user.userId, meta: { gtt: gtt.id } })
    const failed = order.ending === 'rejected'
    leg.result = {
      at: clock.now(),
      triggeredAt: price,
      orderId: order.id,
      status: failed ? 'failed' : 'success',
      reason: failed ? (order.message ?? '') : '',
    }
  }

  function get({ gtts }: Account, id: string): Gtt {
    const gtt = gtts.find((each) => String(each.id) === id)
    if (gtt === undefined) throw refusal(404, 'GeneralException', 'Trigger not found.')
    expire(gtt, clock.now())
    return gtt
  }

  function active(account: Account, id: string): Gtt {
    const gtt = get(account, id)
    if (gtt.status === 'active') return gtt
    throw badInput(`The trigger is ${gtt.status}; only an active one can change.`)
  }

  return {
    get,
    place(account, terms) {
      if (account.gtts.filter(({ status }) => status === 'active').length >= mostActive)
        throw badInput(`At most ${mostActive} triggers can be active.`)
      const now = clock.now()
      const fixed = { id: ids.gtt(), userId: account.user.userId, createdAt: now, expiresAt: now + 365 * dayMs }
      const gtt: Gtt = { ...fixed, ...terms, updatedAt: now, status: 'active' }
      account.gtts.push(gtt)
      return gtt
    },
    modify: (account, id, terms) => Object.assign(active(account, id), terms, { updatedAt: clock.now() }),
    delete: (account, id) => Object.assign(active(account, id), { status: 'deleted' as const, updatedAt: clock.now() }),
    list: ({ gtts }) =>
      gtts.filter((gtt) => {
        expire(gtt, clock.now())
        return gtt.status === 'active' || clock.now() - gtt.updatedAt <= 7 * dayMs
      }),
  }
}

/** From which side the price comes is known from where it was when the trigger was placed. */
function isMet(trigger: Decimal, before: Decimal, price: Decimal): boolean {
  return trigger.lt(before) ? price.lte(trigger) : price.gte(trigger)
}

/** Whether its year is over. */
function expire(gtt: Gtt, now: Timestamp): boolean {
  if (gtt.status !== 'active' || now < gtt.expiresAt) return false
  gtt.status = 'expired'
  gtt.updatedAt = gtt.expiresAt
  return true
}

function termsOf({ listed }: Gtt, { side, quantity, orderType, product, price }: GttLeg) {
  return {
    variety: 'regular',
    listed,
    side,
    orderType,
    product,
    validity: 'DAY',
    ttlMinutes: 0,
    quantity,
    disclosedQuantity: 0,
    price,
    triggerPrice: new Decimal(0),
    protection: 0,
    tag: undefined,
  } as const
}
