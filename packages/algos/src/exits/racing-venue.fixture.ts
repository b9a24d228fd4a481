import {
  type AlgoCommand,
  type AlgoContext,
  type AlgoInput,
  type AlgoNews,
  type AlgoOrder,
  type AlgoParams,
  type ChildOrder,
  type ChildView,
  Decimal,
  type GroupKind,
  type ParentView,
  type Quote,
  type RejectionClass,
  type Supports,
} from '@shagun/core'
import { everything, infy } from '../testing/rig.ts'

/** An order as the venue has it, and what has been told of it. */
export interface RacingOrder {
  readonly key: string
  readonly exit: boolean
  /** 1 adds to the position, -1 takes from it. */
  readonly sign: 1 | -1
  readonly group?: { readonly kind: GroupKind; readonly orders: RacingOrder[] }
  lots: number
  filled: number
  isAlive: boolean
  /** What was sent and has not arrived. */
  isOnItsWay: boolean
  stopPrice?: number
  price?: number
  readonly told: { -readonly [K in keyof ChildView]: ChildView[K] }
  readonly messages: (() => AlgoNews)[]
}

/** A runner and a venue with all that is between them: commands and facts arrive when a test says so. */
export interface RacingVenue {
  readonly orders: readonly RacingOrder[]
  readonly asked: readonly AlgoCommand[]
  /** Commands that have not arrived yet. */
  readonly commands: (() => void)[]
  readonly states: readonly unknown[]
  now: number
  wakeAt: number | undefined
  paused: string | undefined
  finished: { readonly status: string; readonly reason?: string } | undefined
  last: number
  tell(news: AlgoNews): void
  /** The command at this place in the queue arrives. */
  arrive(at: number): void
  /** The next fact of this order is told. */
  hear(order: RacingOrder): void
  fill(order: RacingOrder, lots: number): void
  end(order: RacingOrder): void
  reject(order: RacingOrder, why: RejectionClass): void
  quote(last: number): void
  /** Everything on its way arrives. */
  settle(): void
  /** A crash: what is known of the orders is read anew, and the state may be one of before. */
  restart(back: number): void
  position(): number
  parent(): ParentView
  amend(change: object): void
}

