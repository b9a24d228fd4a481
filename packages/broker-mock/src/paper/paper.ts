import {
  type Calendar,
  createMarketData,
  type DataProvider,
  type Decimal,
  type DecimalInput,
  type Environment,
  type InstrumentId,
  type MarketData,
  memory,
  ShagunError,
  type Storage,
  type Supports,
} from '@shagun/core'
import { type Broker, type BrokerMethods, type BrokerReport, defineBroker, type PlaceReply } from '@shagun/core/adapter'
import type { OutsideOrder, SimulatedVenue } from '@shagun/core/testing'
import { type MockOptions, type MockSupports, mockSupports, type OpenMock, openMock } from '../mock.ts'
import { rowOf } from '../venue-order.ts'
import { beginLife, type Life } from './life.ts'

/** What a mock has beside its books, and a paper account would lose with its process. */
const lost = ['venue', 'latency', 'financing', 'settlement', 'whenClosed'] as const
/** What acts on prices of what is held, and a paper account hears only those of what its orders wait for. */
const unheard = ['maintenance', 'squareOff', 'settlementPrice'] as const
type NotKept = (typeof lost | typeof unheard)[number]
const notKept: readonly NotKept[] = [...lost, ...unheard]

/** What a paper account is like; beside what follows, all that the mock can be told. */
export interface PaperOptions<S extends Supports = MockSupports> extends Omit<MockOptions<S>, NotKept | 'calendar'> {
  /** The market that fills its orders: that of the trader, or providers of its own. Default: what is printed by hand. */
  readonly data?: readonly DataProvider[] | MarketData
  /** Where its books are kept; the trader's may be beside them. Default: {@link memory}. */
  readonly storage?: Storage
  /** The name of its journal there, which is none that a trader has. Default: `paper`. */
  readonly account?: string
  /** Fills come within its sessions, and `day` orders expire when one ends; without it, at any time, and at midnight UTC. */
  readonly calendar?: Calendar
}

/** A broker for trading on paper, whose books outlive the process. */
export interface PaperBroker<S extends Supports = MockSupports> extends Broker<S> {
  /**
   * What is true there, whatever the account has heard, and what else can happen; from the first start of a trader on.
   * Throws ShagunError `not-started` before it.
   */
  readonly venue: SimulatedVenue
  /** The account's cash at the venue; throws as `venue` does. */
  readonly cash: Decimal
  /** As that of the mock; throws as `venue` does, too. */
  applySplit(instrument: InstrumentId, ratio: DecimalInput): void
}

/**
 * A simulated broker for live market data: the mock, with a market that is streamed and books that are kept.
 *
 * It listens to the instruments that it has working orders in. Quotes, depth and trades that are streamed are those of the
 * mock; of a source that streams quotes alone, what its volume grew by between two quotes is a trade, too, at the last price
 * of the second. An order meets only what comes in after it was placed. What is stale, outside of a session, or was missed
 * while a line was lost or the process down, fills nothing. With delayed data the whole account lags as much.
 *
 * Whatever happens is kept before it is told: wherever the process ends, the next start finds orders, fills, positions,
 * cash and pairs as they were, but for orders that have been over for seven days, and `day` orders of a day that ended
 * meanwhile expire then. `cash` counts for the first start only. Where the books cannot be kept the account halts, and
 * starting the trader again is the way on.
 *
 * @throws ShagunError `invalid-options` as the mock; `environment-mismatch` where the data live in another environment
 * @example
 * ```ts
 * import { paper } from '@shagun/broker-mock'
 * import { createMarketData, createTrader, nse } from '@shagun/core'
 * import { yahoo } from '@shagun/data-yahoo'
 * import { sqlite } from '@shagun/storage-sqlite'
 *
 * const storage = sqlite('paper.db')
 * const data = createMarketData({ providers: [yahoo()], calendars: { NSE: nse() } })
 * const broker = paper({ data, storage, calendar: nse(), cash: '100000', currency: 'INR' })
 * const trader = createTrader({ broker, data, storage, calendar: nse() })
 * ```
 */
export function paper<const S extends Supports = MockSupports>(
  options: PaperOptions<S> = {},
  environment?: Environment,
): PaperBroker<S> {
  const make = defineBroker({
    id: 'paper',
    supports: (options.supports ?? mockSupports) as Supports,
    create: (_: object, own) => createPaper(options, own) as unknown as BrokerMethods<Supports>,
  })
  return make({}, environment) as unknown as PaperBroker<S>
}

