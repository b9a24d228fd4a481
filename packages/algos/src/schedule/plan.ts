import type { AlgoInput, Timestamp } from '@shagun/core'
import { drawAt } from '../children/draw.ts'
import { childLots } from '../children/slices.ts'
import type { MarketVolume } from '../participation/market-volume.ts'
import { elapsedAt, momentAt } from '../window/trading-time.ts'
import { binAt, type Curve, doneBy } from './curve.ts'

import type { ScheduleParams } from './schedule-params.ts'

import type { ScheduleWindow } from './window.ts'

/** Where a schedule stands. Lots are those of the parent, moments of trading are counted from the window's start. */
export interface ScheduleState {
  readonly startAt: Timestamp
  readonly seed: number
  /** The plan in force: what was done, with what is skipped, at which moment of trading; the rest follows the curve. */
  readonly from: number
  readonly done: number
  readonly skipped: number
  /** How much the market had traded when it was made. */
  readonly volumeFrom: number
  /** The bin that is worked; -1 before the first. */
  readonly bin: number
  /** What is to be filled by its end, and whether that is all there is. */
  readonly goal: number
  readonly last: boolean
  /** The bin on the clock: when it begins, when its slice may go out, when it crosses the spread, when it ends. */
  readonly beganAt: Timestamp
  readonly openAt: Timestamp
  readonly crossAt: Timestamp
  readonly until: Timestamp
  /** Where trading stops and begins again within it. */
  readonly breaks: readonly Timestamp[]
  readonly paused: boolean
  /** Since when it waits for its last children to be canceled. */
  readonly endingAt: Timestamp | null
  /** When an order was last changed, and when one last came to nothing: both are left alone for a while. */
  readonly touchedAt: Timestamp | null
  readonly failedAt: Timestamp | null
  /** Counted only where something depends on it. */
  readonly volume: MarketVolume | null
}

/** What is to be done when, and how what the market has traded bends it. */
export interface Plan {
  readonly window: ScheduleWindow
  readonly curve: Curve
  /** Whether the curve is in units of volume, and gives way to what is really traded. */
  readonly dynamic: boolean
}

/** Plans all that is left over the time that is left. */
export function replan(state: ScheduleState, input: AlgoInput<ScheduleParams>, plan: Plan): ScheduleState {
  const from = elapsedAt(plan.window.spans, input.now)
  const rest = { ...state, from, done: lotsDone(input) + state.skipped, volumeFrom: state.volume?.counted ?? 0 }
  return enter(rest, input, plan)
}

/** Goes on to the bin that is now, once the one before is over. */
export function advance(state: ScheduleState, input: AlgoInput<ScheduleParams>, plan: Plan): ScheduleState {
  const { curve, window } = plan
  const bin = binAt(curve, elapsedAt(window.spans, input.now))
  const start = curve.elapsed[bin]!
  const done = lotsDone(input)
  // A slice that waits for the next is not missed; of bins that nobody was woken for all is.
  const due =
    bin > state.bin + 1
      ? Math.max(state.goal, roundHalf(targetBy(state, input, plan, start)) - state.skipped)
      : state.goal
  const missed = due - done
  if (missed <= 0) return enter(state, input, plan)
  switch (input.params.catchUp ?? 'spread') {
    case 'immediate':
      return enter(state, input, plan)
    case 'skip':
      return enter({ ...state, skipped: state.skipped + missed }, input, plan)
    case 'spread': {
      const volumeFrom = state.volume?.counted ?? 0
      return enter({ ...state, from: start, done: done + state.skipped, volumeFrom }, input, plan)
    }
  }
}

