import { type AlgoCommand, type AlgoFactory, type AlgoInput, defineAlgo, type Step, type Timestamp } from '@shagun/core'
import { shareOf, wholeLots } from '../participation/lots-within.ts'
import { beginVolume, countVolume, skipVolume } from '../participation/market-volume.ts'
import { drawAt } from '../schedule/draw.ts'
import { limitOf } from '../schedule/touch.ts'
import { tradingSpans } from '../schedule/trading-time.ts'
import { type Aim, cancelExcess, cancelOpen, nextChildren, reprice } from './children.ts'
import { amendableOfPov, checkPovParams, endOf, type PovParams, ratesOf } from './pov-params.ts'
import { answerVolume, type VolumeClock } from './volume-clock.ts'

type Input = AlgoInput<PovParams>

interface PovState {
  readonly startAt: Timestamp
  readonly clock: VolumeClock
  /** Lots that the volume answered so far comes to; not whole. */
  readonly goal: number
  /** From where on the present rate holds: what an earlier one had come to. */
  readonly base: { readonly lots: number; readonly answered: number }
  readonly paused: boolean
  readonly seed: number
  /** How often it has looked, from which the next interval is drawn. */
  readonly looks: number
}

/**
 * Takes part in the market's volume: keeps a share of all that has traded since the start filled, and no more.
 *
 * Looks at the volume once an interval and sends what is missing: by the volume of the session in quotes where they
 * tell one, else by prints. With a calendar, auctions do not count and nothing is sent in them. What trades in a pause
 * is not made up for; what was missed otherwise is, at `maxRate`. It ends when it is filled, which only the market
 * knows (`projectedCompletion` guesses), or at `endAt`.
 *
 * @throws ShagunError `invalid-options` where it is executed with a parameter without meaning, `unsupported` where the
 * broker lacks an order type that is needed
 * @example
 * ```ts
 * import { pov } from '@shagun/algos'
 * import type { ExecutionResult, Trader } from '@shagun/core'
 *
 * export function sellOff(trader: Trader): Promise<ExecutionResult> {
 *   const bands = { participationRate: 0.1, minRate: 0.08, maxRate: 0.15 }
 *   return trader.execute(pov({ instrument: 'NSE:INFY', side: 'sell', quantity: 50_000, ...bands })).finished
 * }
 * ```
 */
export const pov: AlgoFactory<PovParams> = defineAlgo<PovParams, PovState>({
  name: 'pov',
  version: 1,
  needs: ['quotes', 'trades'],
  amendable: amendableOfPov,
  begin(params, beginning) {
    const startAt = params.startAt ?? beginning.now
    checkPovParams(beginning, startAt)
    const volume = beginVolume(beginning)
    return {
      startAt,
      clock: { volume, lookedAt: beginning.now, looked: 0, behind: 0, answered: 0 },
      goal: 0,
      base: { lots: 0, answered: 0 },
      paused: false,
      seed: Math.floor(beginning.random() * 2 ** 32),
      looks: 0,
    }
  },
  step(state, input) {
    switch (input.type) {
      case 'started':
      case 'woke':
        return state.paused ? { state, commands: [] } : look(state, input)
      case 'recovered':
      case 'resumed': {
        const resumed = input.type === 'resumed' || state.paused ? skipping(state, input) : state
        return look({ ...resumed, paused: false }, input)
      }
      case 'amended':
        checkPovParams(input, state.startAt)
        return amended(state, input)
      case 'paused':
        return { state: { ...counting(state, input), paused: true }, commands: cancelOpen(input.children) }
      case 'quote':
      case 'trade':
        return { state: state.paused ? state : counting(state, input), commands: [] }
      case 'child':
        return state.paused ? { state, commands: [] } : followUp(state, input)
      default:
        return { state, commands: [] }
    }
  },
})

