import type { ZerodhaData } from '@shagun/broker-zerodha'
import { exchangeOf, type Instrument, type InstrumentId, isShagunError, type Quote, ShagunError } from '@shagun/core'
import type { Terminal } from './terminal.ts'

/** Those that there are. A plan without market data has none, and trades all the same. */
export async function readPrices(
  data: ZerodhaData,
  instruments: readonly InstrumentId[],
  show: Terminal,
  signal: AbortSignal,
): Promise<readonly Quote[]> {
  try {
    const { quotes, missing } = await data.fetchQuotes(instruments, signal)
    for (const instrument of missing) show.note(`Kite has no price of ${instrument}.`)
    return quotes
  } catch (error) {
    if (!isShagunError(error, 'unsupported')) throw error
    show.note(error.message)
    return []
  }
}

/** @throws ShagunError `not-found` where it is not listed today */
export async function findInstrument(data: ZerodhaData, id: InstrumentId, signal: AbortSignal): Promise<Instrument> {
  const found = (await data.fetchInstruments(exchangeOf(id), signal)).find((instrument) => instrument.id === id)
  if (found !== undefined) return found
  const message = `Kite lists no ${id} today. Look for its trading symbol in Kite's search; contracts that have expired are gone.`
  throw new ShagunError('not-found', message, { details: { source: 'zerodha', name: id } })
}
