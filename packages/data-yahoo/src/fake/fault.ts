/** A part of Yahoo that is asked on its own. */
export type FakeEndpoint = 'chart' | 'quote' | 'options' | 'search' | 'crumb' | 'cookie' | 'stream'

/** What a fake Yahoo does in place of what it should. */
export type FakeFault =
  /** 429 as text, as Yahoo says it. */
  | { readonly kind: 'rate-limited'; readonly retryAfterSec?: number }
  /** 401, whatever crumb comes. */
  | { readonly kind: 'invalid-crumb' }
  /** 200 with this in place of a crumb. */
  | { readonly kind: 'bad-crumb'; readonly body: string }
  /** An answer that sets no cookie. */
  | { readonly kind: 'no-cookie' }
  | { readonly kind: 'not-found' }
  /** 422, as for a range that Yahoo does not have. */
  | { readonly kind: 'bad-range' }
  /** A page with status 200. */
  | { readonly kind: 'page' }
  | { readonly kind: 'server-error'; readonly httpStatus?: number }
  /** No answer, ever. */
  | { readonly kind: 'stall' }
  /** The right answer, late. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The connection breaks without an answer. */
  | { readonly kind: 'reset' }
  /** Half of the right answer. */
  | { readonly kind: 'truncated' }
  /** Rows without a price, and rows without one of four. */
  | {
      readonly kind: 'null-cells'
      /** In rows: 3, the default, is every third. */
      readonly every?: number
    }
  /** The last row of a chart is the live one: beside that of its bar, stamped by the last trade. */
  | { readonly kind: 'live-last-bar' }
  /** Fields have other names than yesterday. */
  | { readonly kind: 'schema-change' }
  /** Sockets neither say nor answer anything. */
  | { readonly kind: 'silent-sockets' }
  /** Sockets are turned away with this status. */
  | { readonly kind: 'refused-sockets'; readonly httpStatus?: number }

/** Where a fault is, and how often. */
export interface FaultOptions {
  /** Default: everywhere. */
  readonly at?: FakeEndpoint | readonly FakeEndpoint[]
  /** How many requests it hits; all that come by default. */
  readonly times?: number
}

/** The faults that are in force. */
export interface Faults {
  add(fault: FakeFault, options?: FaultOptions): () => void
  clear(): void
  /** That of a kind which hits this request, and has hit it once more. */
  take<K extends FakeFault['kind']>(endpoint: FakeEndpoint, kind: K): Extract<FakeFault, { kind: K }> | undefined
}

export function createFaults(): Faults {
  const active = new Set<{
    readonly fault: FakeFault
    readonly at: readonly FakeEndpoint[] | undefined
    left: number
  }>()
  return {
    add(fault, { at, times = Number.POSITIVE_INFINITY } = {}) {
      const entry = { fault, at: at === undefined ? undefined : [at].flat(), left: times }
      active.add(entry)
      return () => void active.delete(entry)
    },
    clear: () => active.clear(),
    take<K extends FakeFault['kind']>(endpoint: FakeEndpoint, kind: K) {
      for (const entry of active) {
        if (entry.fault.kind !== kind || !(entry.at?.includes(endpoint) ?? true)) continue
        if (--entry.left <= 0) active.delete(entry)
        return entry.fault as Extract<FakeFault, { kind: K }>
      }
      return undefined
    },
  }
}
