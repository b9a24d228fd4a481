import type { AccountView, Instrument, InstrumentId, JournalEvent, Json } from '@shagun/core'
import { toNumber } from '../numbers.ts'
import type { Kept } from './kept.ts'

/** How far a position is, and how far it could go if every open order filled. In quantity, above 0 is long. */
export interface Reach {
  readonly instrument: InstrumentId
  readonly held: number
  readonly long: number
  readonly short: number
  /** `undefined` where nobody listed it, so that nothing is known of its worth. */
  readonly facts: Instrument | undefined
  readonly multiplier: number
}

/** The reaches of all instruments that are held or have open orders. */
export interface Exposures extends Kept {
  /** Brings them up to date with the view; gives those that may have changed. */
  refresh(view: AccountView): ReadonlySet<InstrumentId>
  /** As of the last `refresh`. */
  readonly reaches: ReadonlyMap<InstrumentId, Reach>
}

/**
 * Follows what an account could come to hold. Events only say what to look at again, the account's own view says what it
 * is; so this cannot come to differ from it, and what did not change since the last order costs nothing.
 */
export function createExposures(): Exposures {
  const reaches = new Map<InstrumentId, Reach>()
  /** Instruments, and orders whose instruments are meant: an id of ours has no colon. */
  const touched = new Set<string>()
  let isSeeded = false

  /** What was there before the first event that this saw. */
  function seed(view: AccountView): void {
    for (const instrument of view.positions.keys()) touched.add(instrument)
    for (const { terms, leavesQuantity } of view.orders.values())
      if (!leavesQuantity.isZero()) touched.add(terms.instrument)
    isSeeded = true
  }

  function look(instrument: InstrumentId, view: AccountView): void {
    const reach = reachOf(instrument, view)
    if (reach.held === 0 && reach.long === 0 && reach.short === 0) reaches.delete(instrument)
    else reaches.set(instrument, reach)
  }

  return {
    reaches,
    observe(event) {
      const key = touchedBy(event)
      if (key !== undefined) touched.add(key)
    },
    refresh(view) {
      if (!isSeeded) seed(view)
      if (touched.size === 0) return none
      let isLost = false
      const instruments = new Set<InstrumentId>()
      for (const key of touched) {
        const instrument = isInstrument(key) ? key : view.orders.get(key as never)?.terms.instrument
        if (instrument === undefined) isLost = true
        else instruments.add(instrument)
      }
      // An order that nobody remembers may have been in any of them.
      if (isLost) for (const instrument of reaches.keys()) instruments.add(instrument)
      for (const instrument of instruments) look(instrument, view)
      touched.clear()
      return instruments
    },
    reset() {
      reaches.clear()
      touched.clear()
      isSeeded = false
    },
    save: () => [...new Set([...reaches.keys(), ...touched])],
    restore(saved: Json) {
      for (const key of saved as readonly string[]) touched.add(key)
    },
  }
}

const none: ReadonlySet<InstrumentId> = new Set()

/** How far an instrument is, and could go, as the view has it now. */
export function reachOf(instrument: InstrumentId, view: AccountView): Reach {
  const { long, short } = view.worstCase(instrument)
  const facts = factsOf(instrument, view)
  return {
    instrument,
    held: toNumber(view.getQuantity(instrument)),
    long: toNumber(long),
    short: toNumber(short),
    facts,
    multiplier: facts === undefined ? Number.NaN : toNumber(facts.multiplier),
  }
}

/** What nobody listed has no facts, and whatever depends on them denies; it is not the rule that failed. */
function factsOf(instrument: InstrumentId, view: AccountView): Instrument | undefined {
  try {
    return view.getInstrument(instrument)
  } catch {
    return undefined
  }
}

function touchedBy(event: JournalEvent): string | undefined {
  switch (event.type) {
    case 'order.denied':
      return undefined
    case 'order.submitted':
      return event.terms.instrument
    case 'order.filled':
    case 'fill.corrected':
      return event.fill.instrument
    case 'external.order-seen':
      return event.order.instrument
    case 'position.reconciled':
      return event.position.instrument
    case 'position.adjusted':
    case 'instrument.registered':
      return event.instrument
    default:
      return 'clientOrderId' in event ? event.clientOrderId : undefined
  }
}

function isInstrument(key: string): key is InstrumentId {
  return key.includes(':')
}
