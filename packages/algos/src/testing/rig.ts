import {
  type AlgoCommand,
  type AlgoContext,
  type AlgoInput,
  type AlgoNews,
  type AlgoOrder,
  type AlgoParams,
  type Calendar,
  type ChildOrder,
  type ChildView,
  createInstrument,
  Decimal,
  type Depth,
  type Instrument,
  type ParentView,
  type Quote,
  type RejectionClass,
  type RouteView,
  type Supports,
} from '@shagun/core'

/** Lots of 5, ticks of 0.05. */
export const infy: Instrument = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05', lotSize: 5 })

export const everything: Supports = {
  orderTypes: ['market', 'limit', 'stop', 'stop-limit'],
  timeInForce: ['day', 'ioc'],
  products: ['intraday', 'delivery'],
  modify: ['quantity', 'limitPrice', 'stopPrice'],
  groups: [],
  idempotency: 'by-tag',
  tagLength: 20,
}

export interface RigOptions {
  readonly now?: number
  readonly instrument?: Instrument
  readonly supports?: Supports
  readonly calendar?: Calendar
  readonly quote?: Partial<Quote>
  readonly routes?: readonly RouteView[]
  readonly arrivalPrice?: number
}

/** A child at the rig's market; lots are whole. */
export interface RigChild extends Omit<ChildView, 'averagePrice'> {
  lots: number
  filledLots: number
  working: boolean
  certain: boolean
  pending: 'none' | 'cancel' | 'modify'
  price?: number
  stopPrice?: number
  paid: number
  readonly order: ChildOrder
}

/** A planner, and a market that does what a test tells it. */
export interface Rig<P extends AlgoParams> {
  now: number
  supports: Supports
  calendar: Calendar | undefined
  depth: Depth | undefined
  routes: readonly RouteView[] | undefined
  /** Whether a cancel is answered at once. */
  cancelsAtOnce: boolean
  readonly params: P
  /** The planner's state, as it would be journalled. */
  readonly state: unknown
  readonly arrivalPrice: number
  readonly lots: number
  readonly children: readonly RigChild[]
  /** What the planner itself wanted, before anything was cut. */
  readonly asked: readonly { readonly at: number; readonly command: AlgoCommand }[]
  readonly wakeAt: number | undefined
  readonly paused: string | undefined
  readonly finished: { readonly status: string; readonly reason?: string } | undefined
  /** Begins; `tell` for anything that comes later. */
  start(): Rig<P>
  tell(news: AlgoNews): Rig<P>
  /** Stops and starts again, with a state that was journalled; by default the last one. */
  restart(state?: unknown): Rig<P>
  /** Goes to a moment, waking the planner on the way whenever it asked for it. */
  at(time: number): Rig<P>
  /** A new quote, the fields that are not given as before; told where the planner needs quotes. */
  quote(quote: Partial<Quote>): Rig<P>
  trade(price: number, quantity: number): Rig<P>
  /** Trades lots of a working child; all that is left of it by default. */
  fill(key: string, lots?: number, price?: number): Rig<P>
  /** Answers a cancel, or cancels as a venue does by itself. */
  canceled(key: string): Rig<P>
  reject(key: string, why?: RejectionClass, reason?: string): Rig<P>
  /** @throws what the planner throws; nothing has changed then */
  amend(change: Partial<P>): Rig<P>
  working(key: string): RigChild
  parent(): ParentView
}

/**
 * The runner in small, without accounts, time or rounding. Orders are cut as the runner cuts them.
 *
 * @throws what the planner throws on its parameters
 */