export function createRacingVenue<P extends AlgoParams>(
  { algo, params: given }: AlgoOrder<P>,
  supports: Supports = everything,
): RacingVenue {
  let params = given
  const orders: RacingOrder[] = []
  const asked: AlgoCommand[] = []
  const states: unknown[] = []
  const lotsOf = (): number => new Decimal(params.quantity).div(infy.lotSize).toNumber()

  const venue: RacingVenue = {
    orders,
    asked,
    commands: [],
    states,
    now: 0,
    wakeAt: undefined,
    paused: undefined,
    finished: undefined,
    last: 100,
    tell(news) {
      if (venue.finished !== undefined) return
      if (
        venue.paused !== undefined &&
        !['child', 'canceled', 'amended', 'resumed', 'recovered', 'paused'].includes(news.type)
      )
        return
      const state = JSON.parse(JSON.stringify(states.at(-1)))
      const input = {
        ...context(),
        parent: parent(),
        children: orders.map(({ told }) => told),
        ...news,
      } as AlgoInput<P>
      const next = algo.step(state, input)
      states.push(next.state)
      for (const command of next.commands) carryOut(command)
    },
    arrive(at) {
      const [command] = venue.commands.splice(at, 1)
      command?.()
    },
    hear(order) {
      const message = order.messages.shift()
      if (message !== undefined) venue.tell(message())
    },
    fill(order, lots) {
      const part = Math.min(lots, fillable(order))
      if (!(part > 0)) return
      order.filled += part
      if (order.filled === order.lots) order.isAlive = false
      const { filled, isAlive } = order
      say(order, 'filled', () => {
        order.told.filledLots = filled
        if (!isAlive) order.told.working = false
      })
      decideGroup(order)
    },
    end(order) {
      if (!order.isAlive || order.isOnItsWay) return
      order.isAlive = false
      say(order, 'canceled', () => {
        order.told.working = false
        order.told.pending = 'none'
      })
      endGroup(order)
    },
    reject(order, why) {
      if (!order.isOnItsWay) return
      for (const each of order.group?.orders ?? [order]) {
        each.isOnItsWay = false
        each.isAlive = false
        each.messages.push(() => {
          each.told.working = false
          return { type: 'child', key: each.key, change: 'rejected', why, reason: 'no' }
        })
      }
    },
    quote(last) {
      venue.last = last
      venue.tell({ type: 'quote', quote: quote() })
    },
    settle() {
      for (let i = 0; i < 1000; i++) {
        if (venue.commands.length > 0) venue.arrive(0)
        const speaking = orders.find(({ messages }) => messages.length > 0)
        if (speaking !== undefined) venue.hear(speaking)
        else if (venue.commands.length === 0) return
      }
      throw new Error(
        `It never comes to rest: ${asked
          .slice(-6)
          .map((each) => JSON.stringify(each))
          .join('\n')}`,
      )
    },
    restart(back) {
      if (venue.finished !== undefined) return
      venue.commands.length = 0
      venue.wakeAt = undefined
      for (const order of orders) {
        order.messages.length = 0
        // What had not left is known not to have.
        if (order.isOnItsWay) {
          order.isOnItsWay = false
          order.isAlive = false
        }
        Object.assign(order.told, {
          lots: order.lots,
          filledLots: order.filled,
          working: order.isAlive,
          pending: 'none',
          ...(order.price !== undefined && { price: order.price }),
          ...(order.stopPrice !== undefined && { stopPrice: order.stopPrice }),
        })
      }
      states.push(states[Math.max(0, states.length - 1 - back)])
      venue.tell({ type: 'recovered' })
    },
    position: () => orders.reduce((sum, { sign, filled }) => sum + sign * filled, 0),
    parent,
    amend(change) {
      const before = params
      params = { ...params, ...change }
      try {
        venue.tell({ type: 'amended' })
      } catch (cause) {
        params = before
        throw cause
      }
    },
  }
  states.push(algo.begin(params, { ...context(), arrivalPrice: 100, random: () => 0.5 }))
  return venue

  function quote(): Quote {
    return { instrument: infy.id, time: venue.now, last: venue.last, bid: venue.last - 0.05, ask: venue.last + 0.05 }
  }

  function context(): AlgoContext<P> {
    const route = { account: 'main', instrument: infy, supports, quote: quote() }
    return { now: venue.now, params, lots: lotsOf(), instrument: infy, supports, quote: quote(), routes: [route] }
  }

  function parent(): ParentView {
    const entries = orders.filter(({ exit }) => !exit)
    const filledLots = entries.reduce((sum, { told }) => sum + told.filledLots, 0)
    const openLots = largestOpen(entries)
    const positionLots = orders.reduce((sum, { sign, told }) => sum + sign * told.filledLots, 0)
    return {
      lots: lotsOf(),
      filledLots,
      openLots,
      remainingLots: lotsOf() - filledLots - openLots,
      positionLots,
      arrivalPrice: 100,
    }
  }

  function say(
    order: RacingOrder,
    change: 'accepted' | 'filled' | 'modified' | 'refused' | 'canceled',
    known: () => void,
  ): void {
    order.messages.push(() => {
      known()
      return { type: 'child', key: order.key, change }
    })
  }

  function carryOut(command: AlgoCommand): void {
    if (venue.finished !== undefined) return
    asked.push(command)
    switch (command.type) {
      case 'place':
        return place([command])
      case 'place-group':
        return place(command.legs, command.kind)
      case 'modify':
        return modify(command)
      case 'cancel':
        for (const order of orders) {
          if (order.key !== command.key || !order.told.working || order.told.pending === 'cancel') continue
          order.told.pending = 'cancel'
          venue.commands.push(() => {
            arrived(order)
            if (order.isAlive) return venue.end(order)
            say(order, 'refused', () => {
              order.told.pending = 'none'
            })
          })
        }
        return
      case 'wake':
        venue.wakeAt = Math.max(venue.now, command.at)
        return
      case 'pause':
        if (venue.paused === undefined) venue.paused = command.reason
        return
      case 'finish':
        venue.finished = command
    }
  }

  function place(legs: readonly ChildOrder[], kind?: GroupKind): void {
    const group = kind && { kind, orders: [] as RacingOrder[] }
    for (const leg of legs) {
      const { exit = false, siblings } = leg
      if (venue.paused !== undefined && !exit) continue
      const { positionLots, filledLots, lots } = parent()
      const others = orders.filter(
        (order) => order.exit === exit && (siblings === undefined || order.told.siblings !== siblings),
      )
      const most = !exit ? lots - filledLots : kind === 'bracket' ? leg.lots : Math.abs(positionLots)
      const size = Math.min(leg.lots, most - largestOpen(others))
      if (!Number.isInteger(leg.lots) || !(leg.lots > 0))
        throw new Error(`An order for ${leg.lots} lots was asked for.`)
      if (!(size > 0)) continue
      const prices = {
        ...(leg.limitPrice !== undefined && { price: leg.limitPrice }),
        ...(leg.stopPrice !== undefined && { stopPrice: leg.stopPrice }),
      }
      const order: RacingOrder = {
        key: leg.key,
        exit,
        sign: !exit || positionLots < 0 ? 1 : -1,
        ...(group && { group }),
        lots: size,
        filled: 0,
        isAlive: true,
        isOnItsWay: true,
        ...prices,
        told: {
          key: leg.key,
          exit,
          ...(siblings && { siblings }),
          account: 'main',
          instrument: infy.id,
          lots: size,
          filledLots: 0,
          working: true,
          certain: true,
          pending: 'none',
          placedAt: venue.now,
          ...prices,
        },
        messages: [],
      }
      orders.push(order)
      group?.orders.push(order)
      venue.commands.push(() => {
        arrived(order)
      })
    }
  }

  /** What concerns an order comes after it. */
  function arrived(order: RacingOrder): void {
    for (const each of order.group?.orders ?? [order]) {
      if (!each.isOnItsWay) continue
      each.isOnItsWay = false
      say(each, 'accepted', () => {})
    }
  }

  function modify(command: Extract<AlgoCommand, { readonly type: 'modify' }>): void {
    const order = orders.findLast(({ key, told }) => key === command.key && told.working)
    if (order === undefined || order.told.pending !== 'none') return
    order.told.pending = 'modify'
    venue.commands.push(() => {
      arrived(order)
      const { lots = order.lots, limitPrice = order.price, stopPrice = order.stopPrice } = command
      if (!order.isAlive || lots < order.filled) {
        say(order, 'refused', () => {
          order.told.pending = 'none'
        })
        return
      }
      const prices = {
        ...(limitPrice !== undefined && { price: limitPrice }),
        ...(stopPrice !== undefined && { stopPrice }),
      }
      Object.assign(order, { lots, ...prices, isAlive: lots > order.filled })
      const { isAlive } = order
      say(order, 'modified', () => {
        Object.assign(order.told, { pending: 'none', lots, ...prices }, !isAlive && { working: false })
      })
    })
  }

  /** A bracket of the venue fills no more of its exits than of its entry, and of its exits only one. */
  function fillable(order: RacingOrder): number {
    if (!order.isAlive || order.isOnItsWay) return 0
    const left = order.lots - order.filled
    if (order.group?.kind !== 'bracket' || !order.exit) return left
    const [entry] = order.group.orders
    return Math.max(0, Math.min(left, entry!.filled - order.filled))
  }

  function decideGroup(order: RacingOrder): void {
    const { group } = order
    if (group === undefined || (group.kind === 'bracket' && !order.exit)) return
    const decided = group.orders.find(({ exit, filled }) => (exit || group.kind === 'oco') && filled > 0)
    for (const other of group.orders) if (other !== decided && other.isAlive) quietlyEnd(other)
    if (group.kind === 'bracket' && order.isAlive && order.filled >= group.orders[0]!.filled) quietlyEnd(order)
  }

  function endGroup(order: RacingOrder): void {
    const { group } = order
    if (group === undefined) return
    if (group.kind === 'bracket') {
      const [entry] = group.orders
      if (
        order === entry
          ? entry.filled > 0
          : entry!.filled > 0 && group.orders.every((each) => each.filled === 0 || each === entry)
      ) {
        // The exits of a part that is filled stay, as a pair.
        if (order === entry) return
      }
    }
    for (const other of group.orders) if (other.isAlive && !other.filled) quietlyEnd(other)
  }

  function quietlyEnd(order: RacingOrder): void {
    order.isAlive = false
    order.isOnItsWay = false
    say(order, 'canceled', () => {
      order.told.working = false
      order.told.pending = 'none'
    })
  }

  function largestOpen(list: readonly RacingOrder[]): number {
    let open = 0
    const most = new Map<string, number>()
    for (const { told } of list) {
      if (!told.working) continue
      if (told.siblings === undefined) open += told.lots - told.filledLots
      else most.set(told.siblings, Math.max(most.get(told.siblings) ?? 0, told.lots - told.filledLots))
    }
    for (const lots of most.values()) open += lots
    return open
  }
}
