import { ShagunError } from '../../errors.ts'
import type { BrokerOrder, BrokerReport, BrokerSnapshot } from '../../model/broker-book.ts'
import type { ClientOrderId } from '../../model/ids.ts'
import type { CommandReply, PlaceReply } from '../../model/outcome.ts'
import type { Awaitable } from '../../ports/awaitable.ts'
import type { Broker } from '../../ports/broker.ts'
import {
  commandFaults,
  executionFaults,
  type FaultKind,
  lineFaults,
  orderFaults,
  readFaults,
  reportFaults,
} from './fault.ts'
import { nothingEver, type Process } from './process.ts'
import type { SteppedClock } from './stepped-clock.ts'

/** What lies between the processes of an account and the venue: time passes on it, and things go wrong. */
export interface Line {
  /** The broker as that process sees it. */
  openFor(process: Process): Broker
  /** From now on that goes wrong: the next time, or for so long where it is about the line itself. */
  inject(fault: FaultKind, forMs: number): void
  /** Nothing goes wrong any more, and what was broken stands again. */
  heal(): void
  /** How often each order has arrived. */
  readonly arrivals: ReadonlyMap<ClientOrderId, number>
}

export interface LineOptions {
  readonly broker: Broker
  readonly clock: SteppedClock
  readonly random: () => number
  /** Whether anything takes time at all. */
  readonly instant: boolean
  /** Called for each fault that has happened. */
  readonly happened: (fault: FaultKind) => void
  /** Called when something has arrived at the venue. */
  readonly arrived: () => void
}

type Reply = PlaceReply | CommandReply
type State = 'standing' | (typeof lineFaults)[number]

/** How long an adapter waits for an answer. */
const timeoutMs = 7_000

