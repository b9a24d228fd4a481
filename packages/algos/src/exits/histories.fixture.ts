import type { Supports } from '@shagun/core'
import fc from 'fast-check'
import { everything } from '../testing/rig.ts'
import type { RacingOrder, RacingVenue } from './racing-venue.fixture.ts'

export const brokers: Record<string, Supports> = {
  'a broker that changes quantities': everything,
  'a broker that changes nothing': { ...everything, modify: [] },
  'a broker that keeps pairs': { ...everything, groups: ['oco'] },
  'a broker that keeps pairs and changes nothing': { ...everything, groups: ['oco'], modify: [] },
  'a broker that keeps brackets': { ...everything, groups: ['oco', 'bracket'] },
}

/** What happens next, and to whom; numbers choose among what there is. */
const happening = fc.tuple(
  fc.constantFrom(
    ...['arrive', 'arrive', 'arrive', 'hear', 'hear', 'hear', 'fill', 'fill', 'fill', 'quote', 'wake', 'end', 'reject'],
    ...['restart', 'pause', 'resume', 'amend', 'clock', 'transient'],
  ),
  fc.nat({ max: 30 }),
  fc.integer({ min: 1, max: 10 }),
)
export const histories: fc.Arbitrary<[string, number, number][]> = fc.array(happening, { minLength: 5, maxLength: 60 })
export function happen(venue: RacingVenue, [what, who, much]: readonly [string, number, number]): void {
  const pick = <T>(list: readonly T[]): T | undefined => list[who % Math.max(1, list.length)]
  const alive = venue.orders.filter(({ isAlive }) => isAlive)
  switch (what) {
    case 'arrive':
      return venue.arrive(venue.commands.length === 0 ? 0 : who % venue.commands.length)
    case 'hear': {
      const order = pick(venue.orders.filter(({ messages }) => messages.length > 0))
      return order && venue.hear(order)
    }
    case 'fill': {
      const order = pick(alive)
      return order && venue.fill(order, much)
    }
    case 'quote':
      venue.now += 250
      return venue.quote(90 + ((who * 7 + much) % 24))
    case 'wake':
      venue.now = Math.max(venue.now, venue.wakeAt ?? venue.now)
      venue.wakeAt = undefined
      return venue.paused === undefined ? venue.tell({ type: 'woke' }) : undefined
    case 'end': {
      const order = pick(alive)
      return order && venue.end(order)
    }
    case 'reject':
    case 'transient': {
      const order = pick(venue.orders.filter(({ isOnItsWay }) => isOnItsWay))
      return order && venue.reject(order, what === 'reject' ? 'blocked' : 'transient')
    }
    case 'restart':
      return venue.restart(who % 4)
    case 'pause':
      venue.paused ??= 'asked to'
      return venue.tell({ type: 'paused' })
    case 'resume':
      if (venue.paused === undefined) return undefined
      venue.paused = undefined
      return venue.tell({ type: 'resumed' })
    case 'clock':
      venue.now += who % 2 === 0 ? -5000 : 3_600_000
      return venue.tell({ type: 'woke' })
    case 'cancel':
      return venue.tell({ type: 'canceled' })
  }
}

/** Ends whatever is open, without a race; of its entries those that do not close anything are ended unfilled. */
export function wind(venue: RacingVenue, each: () => void, closes: 'exits' | 'all' = 'exits'): void {
  venue.settle()
  for (let i = 0; i < 80 && venue.finished === undefined; i++) {
    if (venue.paused !== undefined) {
      venue.paused = undefined
      venue.tell({ type: 'resumed' })
    }
    venue.settle()
    each()
    venue.now = Math.max(venue.now + 1, venue.wakeAt ?? 0)
    venue.tell({ type: 'woke' })
    venue.settle()
    each()
    const entry = closes === 'all' ? undefined : venue.orders.find(({ isAlive, exit }) => isAlive && !exit)
    const exit = venue.orders.find(({ isAlive, exit }) => isAlive && (exit || closes === 'all'))
    if (entry !== undefined && i > 10) venue.end(entry)
    else if (exit !== undefined && i % 2 === 1) venue.fill(exit, exit.lots)
    else {
      // Twice, for whoever does not believe one.
      const last = i % 3 === 0 ? 111 : i % 3 === 1 ? 94 : 100
      venue.quote(last)
      venue.quote(last)
    }
    venue.settle()
    each()
  }
}

/** What orders of a leg may still fill at the venue; of the exits of a bracket no more than its entry has. */
export function openAt(venue: RacingVenue, leg: string): number {
  return venue.orders
    .filter(({ key, isAlive }) => isAlive && key.startsWith(`${leg}-`))
    .reduce((sum, order) => sum + fillable(order), 0)
}

function fillable({ group, exit, lots, filled }: RacingOrder): number {
  const entry = exit && group?.kind === 'bracket' ? group.orders[0]!.filled : lots
  return Math.max(0, Math.min(lots, entry) - filled)
}
