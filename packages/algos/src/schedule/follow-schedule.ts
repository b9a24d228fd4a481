import type { Algo, AlgoContext, AlgoInput, Calendar, Step } from '@shagun/core'
import { beginVolume, countVolume, type MarketVolume, skipVolume } from '../participation/market-volume.ts'
import type { Curve } from './curve.ts'
import { advance, type Plan, replan, type ScheduleState } from './plan.ts'
import { amendableOfSchedule, checkScheduleParams, type ScheduleParams } from './schedule-params.ts'
import { checkWindow, type DrawnFrom, type Window, windowOf } from './window.ts'
import { cancelAll, work } from './work.ts'

/** What makes one schedule another: its curve. */
export interface ScheduleKind<P extends ScheduleParams> {
  readonly name: string
  readonly amendable: readonly string[]
  /** @throws ShagunError where the parameters that are its own have no meaning */
  curve(from: DrawnFrom<P>, window: Window): Curve
  /** Whether the curve is in units of volume and gives way to what the market really trades. */
  dynamic?(params: P): boolean
}

/**
 * A planner that follows a curve: bin by bin towards what is to be done by its end, from what is really filled and open.
 *
 * It decides once a bin, and then only watches over its child; so it writes little and costs little.
 */
export function followSchedule<P extends ScheduleParams>(kind: ScheduleKind<P>): Algo<P, ScheduleState> {
  // A plan depends on nothing but its key and what it is compared with; a day's curve is too long to draw it at each bin.
  const plans = new WeakMap<P, Drawn>()
  return {
    name: kind.name,
    version: 1,
    needs: ['quotes', 'trades'],
    amendable: [...amendableOfSchedule, ...kind.amendable],
    begin(params, beginning) {
      const { now, random } = beginning
      // What is past is over: the slices share what is left of the window.
      const startAt = Math.max(now, params.startAt ?? now)
      check(beginning, startAt)
      return {
        startAt,
        seed: Math.floor(random() * 2 ** 32),
        from: 0,
        done: 0,
        skipped: 0,
        volumeFrom: 0,
        bin: -1,
        goal: 0,
        last: false,
        beganAt: startAt,
        openAt: startAt,
        crossAt: startAt,
        until: startAt,
        breaks: [],
        paused: false,
        endingAt: null,
        touchedAt: null,
        failedAt: null,
        volume: countsVolume(params) ? beginVolume(beginning) : null,
      }
    },
    step(state, input) {
      const { type, now, children } = input
      if (type === 'canceled') return { state, commands: [] }
      const seen = look(state, input)
      if (type === 'paused') return { state: { ...seen, paused: true }, commands: cancelAll(children) }
      if (type === 'amended') check(input, state.startAt)
      const anew = type === 'resumed' || type === 'recovered' || type === 'amended'
      const paused = seen.paused && (type === 'amended' || !anew)
      if (paused) return { state: seen, commands: [] }

      const going = anew ? { ...seen, paused: false, endingAt: null } : seen
      let next = going
      if (anew || now >= seen.until) {
        const plan = planOf(input, state.startAt)
        if (now >= plan.window.spans.at(-1)!.to) return windUp(going, input)
        next = anew ? replan(going, input, plan) : advance(going, input, plan)
      }
      const step = work(next, input)
      // A tick that changes nothing needs no new alarm.
      return step.commands.every(({ type: what }) => what === 'wake') && next === seen && isTick(type)
        ? { state: step.state, commands: [] }
        : step
    },
  }

  function check(context: AlgoContext<P>, startAt: number): void {
    checkScheduleParams(context)
    checkWindow(context, startAt)
    planOf(context, startAt)
  }

  function planOf(context: AlgoContext<P>, startAt: number): Plan {
    const { params, lots, calendar } = context
    const drawn = plans.get(params)
    if (drawn?.startAt === startAt && drawn.lots === lots && drawn.calendar === calendar) return drawn.plan
    const window = windowOf(context, startAt)
    const plan = { window, curve: kind.curve(context, window), dynamic: isDynamic(params) }
    plans.set(params, { plan, startAt, lots, calendar })
    return plan
  }

  function isDynamic(params: P): boolean {
    return kind.dynamic?.(params) ?? false
  }

  function countsVolume(params: P): boolean {
    return params.maxParticipation !== undefined || isDynamic(params)
  }

  /** What the market has traded, and whether an order has come to nothing. */
  function look(state: ScheduleState, input: AlgoInput<P>): ScheduleState {
    const failed = input.type === 'child' && ['rejected', 'canceled', 'refused'].includes(input.change)
    const volume = volumeAfter(state, input)
    if (volume === state.volume && !failed) return state
    return { ...state, volume, failedAt: failed ? input.now : state.failedAt }
  }

  function volumeAfter({ volume, paused, bin }: ScheduleState, input: AlgoInput<P>): MarketVolume | null {
    const { params, parent, instrument } = input
    if (!countsVolume(params)) return null
    // What was filled before anybody counted was within the rate.
    if (volume === null) {
      const counted = (parent.filledLots * instrument.lotSize.toNumber()) / (params.maxParticipation ?? 1)
      return { ...beginVolume(input), counted }
    }
    return paused || bin < 0 ? skipVolume(volume, input) : countVolume(volume, input)
  }
}

/** A plan, and what it was drawn from beside the parameters. */
interface Drawn {
  readonly plan: Plan
  readonly startAt: number
  readonly lots: number
  readonly calendar: Calendar | undefined
}

/** The window is over: what is open is canceled first, so that the residual that is told is the last word. */
function windUp(state: ScheduleState, input: AlgoInput<ScheduleParams>): Step<ScheduleState> {
  const { now, parent, children, instrument } = input
  const { lots, filledLots, openLots } = parent
  if (filledLots >= lots) return { state, commands: [] }
  const endingAt = state.endingAt ?? now
  const waits = openLots > 0 && Math.abs(now - endingAt) < graceMs
  if (!waits) {
    const [residual, quantity] = [lots - filledLots, lots].map((part) => instrument.lotSize.times(part).toFixed())
    const reason = `The window ended with a residual of ${residual} out of ${quantity}.`
    return { state, commands: [{ type: 'finish', status: 'expired', reason }] }
  }
  const cancels = state.endingAt === null ? cancelAll(children) : []
  return { state: { ...state, endingAt }, commands: [...cancels, { type: 'wake', at: endingAt + graceMs }] }
}

function isTick(type: AlgoInput['type']): boolean {
  return type === 'quote' || type === 'trade' || type === 'depth' || type === 'bar'
}

/** How long the last cancels may take before it ends without their answer. */
const graceMs = 5_000
