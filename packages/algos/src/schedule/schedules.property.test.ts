import { type AlgoOrder, nse } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { implementationShortfall } from '../implementation-shortfall/implementation-shortfall.ts'
import { createRig, everything, type Rig } from '../testing/rig.ts'
import { twap } from '../twap/twap.ts'
import { vwap } from '../vwap/vwap.ts'
import type { ScheduleState } from './plan.ts'
import type { ScheduleParams } from './schedule-params.ts'

const minute = 60_000
const lengthMs = 10 * minute
/** A Friday at 15:10 in Mumbai: the auction begins after five minutes, and the next session on Monday. */
const friday = Date.UTC(2026, 10, 27, 9, 40)
const monday = Date.UTC(2026, 10, 30, 3, 45)

const algos = {
  twap: (params: ScheduleParams): AlgoOrder<ScheduleParams> => twap(params),
  vwap: (params: ScheduleParams): AlgoOrder<ScheduleParams> =>
    vwap({
      ...params,
      profile: { binMs: 50_000, volumes: [9, 0, 4, 2, 1, 1, 0, 3, 5, 8, 1, 0], days: 20 },
      curve: 'dynamic',
    }),
  'implementation shortfall': (params: ScheduleParams): AlgoOrder<ScheduleParams> => implementationShortfall(params),
} as Record<string, (params: ScheduleParams) => AlgoOrder<ScheduleParams>>

