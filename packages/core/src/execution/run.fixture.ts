import type { TradingEvent } from '../model/events.ts'
import type { Execution, Progress } from '../model/execution.ts'
import type { AlgoFactory, AlgoParams } from '../ports/algo.ts'
import type { AlgoCommand } from '../ports/algo-command.ts'
import type { AlgoInput } from '../ports/algo-input.ts'
import type { RiskRule } from '../ports/risk-rule.ts'
import type { Storage } from '../ports/storage.ts'
import { memory } from '../ports/storage-memory.ts'
import type { Trader } from '../ports/trader.ts'
import { createTrader } from '../trader/create-trader.ts'
import { createVenue, infy, planner, type Venue } from './venue.fixture.ts'

/** What a planner of a test says to what it is told. */
export type Answer = (input: AlgoInput) => readonly AlgoCommand[]

export interface RunOptions {
  readonly params?: Partial<AlgoParams>
  readonly needs?: Parameters<typeof planner>[1]
  readonly more?: Parameters<typeof planner>[3]
  readonly venue?: Venue
  readonly storage?: Storage
  readonly rules?: readonly RiskRule[]
}

/** A run, and what came of it so far. */
export interface Run {
  readonly trader: Trader
  readonly venue: Venue
  readonly execution: Execution
  readonly begin: () => Execution
  readonly inputs: AlgoInput[]
  readonly events: TradingEvent[]
  readonly algo: AlgoFactory
  readonly storage: Storage
  /** Another process, with the journal and the venue of one that is gone. */
  restart(after?: Answer): Promise<{ readonly trader: Trader; readonly execution: Execution }>
}

/** A trader that hears the quotes of INFY, at 100 already, and an algo at work on 20 lots of it. */
export async function run(answer: Answer, options: RunOptions = {}): Promise<Run> {
  const { params, needs, more, venue = createVenue(), storage = memory(), rules = [] } = options
  const inputs: AlgoInput[] = []
  const events: TradingEvent[] = []
  let says = answer
  const algo = planner(
    (input) => {
      inputs.push(input)
      return says(input)
    },
    needs,
    'scripted',
    more,
  )
  const create = () => {
    const trader = createTrader({
      reconcileEveryMs: 0,
      broker: venue.broker,
      data: [venue.feed],
      strategies: [{ name: 'watcher', watch: [{ instrument: infy.id }] }],
      algos: [algo],
      storage,
      rules,
    })
    trader.on('execution.*', (event) => void events.push(event))
    return trader
  }
  const trader = create()
  await trader.start()
  venue.quote(100)
  const begin = () => trader.execute(algo({ instrument: infy.id, side: 'buy', quantity: 100, ...params }))
  const execution = begin()
  return {
    trader,
    venue,
    execution,
    begin,
    inputs,
    events,
    algo,
    storage,
    async restart(after = answer) {
      says = after
      inputs.length = 0
      events.length = 0
      const next = create()
      await next.start()
      return { trader: next, execution: next.getExecution(execution.id)! }
    },
  }
}

/** Answers the first of each type of news, and nothing after. */
export const on = (answers: Partial<Record<AlgoInput['type'], readonly AlgoCommand[]>>): Answer => {
  const left = { ...answers }
  return ({ type }) => {
    const commands = left[type] ?? []
    delete left[type]
    return commands
  }
}

/** Where it stands: status, filled, open, remaining. */
export const standing = ({ status, filledQuantity, openQuantity, remainingQuantity }: Progress): string =>
  `${status} ${filledQuantity}+${openQuantity}+${remainingQuantity}`

export const typesOf = (inputs: readonly AlgoInput[]): string[] =>
  inputs.map((input) => (input.type === 'child' ? `${input.key} ${input.change}` : input.type))

export const ordersOf = ({ orders }: Venue): string[] =>
  orders.map(({ terms, lifecycle }) => {
    const prices = [
      'limitPrice' in terms ? ` limit ${terms.limitPrice}` : '',
      'stopPrice' in terms ? ` stop ${terms.stopPrice}` : '',
    ]
    return `${terms.side} ${terms.quantity}${prices.join('')}${lifecycle === 'working' ? '' : ` ${lifecycle}`}`
  })

export const isFinished = async ({ finished }: Execution): Promise<boolean> => {
  const open = Symbol()
  for (let i = 0; i < 20; i++) await undefined
  return (await Promise.race([finished, Promise.resolve(open)])) !== open
}
