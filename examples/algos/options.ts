import { isAbsolute, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ShagunError } from '@shagun/core'

export interface Options {
  readonly seed: number
  /** How many days, one after the other on the next seeds, theory is held against. */
  readonly days: number
  /** Where a page is written about one of the orders. */
  readonly report: string | undefined
  /** Which. */
  readonly algo: string
}

export const help = `Trades with each algo through a simulated day, and tells what it cost:

  npm run algos

  --seed NUMBER      which day (default 1)
  --days NUMBER      how many days theory is held against (default 1)
  --report FILE      a page about what one of them cost, with its schedule
  --algo NAME        of which one, as in the table (default vwap)
  --help             this text
`

/** @throws ShagunError `invalid-options` naming the option, its value and what was expected */
export function readOptions(args: readonly string[], names: readonly string[]): Options | 'help' {
  const { seed, days, report, algo, help: asksHelp } = parse(args)
  if (asksHelp) return 'help'
  if (!names.includes(algo)) throw invalid('--algo', algo, `one of ${names.join('; ')}`)
  return {
    seed: wholeNumber('--seed', seed, 1_000_000),
    days: wholeNumber('--days', days, 100),
    report:
      report === undefined || isAbsolute(report)
        ? report
        : resolve(join(process.env['INIT_CWD'] ?? process.cwd(), report)),
    algo,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: '1' },
        days: { type: 'string', default: '1' },
        report: { type: 'string' },
        algo: { type: 'string', default: 'vwap' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('. ')[0] : String(cause)
    const details = { option: 'arguments', value: args.join(' '), expected: 'the options of --help' }
    throw new ShagunError('invalid-options', `${why}. Try: npm run algos -- --help`, { details, cause })
  }
}

function wholeNumber(option: string, text: string, most: number): number {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= most) return Number(text)
  throw invalid(option, text, `a whole number from 1 to ${most}`)
}

function invalid(option: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}