function createPaper<S extends Supports>(options: PaperOptions<S>, environment: Environment) {
  const { account = 'paper', storage = memory(), calendar } = options
  const data = marketDataOf(options, environment)
  const createVenue = (): OpenMock => openMock(marketOf(options), environment, false)
  // What is wrong with the options is better known now than at the start; and what it has is asked before that.
  const blank = createVenue()
  let life: Life | undefined
  let isOpen = false

  /** Also of one that has ended: what it was can still be looked at. */
  function seen(): Life {
    if (life === undefined) throw notStarted(account)
    return life
  }

  function open(): Life {
    if (!isOpen) throw notStarted(account)
    return seen()
  }

  function happen(work: (venue: OpenMock) => void): void {
    const done: unknown = open().act(work)
    // Where it cannot be kept, that is told to who is connected.
    if (done instanceof Promise) done.catch(() => {})
  }

  async function end(own: Life): Promise<void> {
    if (own === life) isOpen = false
    await own.end()
  }

  /** Where nobody streams an instrument nothing could ever fill. */
  function placing(instruments: readonly InstrumentId[], place: (venue: OpenMock) => PlaceReply) {
    const current = open()
    try {
      for (const instrument of instruments) current.listenTo(instrument)
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause
      return { outcome: 'rejected', evidence: { reason: cause.message } } as const
    }
    return current.act(place)
  }

  const methods: Omit<Broker, 'id' | 'supports' | 'environment'> = {
    async connect(report: (report: BrokerReport) => void) {
      // Whoever had it before is gone, perhaps without a word.
      if (life !== undefined && isOpen) await end(life)
      const daily = options.books === 'daily'
      const own = await beginLife({ environment, storage, account, data, calendar, daily, createVenue }, report)
      life = own
      isOpen = true
      return () => end(own)
    },
    place: (order) => placing([order.instrument], (venue) => venue.place(order) as PlaceReply),
    cancel: (order) => open().act((venue) => venue.cancel(order)) as ReturnType<Broker['cancel']>,
    ...(blank.modify && {
      modify: ((order, change) => open().act((venue) => venue.modify!(order, change))) as NonNullable<Broker['modify']>,
    }),
    ...(blank.placeGroup && {
      placeGroup: ((group) =>
        placing(
          group.legs.map(({ instrument }) => instrument),
          (venue) => venue.placeGroup!(group) as PlaceReply,
        )) as NonNullable<Broker['placeGroup']>,
    }),
    findOrders: (id) => reading((venue) => venue.findOrders(id)),
    fetchSnapshot: () => reading((venue) => venue.fetchSnapshot()),
    fetchInstruments: blank.fetchInstruments!,
  }

  /** What is shown is kept, what has ended by now, too: who has seen a fill will find it again. */
  async function reading<T>(read: (venue: OpenMock) => Promise<T>): Promise<T> {
    return await open().act(read)
  }

  const venue: SimulatedVenue = {
    // To look at it ends nothing, which would have to be kept first.
    listOrders: () => Array.from(seen().venue.books.orders.values(), rowOf),
    listFills: () => seen().venue.venue.listFills(),
    listPositions: () => seen().venue.venue.listPositions(),
    getCash: () => seen().venue.venue.getCash(),
    print: (trade) => happen((at) => at.venue.print(trade)),
    placeOutside: (order: OutsideOrder) => happen((at) => at.venue.placeOutside(order)),
    endDay: () => open().endDay(),
  }
  return {
    ...methods,
    venue,
    get cash() {
      return seen().venue.cash
    },
    applySplit: (id: InstrumentId, ratio: DecimalInput) => happen((at) => at.applySplit(id, ratio)),
  }
}

/** Its days end as its own calendar says. */
function marketOf<S extends Supports>({ calendar: _, ...options }: PaperOptions<S>): MockOptions<S> {
  const given = notKept.find((option) => option in options)
  if (given !== undefined) {
    const isLost = (lost as readonly NotKept[]).includes(given)
    throw invalid(
      given,
      'given',
      isLost ? 'nothing that a restart would lose' : 'nothing that needs prices of what is held',
    )
  }
  if (options.supports?.groups.includes('bracket'))
    throw invalid('supports.groups', 'bracket', 'oco alone, which a restart keeps in step')
  return options
}

function invalid(option: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-options', `The option ${option} of paper is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}

function marketDataOf(
  { data, calendar }: Pick<PaperOptions, 'data' | 'calendar'>,
  environment: Environment,
): MarketData | undefined {
  if (data === undefined) return undefined
  if ('supports' in data) throw invalid('data', 'a provider', 'a list of providers, or what createMarketData gives')
  const all = 'subscribe' in data ? data : undefined
  const providers = 'subscribe' in data ? [] : data
  const lives = all?.environment ?? providers[0]?.environment ?? environment
  if (lives !== environment) {
    const adapter = all === undefined ? providers[0]!.id : 'The market data'
    const message = `${adapter} lives in another environment than paper; pass both the same one as their last argument.`
    throw new ShagunError('environment-mismatch', message, { details: { adapter } })
  }
  return all ?? createMarketData({ providers, ...(calendar !== undefined && { calendars: { '*': calendar } }) })
}

function notStarted(account: string): ShagunError {
  const message = `The paper account ${account} is not open; it is while a trader that has it as its broker is started.`
  return new ShagunError('not-started', message, { details: { account } })
}