export function createLine({ broker, clock, random, instant, happened, arrived }: LineOptions): Line {
  const arrivals = new Map<ClientOrderId, number>()
  const armed: FaultKind[] = []
  const told: BrokerReport[] = []
  let state: State = 'standing'
  let restores = () => {}
  let listener: { readonly process: Process; readonly report: (report: BrokerReport) => void } | undefined
  let lastDelivery = Number.NEGATIVE_INFINITY

  const between = (from: number, to: number): number => from + Math.floor(random() * (to - from))
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const later = <T>(ms: number, value: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      clock.after(ms, () => {
        try {
          resolve(value())
        } catch (cause) {
          reject(cause)
        }
      })
    })

  /** The first fault of that family that waits for its turn. */
  function take<T extends FaultKind>(family: readonly T[]): T | undefined {
    const at = armed.findIndex((fault) => family.includes(fault as T))
    if (at === -1) return undefined
    const [fault] = armed.splice(at, 1) as [T]
    happened(fault)
    return fault
  }

  function tell(report: BrokerReport): void {
    if (listener?.process.alive) listener.report(report)
  }

  function onReport(report: BrokerReport): void {
    if (report.type === 'order' || report.type === 'fill') told.push(report)
    if (state !== 'standing') return
    const fault = take(reportFaults)
    if (fault === undefined) return deliver(report)
    switch (fault) {
      case 'report-dropped':
        return
      case 'report-duplicated':
        deliver(report)
        return deliverLater(report)
      case 'report-delayed':
        return deliverLater(report)
      case 'report-regressed':
        deliver(report)
        return deliverLater(oneOf(told))
      case 'report-garbage':
        return deliver(oneOf(garbage) as BrokerReport)
      case 'report-priceless':
        return deliver(withoutPrice(report))
      case 'clock-skewed':
        return deliver(skew(report, between(-20_000, 20_000)))
    }
  }

  /** One after the other, as on a socket. */
  function deliver(report: BrokerReport): void {
    if (instant) return tell(report)
    lastDelivery = Math.max(lastDelivery, clock.now() + between(1, 40))
    clock.after(lastDelivery - clock.now(), () => {
      if (state === 'standing') tell(report)
    })
  }

  function deliverLater(report: BrokerReport): void {
    clock.after(between(100, 40_000), () => tell(report))
  }

  function command(process: Process, arrive: () => Awaitable<CommandReply>): Awaitable<CommandReply> {
    if (state === 'standing' && process.alive && take(commandFaults)) return later(between(1, 60), () => requested)
    return send<CommandReply>(process, arrive, refusal)
  }

  /** An order or a command on its way there and back. */
  function send<T extends Reply>(process: Process, arrive: () => Awaitable<T>, refused: T): Awaitable<T> {
    if (!process.alive) return nothingEver()
    const land = async (): Promise<T> => {
      const reply = await arrive()
      arrived()
      return reply
    }
    const unanswered = (cause: 'timeout' | 'server-error' | 'connection-lost') =>
      ({ outcome: 'unconfirmed', cause }) as T
    const back = (reply: T, ms = between(1, 60)): Promise<T> => later(ms, () => reply)
    if (state === 'disconnected') return back(unanswered('connection-lost'))
    if (state === 'half-open') return back(unanswered('timeout'), timeoutMs)
    if (state === 'session-expired') return back(refused)
    const fault = take([...orderFaults, ...executionFaults])
    switch (fault) {
      case undefined: {
        if (!instant) return later(between(1, 60), land).then(async (reply) => back(await reply))
        const reply = arrive()
        arrived()
        return reply
      }
      case 'rate-limited':
        return back(refused)
      case 'order-refused':
        return back({ outcome: 'rejected', evidence: { reason: oneOf(reasons) } } as T)
      case 'request-lost':
        return back(unanswered('timeout'), timeoutMs)
      case 'request-late':
        void later(between(timeoutMs, 20_000), land)
        return back(unanswered('timeout'), timeoutMs)
      case 'reply-lost':
        void later(between(1, 3_000), land)
        return back(unanswered('timeout'), timeoutMs)
      case 'reply-never':
        void later(between(1, 3_000), land)
        return nothingEver()
      case 'server-error':
        void later(between(1, 60), land)
        return back(unanswered('server-error'), 200)
      case 'reply-unreadable':
        return later(between(1, 60), land).then(() => oneOf(garbage) as T)
      case 'adapter-throws':
        return later(between(1, 60), land).then(() => {
          throw new Error('socket hang up')
        })
    }
  }

  async function read<T>(process: Process, from: () => Promise<T>, tear?: (early: T, late: T) => T): Promise<T> {
    if (!process.alive) return nothingEver()
    if (state === 'half-open') await later(timeoutMs, () => {})
    if (state !== 'standing' && state !== 'stalled') throw unreachable(state)
    const fault = take(readFaults)
    if (fault === 'read-fails') throw unreachable('503')
    if (fault === 'read-garbage') return oneOf(garbage) as T
    if (!instant) await later(between(1, 60), () => {})
    const answer = await from()
    if (fault === 'read-late') await later(between(1_000, 10_000), () => {})
    if (fault === 'read-torn' && tear !== undefined) {
      await later(between(10, 2_000), () => {})
      return tear(answer, await from())
    }
    if (!instant) await later(between(1, 60), () => {})
    return process.alive ? answer : nothingEver()
  }

  void broker.connect(onReport)

  return {
    arrivals,
    openFor(process) {
      const { id, supports } = broker
      return {
        id,
        supports,
        environment: process.environment,
        async connect(report) {
          listener = { process, report }
          return async () => {
            if (listener?.process === process) listener = undefined
          }
        },
        place: (order) =>
          send<PlaceReply>(
            process,
            () => {
              arrivals.set(order.clientOrderId, (arrivals.get(order.clientOrderId) ?? 0) + 1)
              return broker.place(order)
            },
            refusal,
          ),
        ...(broker.placeGroup !== undefined && {
          placeGroup: (group) =>
            send<PlaceReply>(
              process,
              () => {
                for (const { clientOrderId } of group.legs)
                  arrivals.set(clientOrderId, (arrivals.get(clientOrderId) ?? 0) + 1)
                return broker.placeGroup!(group)
              },
              refusal,
            ),
        }),
        cancel: (ref) => command(process, () => broker.cancel(ref)),
        ...(broker.modify !== undefined && {
          modify: (ref, change) => command(process, () => broker.modify!(ref, change)),
        }),
        findOrders: (order) => read<readonly BrokerOrder[]>(process, () => broker.findOrders(order)),
        fetchSnapshot: () =>
          read<BrokerSnapshot>(
            process,
            () => broker.fetchSnapshot(),
            ({ asOf, orders, fills }, late) => ({ ...late, asOf, orders, fills }),
          ),
        ...(broker.fetchInstruments !== undefined && { fetchInstruments: () => broker.fetchInstruments!() }),
      }
    },
    inject(fault, forMs) {
      if (!(lineFaults as readonly string[]).includes(fault)) return void armed.push(fault)
      if (state !== 'standing') return
      happened(fault)
      state = fault as State
      if (fault === 'disconnected') tell({ type: 'lost', cause: 'reset by peer' })
      if (fault === 'session-expired') tell({ type: 'session-expired' })
      restores = clock.after(forMs, () => {
        const silent = state === 'stalled'
        if (state === 'half-open') tell({ type: 'lost', cause: 'no heartbeat' })
        state = 'standing'
        if (!silent) tell({ type: 'restored' })
      })
    },
    heal() {
      armed.length = 0
      if (state === 'standing') return
      restores()
      const silent = state === 'stalled'
      state = 'standing'
      if (!silent) tell({ type: 'restored' })
    },
  }
}

const requested = { outcome: 'requested' } as const
const refusal = { outcome: 'rejected', evidence: { reason: 'Too many requests.', httpStatus: 429 } } as const

/** What passes by itself, what another price may pass, what waits for a human, and what nobody understands. */
const reasons = [
  'The exchange is unavailable, try again.',
  'The price is outside the circuit limits.',
  'Insufficient margin.',
  'RMS: rule 17.',
] as const

const garbage: readonly unknown[] = [
  undefined,
  'ok',
  {},
  { outcome: 'accepted', brokerOrderIds: [] },
  { type: 'order', order: { brokerOrderId: 'X' } },
  { type: 'fill', fill: { fillId: 'F', brokerOrderId: 'M1', quantity: 3, price: 'dear', time: 0 } },
  [{}],
]

function withoutPrice(report: BrokerReport): BrokerReport {
  if (report.type !== 'order') return report
  const { averagePrice: _price, ...order } = report.order
  return { ...report, order }
}

function skew(report: BrokerReport, byMs: number): BrokerReport {
  if (report.type === 'order') return { ...report, order: { ...report.order, time: report.order.time + byMs } }
  if (report.type === 'fill') return { ...report, fill: { ...report.fill, time: report.fill.time + byMs } }
  return report
}

function unreachable(why: string): ShagunError {
  return new ShagunError('unreachable', `The broker cannot be read: ${why}.`, {
    details: { source: 'simulated' },
    retryable: true,
  })
}
