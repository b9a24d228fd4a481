import { ShagunError } from '../../errors.ts'
import { createInstrument, type Instrument } from '../../model/instrument.ts'
import type { Broker } from '../../ports/broker.ts'
import type { Environment } from '../../ports/environment.ts'
import { seededRandom } from '../../ports/environment-simulated.ts'
import type { RiskRule } from '../../ports/risk-rule.ts'
import type { Storage } from '../../ports/storage.ts'
import { memory } from '../../ports/storage-memory.ts'
import type { Strategy } from '../../ports/strategy.ts'
import type { ShownMarket, SimulatedVenue } from '../simulated-venue.ts'
import { executionFaults, type FaultKind, faultKinds } from './fault.ts'
import { drawHistory, type Step } from './history.ts'
import type { Violation } from './promises.ts'
import { type Course, runHistory, type SimulatedExecutions, type World } from './run-history.ts'

/** What is simulated; only the seed and a broker are needed. */
export interface SimulateOptions {
  /** A whole number: everything that is left to chance comes from it. */
  readonly seed: number
  /** Makes the broker, with a venue that can be looked into. It lives through every crash. */
  readonly broker: (environment: Environment) => Broker & { readonly venue: SimulatedVenue & Partial<ShownMarket> }
  /** How many things happen. Default: 60. */
  readonly steps?: number
  /** What may go wrong. Default: everything. */
  readonly faults?: readonly FaultKind[]
  /** Makes the storage; it lives through every crash. Default: in memory, chained. */
  readonly storage?: () => Storage
  /** Makes the strategy of each process that begins. It gets a quote for every print. Default: none. */
  readonly strategy?: () => Strategy
  /** Makes the rules of each process that begins, beside a limit on exposure that is always there. Default: none. */
  readonly rules?: () => readonly RiskRule[]
  /**
   * Parent orders that algos carry out in these histories, most orders being theirs, at a market of quotes and depth where
   * the venue can show one. Default: none.
   */
  readonly executions?: SimulatedExecutions
  /** What is traded, at prices around 100. Default: two equities with a tick of 0.05. */
  readonly instruments?: readonly Instrument[]
}

/** What came of it. */
export interface Simulation {
  readonly seed: number
  /** The first promise that was not kept; `undefined` where all were. */
  readonly violation: Violation | undefined
  /** How often each fault happened. */
  readonly faults: ReadonlyMap<FaultKind, number>
  /** How often a process ended and began again. */
  readonly crashes: number
  /** Orders that arrived at the venue. */
  readonly orders: number
  /** Fills at the venue. */
  readonly fills: number
  /** How parent orders ended, and how many so. */
  readonly executions: ReadonlyMap<string, number>
  /** How many things happened; after a violation, how many are left of the shortest history that shows it. */
  readonly steps: number
  /** What happened, a line each; after a violation, of the shortest history that shows it. */
  readonly trace: readonly string[]
}

/**
 * Runs one whole history of an account: orders, fills, faults, crashes and restarts, all drawn from a seed, and checks
 * every promise.
 *
 * Checked are: no order arrives twice; limits hold at the venue, counting what is filled, open and unconfirmed; every fill
 * is booked exactly once; orders, positions and cash end equal to the venue's; nothing stays unanswered; and replaying the
 * journal gives the same state. A history that breaks a promise is made as short as it can be. The same seed gives the
 * same history.
 *
 * With `executions` algos trade, yours as well: users pause, amend and cancel them, trading is halted, quotes are missed, clocks are
 * set and machines sleep. Checked are then, at the venue: no more is filled and open than a parent asks for, in whole
 * lots, none past its limit; exits close what was filled and no more, and leave it flat; filled, open and remaining are the
 * parent; each ends once, after which nothing works, with a residual that is what was not filled; nothing is opened after a
 * cancel; and a planner says the same to the same, throws nothing, and comes to rest.
 *
 * @throws ShagunError `invalid-options` where the seed or the number of steps is no whole number; `environment-mismatch`
 * where the broker does not live in the environment that it was given; `journal-broken`, `journal-newer` where the storage
 * gives back what nobody wrote
 * @example
 * ```ts
 * import { mock } from '@shagun/broker-mock'
 * import { simulate } from '@shagun/core/testing'
 *
 * for (let seed = 1; seed <= 100; seed++) {
 *   const { violation, trace } = await simulate({
 *     seed,
 *     broker: (environment) => mock({ cash: '1000000', reports: 'both', shortSelling: true }, environment),
 *   })
 *   if (violation !== undefined) throw new Error([`Seed ${seed}: ${violation.promise}`, ...trace].join('\n'))
 * }
 * ```
 * @example
 * ```ts
 * import { twap } from '@shagun/algos'
 * import { mock } from '@shagun/broker-mock'
 * import { simulate } from '@shagun/core/testing'
 *
 * const { violation, executions } = await simulate({
 *   seed: 1,
 *   broker: (environment) => mock({ cash: '1000000', reports: 'both', shortSelling: true }, environment),
 *   executions: {
 *     algos: [twap],
 *     order: ({ random, instruments: [first] }) =>
 *       twap({ instrument: first!.id, side: random() < 0.5 ? 'buy' : 'sell', quantity: 20, durationMs: 60_000 }),
 *     change: (_, { random }) => ({ quantity: 10 + Math.floor(random() * 20) }),
 *   },
 * })
 * if (violation === undefined) console.log(executions.get('done'))
 * ```
 */
export async function simulate(options: SimulateOptions): Promise<Simulation> {
  const { seed, broker, steps = 60, storage = () => memory({ chained: true }) } = options
  const { faults = options.executions === undefined ? faultKinds : [...faultKinds, ...executionFaults] } = options
  whole('seed', seed, Number.MIN_SAFE_INTEGER)
  whole('steps', steps, 0)
  const world: World = {
    broker,
    storage,
    rules: options.rules ?? (() => []),
    strategy: options.strategy,
    instruments: options.instruments ?? twoEquities(),
    executions: options.executions,
    // Where algos trade, what their parents ask for is the limit.
    exposure: options.executions === undefined ? 60 : 1_000_000,
  }
  const history = drawHistory({ random: seededRandom(seed), steps, faults, executes: options.executions !== undefined })
  const course = await runHistory(seed, history, world)
  return course.violation === undefined ? { seed, ...course, steps } : await shorten(seed, history, course, world)
}

/** Leaves out what does not matter: halves first, then quarters, down to single steps. */
async function shorten(seed: number, steps: readonly Step[], found: Course, world: World): Promise<Simulation> {
  let [kept, course] = [steps, found]
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let at = 0; at < kept.length; ) {
      const fewer = kept.toSpliced(at, size)
      const shorter = await runHistory(seed, fewer, world)
      if (shorter.violation?.promise !== found.violation!.promise) at += size
      else [kept, course] = [fewer, shorter]
    }
  return { seed, ...course, steps: kept.length }
}

function twoEquities(): Instrument[] {
  return ['SIM:A', 'SIM:B'].map((id) =>
    createInstrument({ id: id as Instrument['id'], currency: 'USD', tickSize: '0.05' }),
  )
}

function whole(option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return
  const expected = least < 0 ? 'a whole number' : `a whole number of ${least} or more`
  throw new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}
