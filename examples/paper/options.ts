import { isAbsolute, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ShagunError } from '@shagun/core'

export interface Options {
  readonly isLive: boolean
  readonly isFresh: boolean
  readonly folder: string
  /** `undefined`: until it is ended. */
  readonly seconds: number | undefined
}

export const help = `Trades on paper in a market within the process, and ends after some seconds:

  npm run paper

Kill it and start it again: it goes on from where it was.

  --live             the prices of NSE:INFY at Yahoo Finance; until Ctrl-C
  --seconds NUMBER   how long (default 8; with --live for ever)
  --out FOLDER       for the books (default ./output)
  --fresh            begin with empty books
  --help             this text
`

/** @throws ShagunError `invalid-options` naming the option, its value and what was expected */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { live, fresh, out, help: asksHelp, seconds } = parse(args)
  if (asksHelp) return 'help'
  return {
    isLive: live,
    isFresh: fresh,
    folder: isAbsolute(out) ? out : resolve(join(process.env['INIT_CWD'] ?? process.cwd(), out)),
    seconds: seconds === undefined ? (live ? undefined : 8) : readSeconds(seconds),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        live: { type: 'boolean', default: false },
        seconds: { type: 'string' },
        out: { type: 'string', default: 'output' },
        fresh: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('. ')[0] : String(cause)
    const details = { option: 'arguments', value: args.join(' '), expected: 'the options of --help' }
    throw new ShagunError('invalid-options', `${why}. Try: npm run paper -- --help`, { details, cause })
  }
}

function readSeconds(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  const details = { option: '--seconds', value: text, expected: 'a whole number from 1 to 999999' }
  throw new ShagunError('invalid-options', `--seconds is ${text}; expected ${details.expected}.`, { details })
}
