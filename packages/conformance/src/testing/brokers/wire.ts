import type { Awaitable, BrokerFill, BrokerOrder, CommandReply, Environment } from '@shagun/core'
import type { BrokerReport, PlaceReply } from '@shagun/core/adapter'
import type { BrokerFault } from '../../broker/fixtures.ts'
import type { AcmeVenue } from './acme-venue.ts'

/** What lies between an adapter and its venue: it takes time, and things go wrong on it. */
export interface Wire {
  readonly venue: AcmeVenue
  /** What goes wrong at the moment. */
  readonly faults: ReadonlySet<BrokerFault>
  begin(fault: BrokerFault): () => void
  /** Sends something that changes the venue, and gives what comes back. */
  send<R extends PlaceReply | CommandReply>(environment: Environment, arrive: () => R): Promise<R | 'garbage'>
  /** Asks for what the venue has. */
  read<T>(environment: Environment, from: () => T): Promise<T>
  /** Opens a line on which the venue tells what happens. */
  listen(listener: WireListener): () => void
}

interface WireListener {
  told(report: BrokerReport): void
  cut(): void
  mended(): void
  expired(): void
}

/** Why something on the wire did not come to an answer. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly why: 'timeout' | 'lost' | 'refused' | 'server'
  /** Of HTTP, where there was an answer of that kind. */
  readonly status: number | undefined

  constructor(why: WireError['why'], status?: number) {
    super(`The wire says ${why}${status === undefined ? '' : ` (${status})`}.`)
    this.why = why
    this.status = status
  }
}

const wireTimeoutMs = 7_000
const latencyMs = 5

export function createWire(venue: AcmeVenue): Wire {
  const faults = new Set<BrokerFault>()
  const listeners = new Set<WireListener>()
  const held: BrokerReport[] = []
  /** Answers that wait for this to end. */
  const late: (() => void)[] = []

  function after<T>({ timers }: Environment, ms: number, work: () => Awaitable<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      timers.after(ms, () => {
        try {
          resolve(work())
        } catch (cause) {
          reject(cause)
        }
      })
    })
  }

  function fail(...reason: ConstructorParameters<typeof WireError>): never {
    throw new WireError(...reason)
  }

  function tell(report: BrokerReport): void {
    for (const listener of [...listeners]) listener.told(report)
  }

  venue.listen((report) => {
    if (faults.has('disconnected')) return
    if (faults.has('report-duplicated')) tell(report)
    if (!faults.has('report-delayed')) return tell(report)
    held.push(report)
    if (held.length === 4) release()
  })

  /** The latest first. */
  function release(): void {
    for (const report of held.splice(0).reverse()) tell(report)
  }

  return {
    venue,
    faults,
    begin(fault) {
      faults.add(fault)
      if (fault === 'disconnected') for (const listener of [...listeners]) listener.cut()
      if (fault === 'ids-begin-anew') venue.numberByDay()
      return () => {
        faults.delete(fault)
        for (const answer of late.splice(0)) answer()
        if (fault === 'disconnected' || fault === 'session-expired')
          for (const listener of [...listeners]) listener.mended()
        if (fault === 'report-delayed') release()
      }
    },
    async send<R>(environment: Environment, arrive: () => R) {
      if (faults.has('session-expired')) {
        for (const listener of [...listeners]) listener.expired()
        return await after(environment, latencyMs, () => fail('refused', 403))
      }
      if (faults.has('disconnected')) return await after(environment, latencyMs, () => fail('lost'))
      if (faults.has('rate-limited')) return await after(environment, latencyMs, () => fail('refused', 429))
      if (faults.has('request-lost')) return await after(environment, wireTimeoutMs, () => fail('timeout'))
      const reply = await after(environment, latencyMs, arrive)
      if (faults.has('reply-never')) return await after(environment, wireTimeoutMs, () => fail('timeout'))
      if (faults.has('reply-late'))
        return await new Promise<R>((resolve, reject) => {
          late.push(() => resolve(reply))
          after(environment, wireTimeoutMs, () => fail('timeout')).catch(reject)
        })
      if (faults.has('reply-lost')) return await after(environment, latencyMs, () => fail('lost'))
      if (faults.has('server-error')) return await after(environment, latencyMs, () => fail('server', 502))
      return await after(environment, latencyMs, () => (faults.has('reply-unreadable') ? 'garbage' : reply))
    },
    async read(environment, from) {
      if (faults.has('session-expired')) {
        for (const listener of [...listeners]) listener.expired()
        return await after(environment, latencyMs, () => fail('refused', 403))
      }
      if (faults.has('disconnected')) return await after(environment, latencyMs, () => fail('lost'))
      if (faults.has('read-fails')) return await after(environment, latencyMs, () => fail('server', 503))
      if (faults.has('read-garbage')) return await after(environment, latencyMs, () => '<html>' as never)
      return await after(environment, latencyMs, from)
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** The rows of a book, as they should come. */
export function isBook(book: unknown): book is readonly (BrokerOrder | BrokerFill)[] {
  return Array.isArray(book)
}