/** Sets the goal of the bin that is now. */
function enter(state: ScheduleState, input: AlgoInput<ScheduleParams>, plan: Plan): ScheduleState {
  const { now, params } = input
  const { curve, window } = plan
  const { spans } = window
  const opens = spans[0]!.from
  if (now < opens) {
    const waits = { beganAt: opens, openAt: opens, crossAt: opens, until: opens, breaks: [] }
    return { ...state, bin: -1, last: false, ...waits }
  }

  const bin = binAt(curve, elapsedAt(spans, now))
  const [start, end] = [curve.elapsed[bin]!, curve.elapsed[bin + 1]!]
  const last = curve.done[bin + 1] === curve.done.at(-1)
  const passiveMs = passivePart * (end - start)
  const delayMs = (params.timeJitter ?? 0) * drawAt(state.seed, 2 * bin + 1) * passiveMs
  const until = momentAt(spans, end)
  return {
    ...state,
    bin,
    goal: goalOf(state, input, plan, bin, last),
    last,
    beganAt: momentAt(spans, start),
    openAt: Math.ceil(momentAt(spans, start + delayMs)),
    crossAt: Math.ceil(momentAt(spans, start + passiveMs)),
    until,
    breaks: spans.flatMap(({ from, to }) => [from, to]).filter((at) => at > now && at < until),
    touchedAt: null,
  }
}

/** Cumulative targets are rounded, never slices: so no boundary is off by more than half a lot, beside the jitter. */
function goalOf(
  state: ScheduleState,
  input: AlgoInput<ScheduleParams>,
  plan: Plan,
  bin: number,
  last: boolean,
): number {
  const { lots, params } = input
  const all = lots - state.skipped
  if (last) return all
  const target = targetBy(state, input, plan, plan.curve.elapsed[bin + 1]!)
  const goal = Math.min(lots, roundHalf(target + jitterOf(state, input, plan, bin))) - state.skipped
  const done = lotsDone(input)
  const { least } = childLots(params, input.instrument)
  if (goal <= done) return goal
  // What is too small to be sent waits for the next, and what would be too small in the end goes along.
  if (goal - done < least) return done
  return all - goal < least ? all : goal
}

/** What the plan wants to be done by a moment of trading, in fractions of lots and with what is skipped. */
function targetBy(state: ScheduleState, { lots, now }: AlgoInput<ScheduleParams>, plan: Plan, at: number): number {
  const { curve, window } = plan
  const begun = doneBy(curve, state.from)
  const current = Math.max(begun, doneBy(curve, curve.elapsed[binAt(curve, elapsedAt(window.spans, now))]!))
  const all = curve.done.at(-1)!
  const traded = plan.dynamic && state.volume !== null ? state.volume.counted - state.volumeFrom : 0
  // Without news of the market, what was expected counts as traded; a profile in other units must not send all at once.
  const lively = traded > 0 && current > begun ? clamp(traded / (current - begun), 0.25, 4) : 1
  const past = lively * (current - begun)
  const scale = 1 + persistence * (lively - 1)
  const next = scale * (Math.max(current, doneBy(curve, at)) - current)
  const rest = scale * (all - current)
  const share = past + rest > 0 ? (past + next) / (past + rest) : 1
  return state.done + (lots - state.done) * share
}

/** At most half of what would make one of the slices beside the boundary larger or smaller by its whole jitter. */
function jitterOf(
  state: ScheduleState,
  { lots, params }: AlgoInput<ScheduleParams>,
  { curve }: Plan,
  bin: number,
): number {
  const { sizeJitter = 0 } = params
  if (sizeJitter === 0) return 0
  const rest = curve.done.at(-1)! - doneBy(curve, state.from)
  const weight = (i: number): number => curve.done[i + 1]! - curve.done[i]!
  const slice = ((lots - state.done) * Math.min(weight(bin), weight(bin + 1))) / rest
  return (sizeJitter * (2 * drawAt(state.seed, 2 * bin) - 1) * slice) / 2
}

/** What is filled, and what nobody can say of: an order whose fate is unknown may have filled. */
function lotsDone({ parent, children }: Pick<AlgoInput, 'parent' | 'children'>): number {
  let unknown = 0
  for (const { working, certain, exit, lots, filledLots } of children)
    if (working && !certain && !exit) unknown += lots - filledLots
  return parent.filledLots + unknown
}

/** Ties go up, also those that float arithmetic puts a little below. */
export function roundHalf(lots: number): number {
  return Math.floor(lots * (1 + 4 * Number.EPSILON) + 0.5 + 1e-9)
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}

/** The part of a bin that is worked passively. */
const passivePart = 0.8
/** How much of a day's being livelier than expected lasts. */
const persistence = 0.5
