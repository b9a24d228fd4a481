import type { Account } from '../account/account.ts'
import type { Origin } from '../account/place.ts'
import { ShagunError } from '../errors.ts'
import type { Bar } from '../model/bars.ts'
import { Decimal } from '../model/decimal.ts'
import type { OrderEvent } from '../model/events.ts'
import type { Execution } from '../model/execution.ts'
import type { ExecutionId } from '../model/ids.ts'
import type { Quote, Trade } from '../model/quote.ts'
import type { Algo, AlgoOrder, AlgoParams } from '../ports/algo.ts'
import type { Environment, Unsubscribe } from '../ports/environment.ts'
import { type RunningExecution, startExecution } from './run.ts'

/** Runs the algos of one account. */
export interface Runner {
  execute<P extends AlgoParams>(order: AlgoOrder<P>, origin: Origin): Execution<P>
  getExecution(id: ExecutionId): Execution | undefined
  onQuote(quote: Quote): void
  onTrade(trade: Trade): void
  onBar(bar: Bar): void
  start(): Promise<void>
  stop(): void
}

export function createRunner(
  account: Account,
  environment: Environment,
  registered: readonly { readonly algo: Algo }[],
): Runner {
  const executions = new Map<ExecutionId, RunningExecution>()
  let running: RunningExecution[] = []
  let unsubscribe: readonly Unsubscribe[] = []

  function onOrder(event: OrderEvent): void {
    const id = 'terms' in event ? event.terms.clientOrderId : event.clientOrderId
    const tracked = account.getState().getTracked(id)
    if (tracked?.execution !== undefined) executions.get(tracked.execution)?.onOrder(event, tracked)
  }

  function abandon(reason: string): void {
    for (const each of running) each.abandon(reason)
    running = []
  }

  return {
    execute<P extends AlgoParams>(order: AlgoOrder<P>, origin: Origin): Execution<P> {
      const { algo, params } = order
      if (!registered.some((each) => each.algo === algo)) throw notRegistered(algo.name)
      const execution = startExecution({
        account,
        environment,
        algo: algo as unknown as Algo,
        params,
        origin,
        began: (self) => {
          executions.set(self.execution.id, self)
          running.push(self)
        },
        ended: (self) => {
          running = running.filter((other) => other !== self)
        },
      })
      return execution as Execution<P>
    },
    getExecution: (id) => executions.get(id)?.execution,
    onQuote(quote) {
      for (const each of running) each.onMarket({ type: 'quote', quote }, quote.instrument, 'quotes')
    },
    onTrade(trade) {
      for (const each of running) each.onMarket({ type: 'trade', trade }, trade.instrument, 'trades')
    },
    onBar(bar) {
      for (const each of running) each.onMarket({ type: 'bar', bar }, bar.instrument, bar.timeframe)
    },
    async start() {
      unsubscribe = [
        account.listeners.on('order.*', onOrder),
        account.listeners.on('account.halted', ({ reason }) => abandon(`the account halted: ${reason}`)),
      ]
      const reason = 'the process ended while it ran'
      for (const { execution, algo, params } of [...account.getState().executions.values()]) {
        environment.log.warn(`${algo} ${execution} is over: ${reason}. Its open orders stand.`)
        const time = environment.clock.now()
        const filled = account
          .getState()
          .listChildren(execution)
          .map(({ order }) => order.filledQuantity)
        const { quantity } = params as { readonly quantity: string }
        const residualQuantity = filled.reduce((rest, part) => rest.minus(part), new Decimal(quantity))
        await account.commit({
          type: 'execution.finished',
          time,
          execution,
          status: 'failed',
          residualQuantity,
          reason,
        })
      }
    },
    stop() {
      abandon('the account was stopped')
      for (const end of unsubscribe) end()
      unsubscribe = []
    },
  }
}

function notRegistered(algo: string): ShagunError {
  const message = `The algo ${algo} is not registered; pass it to createTrader in \`algos\`, so that a restart knows it.`
  return new ShagunError('algo-not-registered', message, { details: { algo } })
}
