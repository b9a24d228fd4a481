import { type InstrumentId, isShagunError } from '@shagun/core'
import type { Context } from './context.ts'

/**
 * The symbols of instruments. Those that have none cost the others nothing: they are told of in the log and left out.
 *
 * @throws ShagunError `unsupported` where none of them has one
 */
export function mapInstruments(
  { symbols, tally }: Pick<Context, 'symbols' | 'tally'>,
  instruments: readonly InstrumentId[],
): ReadonlyMap<InstrumentId, string> {
  const symbolOf = new Map<InstrumentId, string>()
  const refused = new Map<InstrumentId, unknown>()
  for (const instrument of instruments)
    try {
      symbolOf.set(instrument, symbols.toYahoo(instrument))
    } catch (error) {
      if (!isShagunError(error, 'unsupported')) throw error
      refused.set(instrument, error)
    }
  const [first] = refused
  if (first === undefined) return symbolOf
  if (symbolOf.size === 0) throw first[1]
  tally(refused.size, 'instruments have no symbol at Yahoo', first[0])
  return symbolOf
}
