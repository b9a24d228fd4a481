import { isShagunError } from '@shagun/core'
import { createTerminal } from '../zerodha/terminal.ts'
import { openLiveMarket, openOfflineMarket } from './market.ts'
import { help, type Options, readOptions } from './options.ts'
import { run } from './run.ts'

const show = createTerminal((text) => process.stdout.write(text))
const interruption = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort())

async function start(options: Options): Promise<void> {
  const market = options.isLive ? openLiveMarket() : openOfflineMarket()
  show.note(
    options.isLive
      ? 'Prices are those of Yahoo Finance; money and orders are on paper.'
      : 'Prices are made within this process, money and orders are on paper.',
  )
  try {
    await run(market, options, show, interruption.signal)
  } finally {
    market.end()
  }
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') process.stdout.write(help)
  else await start(options)
} catch (error) {
  const isOurs = isShagunError(error) || (error instanceof Error && 'syscall' in error)
  if (!isOurs) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
