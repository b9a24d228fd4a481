import { isShagunError } from '@shagun/core'
import type { Kite } from './kite.ts'
import { openOfflineKite } from './offline-kite.ts'
import { help, type Options, readOptions } from './options.ts'
import { run } from './run.ts'
import { createTerminal } from './terminal.ts'

const show = createTerminal((text) => process.stdout.write(text))

/** The first ends it in order, the second at once. */
const interruption = new AbortController()
for (const [name, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(name, () => {
    process.exitCode = exitCode
    interruption.abort()
  })

async function runOffline(port: number): Promise<boolean> {
  const kite = await openOfflineKite(port)
  try {
    show.note(
      'This is a Kite within this process, with an exchange of its own. For the real one set KITE_API_KEY and KITE_API_SECRET.',
    )
    return await run(kite, show, interruption.signal)
  } finally {
    await kite.close()
  }
}

function runReal(kite: Kite): Promise<boolean> {
  const { endpoints, instrument, trades } = kite
  const where = endpoints.apiUrl === undefined ? 'your account at Zerodha' : `the Kite at ${endpoints.apiUrl}`
  const what = trades === undefined ? 'which is only read' : `with real money, and an order for ${instrument}`
  show.note(`This is ${where}, ${what}.`)
  return run(kite, show, interruption.signal)
}

async function start({ kite, port }: Options): Promise<void> {
  const isWell = kite === undefined ? await runOffline(port) : await runReal(kite)
  show.heading(isWell ? 'Done.' : 'Done, and something above did not go as it should.')
  if (!isWell) process.exitCode = 1
}

try {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options === 'help') process.stdout.write(help)
  else await start(options)
} catch (error) {
  if (error === interruption.signal.reason) show.heading('Stopped.')
  else {
    if (!isShagunError(error) && !isFileError(error)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}

/** A folder that cannot be written to, a path that is no folder: the system's own words say which. */
function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error
}
