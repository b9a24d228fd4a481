import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { FaultKind, Simulation } from '@shagun/core/testing'
import { algoHistory } from './algos/algo-history.ts'
import { type AlgoName, drawnAlgos } from './algos/parent-orders.ts'
import { historyOf } from './history-of.ts'
import { dayAsHistory } from './zerodha-day/as-history.ts'
import { zerodhaHistory } from './zerodha-history.ts'

// Runs many histories and says what they came to: `npm run soak`, `npm run soak -- --histories 1000`, or one again:
// `npm run soak -- --seed 4711`. With `--algos twap`, or `--algos all`, algos trade in them. With `--broker zerodha --days 10` they are whole trading days, of `--orders` each.

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '100000' },
    first: { type: 'string', default: '1' },
    seed: { type: 'string' },
    /** Whole trading days at Zerodha in place of histories. */
    days: { type: 'string' },
    orders: { type: 'string', default: '2000' },
    /** An algo that trades in them, several with commas, or `all`: each has every seed. */
    algos: { type: 'string' },
    /** `mock`, or `zerodha` over its real adapter. */
    broker: { type: 'string', default: 'mock' },
    /** How many processes share the work; each takes every so manieth seed. */
    part: { type: 'string' },
    of: { type: 'string', default: String(availableParallelism()) },
  },
})

const count = Number(values.days ?? values.histories)
const names =
  values.algos === 'all' ? (Object.keys(drawnAlgos) as AlgoName[]) : ((values.algos?.split(',') ?? []) as AlgoName[])
for (const name of names)
  if (!(name in drawnAlgos)) throw new RangeError(`There is no ${name} among ${Object.keys(drawnAlgos)}.`)
const history =
  names.length > 0
    ? withAlgos
    : values.days !== undefined
      ? oneDay
      : values.broker === 'zerodha'
        ? zerodhaHistory
        : historyOf
const again = `npm run soak -- ${values.algos === undefined ? '' : `--algos ${values.algos} `}--broker ${values.broker}${values.days === undefined ? '' : ` --days 1 --orders ${values.orders}`}`

/** The first that breaks a promise, or all of them together. */
async function withAlgos(seed: number): ReturnType<typeof algoHistory> {
  const all: Simulation[] = []
  for (const name of names) {
    const one = await algoHistory(name, seed)
    if (one.violation !== undefined)
      return { ...one, violation: { ...one.violation, promise: `${name}: ${one.violation.promise}` } }
    all.push(one)
  }
  const sum = (of: 'steps' | 'orders' | 'fills' | 'crashes'): number => all.reduce((total, one) => total + one[of], 0)
  const faults = new Map<FaultKind, number>()
  for (const one of all) for (const [fault, times] of one.faults) faults.set(fault, (faults.get(fault) ?? 0) + times)
  return {
    ...all[0]!,
    faults,
    steps: sum('steps'),
    orders: sum('orders'),
    fills: sum('fills'),
    crashes: sum('crashes'),
    trace: all.flatMap(({ trace }) => trace),
  }
}

function oneDay(seed: number): ReturnType<typeof dayAsHistory> {
  return dayAsHistory(seed, Number(values.orders))
}

interface Tally {
  histories: number
  steps: number
  orders: number
  fills: number
  crashes: number
  faults: Record<string, number>
  failed: number[]
}

if (values.seed !== undefined) await show(Number(values.seed))
else if (values.part !== undefined) process.stdout.write(JSON.stringify(await run(Number(values.part))))
else await runAll()

async function show(seed: number): Promise<void> {
  const { violation, trace, steps } = await history(seed)
  console.log(trace.join('\n'))
  if (violation === undefined) return console.log(`Seed ${seed} keeps every promise, over ${steps} steps.`)
  console.log(
    `Seed ${seed} breaks: ${violation.promise}.\n${violation.evidence}\n${steps} steps are left of its history.`,
  )
  process.exitCode = 1
}

async function run(part: number): Promise<Tally> {
  const tally: Tally = { histories: 0, steps: 0, orders: 0, fills: 0, crashes: 0, faults: {}, failed: [] }
  const [first, parts] = [Number(values.first), Number(values.of)]
  for (let seed = first + part; seed < first + count; seed += parts) {
    const { violation, steps, orders, fills, crashes, faults } = await history(seed)
    tally.histories++
    tally.steps += steps
    tally.orders += orders
    tally.fills += fills
    tally.crashes += crashes
    for (const [fault, times] of faults) tally.faults[fault] = (tally.faults[fault] ?? 0) + times
    if (violation !== undefined) tally.failed.push(seed)
    if (tally.histories % 1000 === 0) console.error(`${tally.histories} histories, up to seed ${seed}`)
  }
  return tally
}

async function runAll(): Promise<void> {
  const started = process.hrtime.bigint()
  const parts = await Promise.all(Array.from({ length: Number(values.of) }, (_, part) => runPart(part)))
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  const sum = (name: 'histories' | 'steps' | 'orders' | 'fills' | 'crashes'): string =>
    parts.reduce((total, part) => total + part[name], 0).toLocaleString('en-US')
  console.log(
    `${sum('histories')} ${values.days === undefined ? 'histories' : 'days'} in ${seconds.toFixed(0)} s: ${sum('steps')} steps, ${sum('orders')} orders,`,
  )
  console.log(`${sum('fills')} fills, ${sum('crashes')} crashes. Faults by kind:`)
  const names = new Set(parts.flatMap(({ faults }) => Object.keys(faults)))
  for (const name of [...names].sort())
    console.log(
      `  ${name.padEnd(22)} ${parts.reduce((n, { faults }) => n + (faults[name] ?? 0), 0).toLocaleString('en-US')}`,
    )
  const failed = parts.flatMap((part) => part.failed)
  if (failed.length === 0) return console.log('Every promise was kept.')
  console.log(
    `${failed.length} broke a promise: ${failed.slice(0, 20).join(', ')}. The shortest history of the first:\n`,
  )
  await show(failed[0]!)
  console.log(`\nAgain: ${again} --seed ${failed[0]}`)
}

function runPart(part: number): Promise<Tally> {
  const script = process.argv.slice(1, 2)
  const wanted = [
    '--part',
    String(part),
    '--of',
    values.of,
    '--histories',
    values.histories,
    '--first',
    values.first,
    '--broker',
    values.broker,
    ...(values.algos === undefined ? [] : ['--algos', values.algos]),
    ...(values.days === undefined ? [] : ['--days', values.days, '--orders', values.orders]),
  ]
  const child = spawn(process.execPath, [...process.execArgv, ...script, ...wanted], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = ''
  child.stdout.on('data', (chunk) => {
    told += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(told) as Tally)
      else reject(new Error(`Part ${part} of the soak ended with ${code}.`))
    })
  })
}
