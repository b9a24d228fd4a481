import { createListeners } from '../account/listeners.ts'
import { invalidOption, ShagunError } from '../errors.ts'
import type { Runner } from '../execution/runner.ts'
import { type Decimal, zero } from '../model/decimal.ts'
import type { EventMatching, EventPattern } from '../model/events.ts'
import type { Execution } from '../model/execution.ts'
import type { ExecutionId, InstrumentId } from '../model/ids.ts'
import { joinPortfolios, type Portfolio } from '../model/portfolio.ts'
import type { Position } from '../model/position.ts'
import { type Algo, type AlgoOrder, type AlgoParams, notRegistered } from '../ports/algo.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import type { Environment, Unsubscribe } from '../ports/environment.ts'
import type { Storage } from '../ports/storage.ts'
import { memory } from '../ports/storage-memory.ts'
import type { Trader } from '../ports/trader.ts'
import { refuseSameNames } from './create-trader.ts'
import type { DeskGround } from './desk-ground.ts'
import { type Inside, insides } from './inside.ts'

/** A position with the account that holds it. */
export interface DeskPosition extends Position {
  readonly account: string
}

/** Several accounts seen as one; each still trades for itself. */
export interface Desk {
  /** By name. */
  readonly accounts: ReadonlyMap<string, Trader>
  /** What each account holds, by instrument, as of now. */
  readonly positions: ReadonlyMap<InstrumentId, readonly DeskPosition[]>
  /**
   * Starts all accounts at once. Where one cannot start, all of the desk are stopped again. Started again, it starts what
   * has halted or was stopped meanwhile, and goes on with the algos that traded there.
   *
   * @throws ShagunError `journal-broken`, `journal-newer`, `journal-conflict` or whatever else the first account that
   * could not start threw; the logs have the others
   */
  start(): Promise<void>
  /**
   * Stops all accounts, also where one cannot be stopped.
   *
   * @throws ShagunError `storage-failed` or whatever else the first account that could not stop threw; the logs have the
   * others
   */
  stop(): Promise<void>
  /** The portfolios of all accounts as one: their positions one after the other, their totals added up by currency. */
  getPortfolio(): Portfolio
  /** The furthest that all accounts together could go if every open order filled: positive `long`, negative `short`. */
  worstCase(instrument: InstrumentId): { readonly long: Decimal; readonly short: Decimal }
  /**
   * Hands a parent order to an algo that may trade at all accounts of the desk: at those of its `routes`, or else at the
   * first. The desk's own journal holds the parent, and after a restart it goes on.
   *
   * @throws ShagunError `algo-not-registered` for a planner that was not given to the desk, `invalid-order`,
   * `invalid-options` for a route to an account that is not here, `not-started`, `account-halted` once the desk's
   * journal cannot be written, or what the planner threw
   */
  execute<P extends AlgoParams>(order: AlgoOrder<P>): Execution<P>
  /** An algo that the desk runs, or one of the last 1,000 that ended here. */
  getExecution(id: ExecutionId): Execution | undefined
  /** What becomes of the desk's own algos; the accounts tell of their orders. */
  on<E extends EventPattern>(pattern: E, listener: (event: EventMatching<E>) => Awaitable<void>): Unsubscribe
}

/** What {@link createDesk} is told. */
export interface DeskOptions {
  /** Of different accounts; started or not. */
  readonly traders: readonly Trader[]
  /** Where parents are kept that span accounts. Default: {@link memory}. */
  readonly storage?: Storage
  /** Planners that may run here. */
  readonly algos?: readonly { readonly algo: Algo }[]
  /** Under which the storage keeps the desk; no account of it may have it. Default: `desk`. */
  readonly name?: string
}

/**
 * Puts several accounts side by side.
 *
 * @throws ShagunError `invalid-options` where two traders have one account name, or one has the desk's, or two algos have
 * one name; `environment-mismatch` where traders of a desk with algos live in different environments
 * @example
 * ```ts
 * import { createDesk, type Trader } from '@shagun/core'
 *
 * async function watch(equities: Trader, futures: Trader): Promise<void> {
 *   const desk = createDesk({ traders: [equities, futures] })
 *   await desk.start()
 *   for (const [currency, { equity }] of desk.getPortfolio().totals) console.log(currency, equity)
 *   console.log(desk.worstCase('NSE:INFY').long.toString())
 *   await desk.stop()
 * }
 * ```
 */
