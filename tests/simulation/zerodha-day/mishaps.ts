import type { FakeEndpoint, FakeKite, FakeKiteFault, TickerFault } from '@shagun/broker-zerodha/testing'
import type { Timers } from '@shagun/core'

/** What goes wrong with requests, and with which. */
const wrongRequests: readonly (readonly [FakeKiteFault, readonly FakeEndpoint[]])[] = [
  [{ kind: 'answer-lost' }, ['place', 'cancel', 'modify']],
  [{ kind: 'answer-never' }, ['place', 'cancel', 'modify', 'orders']],
  [{ kind: 'answer-late', ms: 6_000 }, ['place', 'cancel', 'orders', 'order-trades']],
  [{ kind: 'answer-late', ms: 14_000 }, ['place', 'modify']],
  [{ kind: 'slow-accept', ms: 4_000 }, ['place', 'cancel']],
  [{ kind: 'slow-accept', ms: 12_000 }, ['place', 'modify']],
  [{ kind: 'error-after', status: 500, as: 'json' }, ['place', 'modify']],
  [{ kind: 'error-after', status: 502, as: 'html' }, ['place', 'cancel']],
  [{ kind: 'error-after', status: 504, as: 'json' }, ['place', 'cancel', 'modify']],
  [{ kind: 'error-before', status: 503, as: 'json' }, ['place', 'orders', 'trades', 'positions', 'order-trades']],
  [{ kind: 'error-before', status: 504, as: 'html' }, ['place', 'cancel', 'modify', 'margins']],
  [{ kind: 'reset' }, ['place', 'cancel', 'holdings', 'order-trades']],
  [{ kind: 'stall' }, ['place', 'cancel', 'trades']],
  [{ kind: 'half-body' }, ['place', 'trades', 'order-trades', 'orders']],
  [{ kind: 'page' }, ['place', 'orders', 'margins', 'trades']],
  [{ kind: 'null' }, ['place', 'orders', 'cancel']],
  [{ kind: 'slow-body', ms: 3_000 }, ['orders', 'trades', 'positions']],
  [{ kind: 'too-many' }, ['place', 'cancel', 'modify', 'orders', 'order-trades']],
  [{ kind: 'charset' }, ['place', 'orders', 'positions']],
  [{ kind: 'late-in-book', ms: 9_000 }, ['place']],
  [{ kind: 'stuck', at: 'OPEN PENDING', ms: 40_000 }, ['place']],
  [{ kind: 'stuck', at: 'VALIDATION PENDING', ms: 5_000 }, ['place']],
  [{ kind: 'modify-refused' }, ['modify']],
  [{ kind: 'slices-refused', from: 2 }, ['place']],
]

/** What goes wrong with the socket, for a while. */
const wrongSockets: readonly TickerFault[] = [
  { kind: 'truncated' },
  { kind: 'oversized' },
  { kind: 'surplus' },
  { kind: 'unknown-length' },
  { kind: 'zero-packets' },
  { kind: 'silent' },
  { kind: 'silent', pongs: true },
  { kind: 'not-reading' },
  { kind: 'refused', httpStatus: 502 },
  { kind: 'refused', httpStatus: 429 },
  // Not every 403 is a dead token.
  { kind: 'refused', httpStatus: 403 },
  { kind: 'orders-duplicated' },
  { kind: 'orders-reordered' },
  { kind: 'orders-early' },
]

/** The things that go wrong at Kite itself, drawn one after the other. */
export interface Mishaps {
  /** Something goes wrong from now on, and after a while no more. @returns what */
  begin(): string
  /** All is well from now on. */
  end(): void
  /** How often each began, and for requests how often it hit one. */
  readonly counts: ReadonlyMap<string, number>
}

export function createMishaps({ faults, ticker }: FakeKite, timers: Timers, random: () => number): Mishaps {
  const counts = new Map<string, number>()
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1)

  function spoilRequests(): string {
    const [fault, at] = oneOf(wrongRequests)
    const cease = faults.add(fault, { at, probability: 0.7, times: 1 + Math.floor(random() * 3) })
    timers.after(240_000, cease)
    return `requests: ${fault.kind}`
  }

  function spoilSocket(): string {
    const fault = oneOf(wrongSockets)
    const cease = ticker.fail(fault)
    // A connection that is turned away is one that has to be made.
    if (fault.kind === 'refused') ticker.closeConnections(oneOf([1000, 1001, 1006]))
    timers.after(1_000 + Math.floor(random() * 30_000), cease)
    return `socket: ${fault.kind}`
  }

  function confuseSocket(): string {
    const [what, act] = oneOf([
      ['closed', () => ticker.closeConnections(oneOf([1000, 1001, 1006]))],
      ['complaint', () => ticker.say('error', 'Something was refused.')],
      ['notice', () => ticker.say('message', 'Expect delays.')],
      ['garbage', () => ticker.sendRaw(oneOf(['{"type":"order","data":', '{"type":"new"}', 'null', '']))],
      ['no order', () => ticker.sendRaw('{"type":"order","data":{"order_id":7}}')],
      ['noise', () => ticker.sendRaw(Uint8Array.from({ length: 9 }, () => Math.floor(random() * 256)))],
      ['flood', () => ticker.flood(20)],
    ] as const)
    act()
    return `socket: ${what}`
  }

  return {
    counts,
    begin() {
      const what = oneOf([spoilRequests, spoilRequests, spoilSocket, confuseSocket])()
      count(what)
      return what
    },
    end() {
      faults.clear()
      ticker.heal()
    },
  }
}