/** Counts, answers what has traded, and sends what is missing. */
function look(before: PovState, input: Input): Step<PovState> {
  const { now, params, parent, calendar, children } = input
  const endAt = endOf(params, before.startAt)
  if (now < before.startAt) return { state: skipping(before, input), commands: [{ type: 'wake', at: before.startAt }] }
  if (now >= endAt) return { state: before, commands: [{ type: 'finish', status: 'expired', reason: whyNow(before) }] }

  const rates = ratesOf(params)
  // What traded before the start is none of ours.
  const counted = before.looks === 0 ? skipping(before, input) : counting(before, input)
  const clock = answerVolume(counted.clock, now, rates, isReachable(input))
  const state = { ...counted, clock, goal: goalOf(counted, clock, input), looks: before.looks + 1 }
  const phase = calendar?.phase(now) ?? 'continuous'
  if (phase !== 'continuous') {
    const leaves = phase === 'closing-auction' || phase === 'pre-open' ? cancelOpen(children) : []
    return { state, commands: [...leaves, { type: 'wake', at: Math.min(endAt, calendar!.nextOpen(now)) }] }
  }
  if (parent.filledLots >= parent.lots) return { state, commands: [] }

  const aim = aimOf(state, input)
  const jitter = (params.timeJitter ?? 0) * (2 * drawAt(state.seed, -state.looks) - 1)
  const pauseMs = aim.sweeps ? Math.min(1_000, rates.intervalMs) : Math.max(100, rates.intervalMs * (1 + jitter))
  const wake = Math.min(now + pauseMs, endAt, ...[sweepAt(state, input)].filter((at) => at > now))
  return { state, commands: [...work(input, aim), { type: 'wake', at: wake }] }
}

/** What came of a child: the next part of what is due follows a fill at once, and a cancel after a second. */
function followUp(state: PovState, input: Input): Step<PovState> {
  const { now, calendar, params } = input
  const trades = calendar === undefined || calendar.phase(now) === 'continuous'
  if (input.type !== 'child' || !trades || now < state.startAt || now >= endOf(params, state.startAt))
    return { state, commands: [] }
  if (input.change === 'filled') {
    const aim = aimOf(state, input)
    const works = input.children.some(({ working }) => working)
    return { state, commands: works ? cancelExcess(input, aim) : nextChildren(input, aim) }
  }
  if (input.change === 'canceled')
    return { state, commands: [{ type: 'wake', at: now + Math.min(1_000, ratesOf(params).intervalMs) }] }
  return { state, commands: [] }
}

/** From now on at the new rate; what the old one had come to stays due. */
function amended(state: PovState, input: Input): Step<PovState> {
  const based = { ...state, base: { lots: state.goal, answered: state.clock.answered } }
  return state.paused ? { state: based, commands: [] } : look(based, input)
}

function work(input: Input, aim: Aim): AlgoCommand[] {
  const excess = cancelExcess(input, aim)
  return excess.length > 0 ? excess : [...reprice(input, aim), ...nextChildren(input, aim)]
}

function aimOf(state: PovState, input: Input): Aim {
  const { parent, params, now } = input
  const { rate, minRate } = ratesOf(params)
  const sweeps = now >= sweepAt(state, input)
  const goalLots = sweeps ? parent.lots : Math.min(parent.lots, wholeLots(state.goal))
  const crosses = sweeps || parent.filledLots < wholeLots((Math.min(parent.lots, state.goal) * minRate) / rate)
  return { goalLots, crosses, sweeps, seed: state.seed }
}

function goalOf({ base }: PovState, { answered }: VolumeClock, { params, instrument }: Input): number {
  const { rate, ownVolume } = ratesOf(params)
  return base.lots + (shareOf(rate, ownVolume) * (answered - base.answered)) / instrument.lotSize.toNumber()
}

function counting(state: PovState, input: Input): PovState {
  if (input.now < state.startAt) return state
  const { maxIntervalVolume } = input.params
  const { intervalMs } = ratesOf(input.params)
  const rules = { maxIntervalVolume, intervalMs, countedAt: state.clock.lookedAt }
  const volume = countVolume(state.clock.volume, input, rules)
  return volume === state.clock.volume ? state : { ...state, clock: { ...state.clock, volume } }
}

/** What has traded meanwhile is none of ours. */
function skipping(state: PovState, input: Input): PovState {
  return { ...state, clock: { ...state.clock, volume: skipVolume(state.clock.volume, input), lookedAt: input.now } }
}

/** Whether the market is within our limit; where no price is known, it is. */
function isReachable({ params, quote }: Input): boolean {
  const limit = limitOf(params)
  if (limit === undefined || quote === undefined) return true
  return params.side === 'buy' ? !(quote.last > limit) : !(quote.last < limit)
}

/** When all that is left goes out: an interval before trading ends. */
function sweepAt({ startAt }: PovState, { params, calendar }: Input): Timestamp {
  if (params.completeAtEnd !== true) return Number.POSITIVE_INFINITY
  const endAt = endOf(params, startAt)
  const last = tradingSpans({ from: startAt, to: endAt }, calendar).at(-1)
  return (last?.to ?? endAt) - ratesOf(params).intervalMs
}

function whyNow({ clock }: PovState): string {
  const silent = clock.volume.counted === 0 && clock.volume.told < 0
  return silent ? 'its time is over, and neither quotes nor prints told of any volume' : 'its time is over'
}
