import type { Awaitable, Broker, Environment, Instrument, InstrumentId, Product, Supports } from '@shagun/core'
import type { SimulatedVenue } from '@shagun/core/testing'

/**
 * What can go wrong between an adapter and its broker, as long as it lasts. The words are those of the simulator.
 *
 * For orders, cancels and modifications:
 * - `request-lost`: never arrives, and is not answered.
 * - `reply-lost`: arrives; the connection ends in place of the answer.
 * - `reply-never`: arrives; nothing is ever answered, and the connection stays.
 * - `reply-late`: arrives; the answer comes once this ends, and may find that nobody waits for it any more.
 * - `server-error`: arrives; the answer is an error of the server.
 * - `reply-unreadable`: arrives; the answer makes no sense.
 * - `rate-limited`: refused for the pace, and does not arrive.
 *
 * For the books: `read-fails`, and `read-garbage` where what comes cannot be believed.
 *
 * For what is told: `report-duplicated`, each comes twice; `report-delayed`, a later one comes before.
 *
 * For the books and what is told: `ids-begin-anew`, orders and trades are numbered from the first again each day, as brokers
 * do whose numbers are meant for one day. No fault of anybody, but easily one of who believes them to be unique.
 *
 * For the line: `disconnected`, cut, and nobody is let in; `session-expired`, everything is refused until it ends.
 */
export type BrokerFault =
  | 'request-lost'
  | 'reply-lost'
  | 'reply-never'
  | 'reply-late'
  | 'server-error'
  | 'reply-unreadable'
  | 'rate-limited'
  | 'read-fails'
  | 'read-garbage'
  | 'report-duplicated'
  | 'report-delayed'
  | 'ids-begin-anew'
  | 'disconnected'
  | 'session-expired'

/** An adapter at an account that nobody has used, and the exchange behind it. */
export interface BrokerWorld {
  readonly broker: Broker
  /** What is true there. The account has cash for a thousand lots at a price of 100. */
  readonly venue: SimulatedVenue
  /** Ends what was begun for it, such as a server. */
  close?(): Awaitable<void>
}

/**
 * Makes an adapter and a venue, new ones each time.
 *
 * @param environment - to make the adapter in. Replace its network where the vendor is mounted, and nothing else
 * @param vendor - for a fake vendor: the same clock, and timers that nobody counts
 */
export type OpenBroker<W extends BrokerWorld = BrokerWorld> = (
  environment: Environment,
  vendor: Environment,
) => Awaitable<W>

/** What is known of a broker beforehand, and what can be done to it. */
export interface BrokerFixtures<W extends BrokerWorld = BrokerWorld> {
  readonly supports: Supports
  /** What is traded, at prices around 100. Default: `SIM:A`, in USD, with a tick of 0.05 and a lot of 1. */
  readonly instrument?: Instrument
  /** What is traded in a product in which that cannot be held, such as a future to be carried forward. */
  readonly instruments?: Readonly<Partial<Record<Product, Instrument>>>
  /** At an exchange that it serves, a symbol that nobody has. */
  readonly unknownInstrument?: InstrumentId
  /** Makes the adapter once more at the same account, as a process does that begins anew. */
  again?(world: W, environment: Environment): Awaitable<Broker>
  /** For each fault that can be put there, how it begins; that gives how it ends. */
  readonly faults?: Readonly<Partial<Record<BrokerFault, (world: W) => Awaitable<() => Awaitable<void>>>>>
  /** What it was given and nobody may ever read: keys, tokens, passwords. */
  secrets?(world: W): readonly string[]
  /**
   * `simulated`: time stands still until a case moves it. `machine`: for an adapter that talks to a server which lives on the
   * machine's clock. Default: `simulated`.
   */
  readonly clock?: 'simulated' | 'machine'
  /**
   * How long what the broker has taken may be on its way to the exchange, and what happens there on its way back, in
   * milliseconds of that clock. Default: 500, or 50 on the machine's.
   */
  readonly travelMs?: number
  /** How long something may take, in milliseconds of that clock. Default: 15 s. */
  readonly patienceMs?: number
  /** A whole number: what is left to chance comes from it. Default: 1. */
  readonly seed?: number
}
