import { Decimal } from '@shagun/core'
import type { VenueOrder, VenueTerms } from './venue-order.ts'

/**
 * Entries with their exits. Once an entry is filled in part, its exits are in the market for that part, as orders of which
 * one cancels the others; whatever decides them ends what is left of the entry.
 */
export interface Brackets {
  join(entry: VenueOrder, exits: readonly VenueOrder[]): void
  /** It is an exit whose entry has not filled anything yet. */
  isHeldBack(order: VenueOrder): boolean
  /** It was filled, its stop was reached, or it ended. */
  moved(order: VenueOrder): void
}

export interface BracketOptions {
  /** The exits are in the market from now on. */
  enter(exits: readonly VenueOrder[]): void
  cancel(order: VenueOrder, reason: string): void
}

interface Bracket {
  readonly entry: VenueOrder
  readonly exits: readonly VenueOrder[]
  entered: boolean
  /** What of the entry its exits are for by now. */
  covered: Decimal
}

export function createBrackets({ enter, cancel }: BracketOptions): Brackets {
  const brackets = new Map<VenueOrder, Bracket>()

  function entryMoved(bracket: Bracket): void {
    const { entry, exits } = bracket
    const filled = entry.filledQuantity
    const isOver = entry.lifecycle !== 'working'
    const more = filled.minus(bracket.covered)
    bracket.covered = filled
    // What came before may be in other shares by now.
    for (const exit of exits) exit.active = more.plus(exit.active ?? 0)
    if (filled.gt(0) && !bracket.entered) {
      bracket.entered = true
      enter(exits.filter(isWorking))
    }
    if (!isOver) return
    for (const exit of exits)
      if (filled.isZero()) end(exit, `Its entry ${entry.brokerOrderId} was ${entry.lifecycle}.`)
      else endWhereDone(exit)
  }

  function exitMoved(exit: VenueOrder, { entry, exits, entered }: Bracket): void {
    if (entry.lifecycle === 'working') cancel(entry, `Its exit ${exit.brokerOrderId} came first.`)
    // Those that were never in the market are no pair yet.
    else if (!entered) for (const other of exits) end(other, `${exit.brokerOrderId} came first.`)
    endWhereDone(exit)
  }

  /** An exit is for the whole entry, and ends with less where the entry came to less. */
  function endWhereDone(exit: VenueOrder): void {
    const { active, filledQuantity } = exit
    if (active?.gt(0) && filledQuantity.gte(active)) end(exit, `Has filled all ${active.toFixed()} of its entry.`)
  }

  function end(order: VenueOrder, reason: string): void {
    if (isWorking(order)) cancel(order, reason)
  }

  return {
    join(entry, exits) {
      const bracket = { entry, exits, entered: false, covered: new Decimal(0) }
      for (const order of [entry, ...exits]) brackets.set(order, bracket)
    },
    isHeldBack(order) {
      const bracket = brackets.get(order)
      return bracket !== undefined && bracket.entry !== order && !bracket.entered
    },
    moved(order) {
      const bracket = brackets.get(order)
      if (bracket === undefined) return
      if (bracket.entry === order) entryMoved(bracket)
      else exitMoved(order, bracket)
      if ([bracket.entry, ...bracket.exits].some(isWorking)) return
      for (const each of [bracket.entry, ...bracket.exits]) brackets.delete(each)
    },
  }
}

/** Why these are no bracket, where they are none. */
export function faultOfBracket([entry, ...exits]: readonly VenueTerms[]): string | undefined {
  for (const { instrument, side, product, quantity } of exits) {
    if (instrument !== entry!.instrument || product !== entry!.product || side === entry!.side)
      return 'The exits of a bracket are for the instrument and product of its entry, on the other side.'
    if (!quantity.eq(entry!.quantity)) return 'The exits of a bracket are for the quantity of its entry.'
  }
  return undefined
}

function isWorking({ lifecycle }: VenueOrder): boolean {
  return lifecycle === 'working'
}