export function createDesk(options: DeskOptions): Desk {
  const { traders, algos = [], name = 'desk' } = options
  const accounts = new Map<string, Trader>()
  for (const trader of traders) {
    if (accounts.has(trader.account)) throw sameName(trader.account)
    accounts.set(trader.account, trader)
  }
  refuseSameNames('algos', [...new Set(algos.map(({ algo }) => algo))])
  const environment = algos.length === 0 ? undefined : environmentOf(traders, name)
  const inner = (environment === undefined ? [] : traders.map(insideOf)) as unknown as [Inside, ...Inside[]]
  const listeners = createListeners(environment?.log ?? silent)
  const storage = options.storage ?? memory()
  // Loaded by the first desk that has algos.
  let runner: Runner | undefined
  let ground: DeskGround | undefined

  /** Goes on with what does not run: what was journalled, and what had to leave an account that halted or was stopped. */
  async function startRunner(): Promise<void> {
    if (environment === undefined) return
    const { createDeskGround, createRunner } = await import('./desk-runner.ts')
    ground ??= createDeskGround({
      name,
      storage,
      environment,
      insides: inner,
      listeners,
      halted(reason) {
        environment.log.error(`Desk ${name} halted: ${reason}`)
        runner?.stop(`the desk halted: ${reason}`)
      },
    })
    await ground.open()
    runner ??= createRunner(ground, algos)
    for (const { hearers } of inner) hearers.add(runner)
    await runner.start()
  }

  async function stopRunner(): Promise<void> {
    runner?.stop('the desk was stopped')
    if (runner !== undefined) for (const { hearers } of inner) hearers.delete(runner)
    await ground?.close()
  }

  /** All are asked at once and waited for; the first failure is thrown then, so that none hides behind another. */
  async function all(what: 'start' | 'stop'): Promise<void> {
    const results = await Promise.allSettled(Array.from(accounts.values(), async (trader) => trader[what]()))
    const failures = results.flatMap((result, i) =>
      result.status === 'rejected' ? [{ cause: result.reason, trader: traders[i]! }] : [],
    )
    for (const { trader, cause } of failures)
      trader.environment.log.error(`Account ${trader.account} could not ${what}.`, { cause })
    if (failures.length > 0) throw failures[0]!.cause
  }

  return {
    accounts,
    get positions() {
      const found = new Map<InstrumentId, DeskPosition[]>()
      for (const [account, { view }] of accounts)
        for (const [instrument, held] of view.positions) {
          const rows = held.map((position) => ({ ...position, account }))
          found.set(instrument, [...(found.get(instrument) ?? []), ...rows])
        }
      return found
    },
    async start() {
      try {
        await all('start')
        await startRunner()
      } catch (cause) {
        await stopRunner().catch(() => {})
        // What cannot stop has told so in its log; why the desk did not start counts more.
        await all('stop').catch(() => {})
        throw cause
      }
    },
    async stop() {
      // A journal of the desk that fails, or takes its time, must not keep accounts from being stopped.
      const [desk, stopping] = await Promise.allSettled([stopRunner(), all('stop')])
      if (stopping.status === 'rejected') throw stopping.reason
      if (desk.status === 'rejected') throw desk.reason
    },
    getPortfolio: () => joinPortfolios(Array.from(accounts.values(), ({ view }) => view.getPortfolio())),
    worstCase(instrument) {
      let [long, short] = [zero, zero]
      for (const { view } of accounts.values()) {
        const one = view.worstCase(instrument)
        long = long.plus(one.long)
        short = short.plus(one.short)
      }
      return { long, short }
    },
    execute(order) {
      if (!algos.some(({ algo }) => algo === (order.algo as unknown as Algo))) throw notRegistered(order.algo.name)
      if (runner === undefined || ground === undefined) throw notStarted(name)
      ground.requireRunning()
      return runner.execute(order, {})
    },
    getExecution: (id) => runner?.getExecution(id),
    on: listeners.on,
  }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Parents that span accounts are timed by one clock. */
function environmentOf(traders: readonly Trader[], name: string): Environment {
  const [first] = traders
  if (first === undefined)
    throw invalidOption('The traders are', 'traders', 'none', 'at least one, where there are algos')
  for (const { account, environment } of traders) {
    if (account === name) throw invalidOption('An account of the desk has its name', 'name', name, 'another `name`')
    if (environment === first.environment) continue
    const message = `Accounts ${account} and ${first.account} live in different environments; give their brokers the same.`
    throw new ShagunError('environment-mismatch', message, { details: { adapter: account } })
  }
  return first.environment
}

function insideOf(trader: Trader): Inside {
  const inside = insides.get(trader)
  if (inside !== undefined) return inside
  throw invalidOption(
    'A trader of the desk is',
    'traders',
    trader.account,
    'what createTrader of this package returned',
  )
}

function notStarted(name: string): ShagunError {
  const message = `Desk ${name} is not started; await its start() first.`
  return new ShagunError('not-started', message, { details: { account: name } })
}

function sameName(account: string): ShagunError {
  const expected = 'another `account` for each, given to createTrader'
  return invalidOption('Two traders of the desk have the account', 'traders', account, expected)
}
