import type { ShagunError, Timestamp, Unsubscribe } from '@shagun/core'
import type { TickMode } from './modes.ts'
import type { PacketBatch } from './packet-batch.ts'
import type { Tally } from './tally.ts'

/** Instruments on one connection of a ticker, with their modes, as they are at the moment; copy what you keep. */
export type TickLine = ReadonlyMap<number, TickMode>

/** Who hears what a ticker brings; what a listener throws, or rejects, is logged and harms nobody. */
export interface TickerListener {
  /**
   * Packets that came in one message. **The batch is overwritten by the next message**: read it before you return.
   *
   * Those of an instrument may still come for a moment after nobody wants it any more.
   */
  ticks?(batch: PacketBatch, receivedAt: Timestamp): void
  /** An order of this user changed, wherever it was placed, in the shape of a postback: a hint, not the order book. */
  order?(order: Readonly<Record<string, unknown>>): void
  /** Kite refuses something, such as instruments beyond its limit. */
  error?(text: string): void
  /** What Kite has to say to its users. */
  message?(text: string): void
  /** A connection stands, and has nothing new. */
  alive?(line: TickLine): void
  /** A connection is down; it is made again by itself. */
  lost?(cause: string, line: TickLine): void
  /** It stands again, and Kite knows again what is wanted on it; what happened meanwhile was missed. */
  restored?(line: TickLine): void
  /** Kite no longer takes the token. Said once; nothing is tried until `renew` says that there is a new one. */
  authRequired?(cause: ShagunError<'unauthenticated'>): void
}

export interface Listeners {
  add(listener: TickerListener): Unsubscribe
  tell<Event extends keyof TickerListener>(event: Event, ...about: Parameters<NonNullable<TickerListener[Event]>>): void
  clear(): void
}

export function createListeners(tally: Tally, hide: (text: string) => string): Listeners {
  /** Replaced and not changed, so that who comes or goes while something is told disturbs nobody. */
  let entries: readonly Entry[] = []

  function failed(event: keyof TickerListener, cause: unknown): void {
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
    tally('error', `what listens to "${event}" of the ticker threw`, { cause: hide(text) })
  }

  return {
    add(listener) {
      const entry: Entry = { listener, isOver: false }
      entries = [...entries, entry]
      return () => {
        entry.isOver = true
        entries = entries.filter((other) => other !== entry)
      }
    },
    tell(event, ...about) {
      for (const { listener, isOver } of entries) {
        if (isOver) continue
        try {
          const hear = listener[event] as ((...about: unknown[]) => unknown) | undefined
          const heard = hear?.apply(listener, about)
          if (heard instanceof Promise) heard.catch((cause: unknown) => failed(event, cause))
        } catch (cause) {
          failed(event, cause)
        }
      }
    },
    clear() {
      for (const entry of entries) entry.isOver = true
      entries = []
    },
  }
}

interface Entry {
  readonly listener: TickerListener
  /** Also while something is being told. */
  isOver: boolean
}
