import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { isShagunError } from '@shagun/core'
import { renderTransactionCost } from '@shagun/report'
import { createDays } from './market-day.ts'
import { help, type Options, readOptions } from './options.ts'
import { createOrders, type NamedOrder } from './orders.ts'
import { renderTable } from './table.ts'
import { namesOfTheory, type Traded, theoryOver } from './theory.ts'
import { tradeDay } from './trade-day.ts'

const orders = createOrders()

async function run({ seed, days, report, algo }: Options): Promise<void> {
  say('Each buys 50,000 of NSE:EXAMPLE, a fortieth of what trades there in a day; the')
  say('router buys 2,000 in a moment, a bracket 5,000, and exits sell 5,000.\n')
  const first = await tradeAll(seed, Object.entries(orders))
  say(`${renderTable(first)}\n`)
  const all = [first]
  const needed = Object.entries(orders).filter(([name]) => (namesOfTheory as readonly string[]).includes(name))
  for (let day = 1; day < days; day++) all.push(await tradeAll(seed + day, needed))
  say(`What theory says, and what came of it ${days === 1 ? 'on this day' : `over ${days} days`}:\n`)
  for (const { claim, figures, holds, days: needs } of theoryOver(all))
    if (days >= needs) say(`  ${claim.padEnd(48)} ${figures.padEnd(25)}${holds ? '' : ' no'}`.trimEnd())
    else say(`  ${claim.padEnd(48)} takes --days ${needs} to see`)
  if (report === undefined) return
  mkdirSync(dirname(report), { recursive: true })
  writeFileSync(report, renderTransactionCost(first[algo]!.cost, { locale: 'en-IN', timeZone: 'Asia/Kolkata' }))
  say(`\nWhat ${algo} cost is drawn in\n${relative(process.env['INIT_CWD'] ?? process.cwd(), report)}`)
}

async function tradeAll(seed: number, named: readonly (readonly [string, NamedOrder])[]): Promise<Traded> {
  const days = createDays(seed)
  const traded: [string, Traded[string]][] = []
  for (const [name, order] of named) traded.push([name, await tradeDay(days, order)])
  return Object.fromEntries(traded)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

try {
  const options = readOptions(process.argv.slice(2), Object.keys(orders))
  if (options === 'help') process.stdout.write(help)
  else await run(options)
} catch (error) {
  const isOurs = isShagunError(error) || (error instanceof Error && 'syscall' in error)
  if (!isOurs) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