describe.each(Object.keys(algos))('%s', (name) => {
  const create = algos[name]!

  it('never sends too much, too large, too small or too dear, whatever happens', () => {
    fc.assert(
      fc.property(orders, settings, fc.array(happenings, { maxLength: 60 }), (order, setting, story) => {
        const rig = begin(watched(create(order)), setting)
        for (const happening of story) {
          happen(rig, happening)
          check(rig)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('fills the parent to the last lot, or tells the residual, once the market does as it should', () => {
    fc.assert(
      fc.property(orders, settings, fc.array(happenings, { maxLength: 30 }), (order, setting, story) => {
        const rig = begin(watched(create(order)), setting)
        for (const happening of story) happen(rig, happening)
        const mayFill = order.catchUp !== 'skip' && leftMs(rig) > 2 * minute && rig.finished === undefined
        behave(rig)
        const { lots, filledLots, openLots } = rig.parent()
        if (mayFill) expect(filledLots).toBeGreaterThanOrEqual(lots)
        if (filledLots >= lots) return
        expect(openLots).toBe(0)
        expect(rig.finished).toEqual({
          type: 'finish',
          status: 'expired',
          reason: `The window ended with a residual of ${(lots - filledLots) * 5} out of ${lots * 5}.`,
        })
      }),
      { numRuns: 150 },
    )
  })

  it('sends the same children for the same seed, every slice near to the schedule, and all of it', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const run = (jitter: object): Rig<ScheduleParams> => {
          const { minChildQuantity: _, maxChildQuantity: __, ...plain } = order
          const rig = begin(create({ ...plain, placement: 'aggressive', ...jitter } as ScheduleParams), still)
          behave(rig)
          return rig
        }
        const [first, second, exact] = [run({}), run({}), run({ sizeJitter: 0, timeJitter: 0 })]
        expect(first.asked).toEqual(second.asked)
        expect(first.parent().filledLots).toBe(first.lots)
        const largest = Math.max(...exact.children.map(({ lots }) => lots))
        for (let bin = 1; bin <= order.slices!; bin++) {
          const at = Math.floor((lengthMs * bin) / order.slices!) - 1
          const band = (order.sizeJitter! * (largest + 1)) / 2 + 1
          expect(Math.abs(sentBy(first, at) - sentBy(exact, at))).toBeLessThanOrEqual(band)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('never passes its share of what the market trades, and uses it', () => {
    const ticks = fc.array(fc.tuple(fc.nat(20_000), fc.nat(400), fc.boolean()), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(orders, fc.constantFrom(0.05, 0.2, 0.5), ticks, (order, maxParticipation, story) => {
        const rig = createRig(watched(create({ ...order, maxParticipation })))
        let volume = 1_000_000
        rig.quote({ volume })
        rig.start()
        for (const [wait, traded, fills] of story) {
          rig.at(rig.now + wait)
          rig.quote({ volume: (volume += traded) })
          if (fills) for (const child of rig.children) if (child.working) rig.fill(child.key)
          const { filledLots, openLots } = rig.parent()
          expect((filledLots + openLots) * 5).toBeLessThanOrEqual(maxParticipation * (volume - 1_000_000) + 1e-9)
        }
        rig.quote({ volume: volume + 1_000_000 })
        const mayFill = order.catchUp !== 'skip' && leftMs(rig) > minute && rig.finished === undefined
        behave(rig)
        if (mayFill) expect(rig.parent().filledLots).toBe(rig.lots)
      }),
      { numRuns: 60 },
    )
  })

  it('goes on after a restart, with whatever state was journalled last', () => {
    fc.assert(
      fc.property(orders, fc.nat(9 * minute), fc.nat(), fc.nat(2 * minute), (order, at, older, downMs) => {
        const rig = begin(watched(create({ ...order, catchUp: 'spread' })), still)
        const journal: unknown[] = [rig.state]
        for (let now = 0; now < at; now += 15_000) {
          rig.at(now)
          fillSome(rig, now)
          journal.push(rig.state)
        }
        rig.now += downMs
        rig.restart(journal.at(-1 - (older % Math.min(journal.length, 5))))
        check(rig)
        const mayFill = rig.now < 9 * minute
        behave(rig)
        check(rig)
        if (mayFill) expect(rig.parent().filledLots).toBe(rig.lots)
      }),
      { numRuns: 60 },
    )
  })
})

const orders: fc.Arbitrary<ScheduleParams> = fc
  .record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    lots: fc.integer({ min: 1, max: 400 }),
    slices: fc.integer({ min: 1, max: 20 }),
    least: fc.integer({ min: 1, max: 6 }),
    most: fc.integer({ min: 1, max: 60 }),
    limited: fc.boolean(),
    sizeJitter: fc.constantFrom(0, 0.2, 1),
    timeJitter: fc.constantFrom(0, 0.3, 1),
    catchUp: fc.constantFrom('spread' as const, 'immediate' as const, 'skip' as const),
    placement: fc.constantFrom('passive-then-aggressive' as const, 'aggressive' as const),
    seed: fc.nat(),
  })
  .map(({ lots, least, most, limited, side, ...rest }) => ({
    instrument: 'NSE:INFY',
    quantity: lots * 5,
    side,
    durationMs: lengthMs,
    minChildQuantity: least * 5,
    // Large enough that any need can be cut into children of a size in between.
    maxChildQuantity: Math.max(most, 2 * least) * 5,
    ...(limited && { limitPrice: side === 'buy' ? 101 : 99 }),
    ...rest,
  }))

interface Setting {
  readonly calendar: boolean
  readonly modifies: boolean
  readonly market: boolean
}
const settings = fc.record({ calendar: fc.boolean(), modifies: fc.boolean(), market: fc.boolean() })
const still: Setting = { calendar: false, modifies: true, market: true }

type Happening =
  | { readonly what: 'wait' | 'jump' | 'back' | 'fill' | 'quote' | 'quantity' | 'restart'; readonly by: number }
  | {
      readonly what:
        | 'reject'
        | 'cancel'
        | 'doubt'
        | 'certain'
        | 'lost'
        | 'pause'
        | 'resume'
        | 'slow'
        | 'answer'
        | 'wake'
    }
const happenings: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('wait' as const), by: fc.nat(minute) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('fill' as const), by: fc.integer({ min: 1, max: 80 }) }) },
  fc.record({
    what: fc.constantFrom('jump' as const, 'back' as const, 'quote' as const, 'quantity' as const, 'restart' as const),
    by: fc.nat(99_999),
  }),
  fc.record({
    what: fc.constantFrom(
      'reject' as const,
      'cancel' as const,
      'doubt' as const,
      'doubt' as const,
      'doubt' as const,
      'certain' as const,
      'lost' as const,
      'pause' as const,
      'resume' as const,
      'slow' as const,
      'answer' as const,
      'wake' as const,
    ),
  }),
)

function begin(order: AlgoOrder<ScheduleParams>, { calendar, modifies, market }: Setting): Rig<ScheduleParams> {
  const supports = {
    ...everything,
    modify: modifies ? everything.modify : [],
    orderTypes: market ? everything.orderTypes : (['limit'] as const),
  }
  if (!calendar) return createRig(order, { supports }).start()
  const { durationMs: _, ...params } = order.params
  const window = { startAt: friday, endAt: monday + 5 * minute }
  return createRig({ ...order, params: { ...params, ...window } }, { supports, now: friday, calendar: nse() }).start()
}

function happen(rig: Rig<ScheduleParams>, happening: Happening): void {
  if (rig.finished !== undefined) return
  const child = rig.children.findLast(({ working }) => working)
  const { paused } = rig.state as ScheduleState
  switch (happening.what) {
    case 'wait':
      if (paused) rig.now += happening.by
      else rig.at(rig.now + happening.by)
      return
    case 'jump':
      rig.now += 3 * happening.by
      return
    case 'back':
      rig.now -= happening.by
      return
    case 'wake':
      if (!paused) rig.tell({ type: 'woke' })
      return
    case 'fill':
      if (child !== undefined) rig.fill(child.key, happening.by)
      return
    case 'quote': {
      const last = 98 + (happening.by % 400) / 100
      rig.quote(
        happening.by % 7 === 0 ? { last: Number.NaN, bid: Number.NaN } : { last, bid: last - 0.05, ask: last + 0.05 },
      )
      return
    }
    case 'quantity':
      if (leftMs(rig) > 0) rig.amend({ quantity: 5 * (1 + (happening.by % 500)) })
      return
    case 'restart':
      rig.restart()
      return
    case 'reject':
      if (child !== undefined) rig.reject(child.key)
      return
    case 'cancel':
      if (child !== undefined) rig.canceled(child.key)
      return
    case 'doubt':
      if (child !== undefined) {
        child.certain = false
        rig.tell({ type: 'child', key: child.key, change: 'unconfirmed' })
      }
      return
    case 'certain':
      for (const each of rig.children) each.certain = true
      return
    case 'lost': {
      const doubted = rig.children.find(({ certain, working }) => working && !certain)
      if (doubted !== undefined) rig.reject(doubted.key)
      return
    }
    case 'pause':
      if (!paused) rig.tell({ type: 'paused' })
      return
    case 'resume':
      if (paused) rig.tell({ type: 'resumed' })
      return
    case 'slow':
      rig.cancelsAtOnce = !rig.cancelsAtOnce
      return
    case 'answer':
      answer(rig)
  }
}

/** From here on everything works: cancels are answered, doubts resolved, and what can be filled is. */
function behave(rig: Rig<ScheduleParams>): void {
  rig.cancelsAtOnce = true
  for (const child of rig.children) child.certain = true
  answer(rig)
  rig.quote({ last: 100, bid: 99.95, ask: 100.05 })
  if (rig.finished === undefined) rig.tell({ type: 'resumed' })
  for (let i = 0; i < 2_000 && rig.finished === undefined; i++) {
    for (const child of rig.children) if (child.working) rig.fill(child.key)
    if (rig.wakeAt === undefined) return
    rig.at(rig.wakeAt)
  }
}

function answer(rig: Rig<ScheduleParams>): void {
  for (const child of rig.children) if (child.working && child.pending === 'cancel') rig.canceled(child.key)
}

function fillSome(rig: Rig<ScheduleParams>, now: number): void {
  for (const child of rig.children) if (child.working && (now / 15_000) % 3 < 2) rig.fill(child.key, 1 + (now % 7))
}

function check(rig: Rig<ScheduleParams>): void {
  // Nothing had to be cut or refused: the rig would have.
  expect(rig.children).toHaveLength(rig.asked.filter(({ command }) => command.type === 'place').length)
  for (const { order, lots } of rig.children) expect(lots).toBe(order.lots)
  expect(new Set(rig.children.map(({ key }) => key)).size).toBe(rig.children.length)
}

/** The planner, each of whose commands is held against what it was told. */
function watched({ algo, params }: AlgoOrder<ScheduleParams>): AlgoOrder<ScheduleParams> {
  return {
    params,
    algo: {
      ...algo,
      step(state, input) {
        const step = algo.step(state, input)
        const { side, limitPrice, minChildQuantity, maxChildQuantity } = input.params
        for (const command of step.commands) {
          if (command.type !== 'place' && command.type !== 'modify') continue
          const { limitPrice: price } = command
          const past = side === 'buy' ? Number(price) - Number(limitPrice) : Number(limitPrice) - Number(price)
          if (limitPrice !== undefined) expect(past).toBeLessThanOrEqual(0)
          if (command.type === 'modify') continue
          expect(command.lots).toBeLessThanOrEqual(input.parent.remainingLots)
          expect(command.lots * 5).toBeLessThanOrEqual(Number(maxChildQuantity))
          const { last, paused } = step.state as ScheduleState
          if (!last) expect(command.lots * 5).toBeGreaterThanOrEqual(Number(minChildQuantity))
          expect(paused).toBe(false)
        }
        return step
      },
    },
  }
}

function leftMs(rig: Rig<ScheduleParams>): number {
  return rig.calendar === undefined ? lengthMs - rig.now : monday + 5 * minute - Math.max(rig.now, monday)
}

function sentBy(rig: Rig<ScheduleParams>, at: number): number {
  return rig.children.reduce((sum, { placedAt, lots }) => (placedAt <= at ? sum + lots : sum), 0)
}
