import type { FakeEndpoint } from '../wire/request.ts'

/** What a fake Kite does in place of what it should. Unless it says otherwise, the request is acted upon. */
export type FakeKiteFault =
  /** It is acted upon only after a while. */
  | {
      readonly kind: 'slow-accept'
      /** In milliseconds. */
      readonly ms: number
    }
  /** The connection ends in place of the answer. */
  | { readonly kind: 'answer-lost' }
  /** No answer, ever. */
  | { readonly kind: 'answer-never' }
  /** The right answer, late. */
  | {
      readonly kind: 'answer-late'
      /** In milliseconds. */
      readonly ms: number
    }
  | { readonly kind: 'error-after'; readonly status: 500 | 502 | 503 | 504; readonly as: 'html' | 'json' }
  /** Not acted upon. */
  | { readonly kind: 'error-before'; readonly status: 500 | 502 | 503 | 504; readonly as: 'html' | 'json' }
  /** Not acted upon; the connection ends. */
  | { readonly kind: 'reset' }
  /** Not acted upon, and never answered. */
  | { readonly kind: 'stall' }
  /** Half of the answer, then the connection ends. */
  | { readonly kind: 'half-body' }
  /** 200 with a page. */
  | { readonly kind: 'page' }
  /** 200 with `null`. */
  | { readonly kind: 'null' }
  /** The head at once, the body after a while. */
  | {
      readonly kind: 'slow-body'
      /** In milliseconds. */
      readonly ms: number
    }
  /** Not acted upon: 429. */
  | { readonly kind: 'too-many'; readonly retryAfterSec?: number }
  /** The content type names a charset. */
  | { readonly kind: 'charset' }
  /** On a port, the answer comes compressed, or not, whatever was asked for. */
  | { readonly kind: 'gzip'; readonly on: boolean }
  /** Of an order that is placed: the order book shows it only after a while. */
  | {
      readonly kind: 'late-in-book'
      /** In milliseconds. */
      readonly ms: number
    }
  /** Of an order that is placed: it stays at that status for a while. */
  | {
      readonly kind: 'stuck'
      readonly at: string
      /** In milliseconds. */
      readonly ms: number
    }
  /** Of an order that is sliced: slices from this one on, counted from 1, are refused. */
  | {
      readonly kind: 'slices-refused'
      /** The first of them, as a number from 1. */
      readonly from: number
    }
  /** Of a modification: taken, and refused by the exchange later. */
  | { readonly kind: 'modify-refused'; readonly message?: string }

/** Where a fault is, and how often. */
export interface FaultOptions {
  /** Default: everywhere. */
  readonly at?: FakeEndpoint | readonly FakeEndpoint[]
  /** How many requests it hits; all that come by default. */
  readonly times?: number
  /** How likely it hits each, from 0 to 1. Default: 1. */
  readonly probability?: number
}

/** The knobs that make things go wrong. */
export interface FakeKiteFaults {
  /** From now on that goes wrong, until the returned function is called. */
  add(fault: FakeKiteFault, options?: FaultOptions): () => void
  /** Nothing goes wrong any more. */
  clear(): void
  /** How often that has happened. */
  count(kind: FakeKiteFault['kind']): number
}

/** As those who cause them see them. */
export interface Faults extends FakeKiteFaults {
  /** That of a kind which hits this request, and has hit it once more. */
  take<K extends FakeKiteFault['kind']>(
    endpoint: FakeEndpoint,
    kind: K,
  ): Extract<FakeKiteFault, { readonly kind: K }> | undefined
}

export function createFaults(random: () => number): Faults {
  const active = new Set<{
    readonly fault: FakeKiteFault
    readonly at: readonly FakeEndpoint[] | undefined
    readonly probability: number
    left: number
  }>()
  const counts = new Map<FakeKiteFault['kind'], number>()
  return {
    add(fault, { at, times = Number.POSITIVE_INFINITY, probability = 1 } = {}) {
      const entry = { fault, at: at === undefined ? undefined : [at].flat(), probability, left: times }
      active.add(entry)
      return () => void active.delete(entry)
    },
    clear: () => active.clear(),
    count: (kind) => counts.get(kind) ?? 0,
    take<K extends FakeKiteFault['kind']>(endpoint: FakeEndpoint, kind: K) {
      for (const entry of active) {
        if (entry.fault.kind !== kind || !(entry.at?.includes(endpoint) ?? true)) continue
        if (entry.probability < 1 && random() >= entry.probability) continue
        if (--entry.left <= 0) active.delete(entry)
        counts.set(kind, (counts.get(kind) ?? 0) + 1)
        return entry.fault as Extract<FakeKiteFault, { readonly kind: K }>
      }
      return undefined
    },
  }
}