export function createRig<P extends AlgoParams>(order: AlgoOrder<P>, options: RigOptions = {}): Rig<P> {
  const { algo } = order
  const { instrument = infy } = options
  const children: RigChild[] = []
  const asked: { at: number; command: AlgoCommand }[] = []
  const untold: AlgoNews[] = []
  let telling = false
  let { params } = order
  let quote: Quote = {
    instrument: instrument.id,
    time: options.now ?? 0,
    last: 100,
    bid: 99.95,
    ask: 100.05,
    ...options.quote,
  }
  let lots = lotsOf(params)
  let wakeAt: number | undefined
  let paused: string | undefined
  let finished: Rig<P>['finished']
  const arrivalPrice = options.arrivalPrice ?? quote.last

  const rig: Rig<P> = {
    now: options.now ?? 0,
    supports: options.supports ?? everything,
    calendar: options.calendar,
    depth: undefined,
    routes: options.routes,
    cancelsAtOnce: true,
    arrivalPrice,
    children,
    asked,
    get params() {
      return params
    },
    get state() {
      return state
    },
    get lots() {
      return lots
    },
    get wakeAt() {
      return wakeAt
    },
    get paused() {
      return paused
    },
    get finished() {
      return finished
    },
    start: () => rig.tell({ type: 'started' }),
    tell(news) {
      untold.push(news)
      // What its own commands bring about is told after them.
      if (telling) return rig
      telling = true
      try {
        for (let next = untold.shift(); next !== undefined && finished === undefined; next = untold.shift()) step(next)
      } finally {
        telling = false
        untold.length = 0
      }
      return rig
    },
    restart(journalled = state) {
      state = journalled
      wakeAt = undefined
      return rig.tell({ type: 'recovered' })
    },
    at(time) {
      while (finished === undefined && wakeAt !== undefined && wakeAt <= time) {
        rig.now = Math.max(rig.now, wakeAt)
        wakeAt = undefined
        rig.tell({ type: 'woke' })
      }
      rig.now = Math.max(rig.now, time)
      return rig
    },
    quote(news) {
      quote = { ...quote, ...news, time: rig.now }
      return algo.needs.includes('quotes') ? rig.tell({ type: 'quote', quote }) : rig
    },
    trade(price, quantity) {
      if (!algo.needs.includes('trades')) return rig
      return rig.tell({ type: 'trade', trade: { instrument: instrument.id, time: rig.now, price, quantity } })
    },
    fill(key, part, price) {
      const child = rig.working(key)
      const left = child.lots - child.filledLots
      const filled = Math.min(part ?? left, left)
      child.filledLots += filled
      child.paid += filled * (price ?? child.price ?? quote.last)
      if (child.filledLots === child.lots) child.working = false
      return rig.tell({ type: 'child', key, change: 'filled' })
    },
    canceled(key) {
      const child = rig.working(key)
      child.working = false
      child.pending = 'none'
      return rig.tell({ type: 'child', key, change: 'canceled' })
    },
    reject(key, why = 'unknown', reason = 'no') {
      rig.working(key).working = false
      return rig.tell({ type: 'child', key, change: 'rejected', why, reason })
    },
    amend(change) {
      const before = params
      params = { ...params, ...change }
      lots = lotsOf(params)
      try {
        return rig.tell({ type: 'amended' })
      } catch (cause) {
        params = before
        lots = lotsOf(params)
        throw cause
      }
    },
    working(key) {
      const child = children.findLast((each) => each.key === key && each.working)
      if (child !== undefined) return child
      throw new Error(`No child ${key} works; there are: ${children.map((each) => each.key).join()}.`)
    },
    parent,
  }
  let state = algo.begin(params, { ...context(), arrivalPrice, random: randomFrom(params.seed ?? 1) })
  return rig

  function step(news: AlgoNews): void {
    // As the runner keeps it.
    const kept = JSON.parse(JSON.stringify(state ?? null))
    const input = { ...context(), parent: parent(), children: views(), ...news } as AlgoInput<P>
    const { state: next, commands } = algo.step(kept, input)
    state = next
    for (const command of commands) carryOut(command)
  }

  function parent(): ParentView {
    const entries = children.filter(({ exit }) => !exit)
    const filledLots = sumOf(entries)
    const openLots = openOf(entries)
    return {
      lots,
      filledLots,
      openLots,
      remainingLots: lots - filledLots - openLots,
      positionLots: filledLots - sumOf(children.filter(({ exit }) => exit)),
      arrivalPrice,
    }
  }

  function views(): ChildView[] {
    return children.map(({ order: _, paid, ...child }) => ({
      ...child,
      ...(child.filledLots > 0 && { averagePrice: paid / child.filledLots }),
    }))
  }

  function context(): AlgoContext<P> {
    const { depth, calendar } = rig
    const own: RouteView = { account: 'main', instrument, supports: rig.supports, quote, ...(depth && { depth }) }
    const routes = (rig.routes ?? [own]) as AlgoContext['routes']
    const [first] = routes
    return {
      now: rig.now,
      params,
      lots,
      instrument: first.instrument,
      supports: first.supports,
      ...(first.quote && { quote: first.quote }),
      ...(first.depth && { depth: first.depth }),
      ...(calendar && { calendar }),
      routes,
    }
  }

  function carryOut(command: AlgoCommand): void {
    if (finished !== undefined) return
    asked.push({ at: rig.now, command })
    switch (command.type) {
      case 'place':
        return place(command)
      case 'place-group':
        for (const leg of command.legs) place(leg, command.kind)
        return
      case 'modify': {
        const child = children.findLast(({ key, working }) => key === command.key && working)
        if (child === undefined) return
        if (command.lots !== undefined) child.lots = Math.max(command.lots, child.filledLots)
        if (command.limitPrice !== undefined) child.price = command.limitPrice
        if (command.stopPrice !== undefined) child.stopPrice = command.stopPrice
        if (child.filledLots === child.lots) child.working = false
        return
      }
      case 'cancel':
        for (const child of children) {
          if (child.key !== command.key || !child.working) continue
          if (!rig.cancelsAtOnce) child.pending = 'cancel'
          else rig.canceled(child.key)
        }
        return
      case 'wake':
        wakeAt = Math.max(rig.now, command.at)
        return
      case 'pause':
        paused = command.reason
        return
      case 'finish':
        finished = command
    }
  }

  function place(asks: ChildOrder, group?: 'oco' | 'bracket'): void {
    const { exit = false, siblings = group } = asks
    const { positionLots, filledLots } = parent()
    const others = openOf(
      children.filter((child) => child.exit === exit && (siblings === undefined || child.siblings !== siblings)),
    )
    // The exits of a bracket wait for its entry at the venue.
    const most = !exit ? lots - filledLots : group === 'bracket' ? asks.lots : Math.abs(positionLots)
    const size = Math.min(Math.floor(asks.lots), most - others)
    if (!(size > 0)) return
    const [route] = context().routes
    children.push({
      key: asks.key,
      exit,
      ...(siblings !== undefined && { siblings }),
      account: asks.account ?? route.account,
      instrument: asks.instrument ?? route.instrument.id,
      lots: size,
      filledLots: 0,
      working: true,
      certain: true,
      pending: 'none',
      placedAt: rig.now,
      ...(asks.limitPrice !== undefined && { price: asks.limitPrice }),
      ...(asks.stopPrice !== undefined && { stopPrice: asks.stopPrice }),
      paid: 0,
      order: asks,
    })
  }

  function lotsOf({ quantity }: P): number {
    return new Decimal(quantity).div(instrument.lotSize).toNumber()
  }
}

function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function sumOf(children: readonly RigChild[]): number {
  return children.reduce((sum, { filledLots }) => sum + filledLots, 0)
}

/** Of siblings the largest counts. */
function openOf(children: readonly RigChild[]): number {
  let open = 0
  const most = new Map<string, number>()
  for (const { working, siblings, lots, filledLots } of children) {
    if (!working) continue
    if (siblings === undefined) open += lots - filledLots
    else most.set(siblings, Math.max(most.get(siblings) ?? 0, lots - filledLots))
  }
  for (const lots of most.values()) open += lots
  return open
}
