import type { Environment, InstrumentId } from '@shagun/core'
import type { KiteClient } from '../client/kite-client.ts'
import type { InstrumentBook } from '../instruments/instrument-book.ts'
import type { Tally } from '../ticker/tally.ts'
import type { OpenOfDay } from './india.ts'

/** What all that asks Kite for prices has in common. */
export interface Context {
  readonly environment: Environment
  readonly client: KiteClient
  readonly instruments: InstrumentBook
  readonly tally: Tally
  readonly openOfDay: OpenOfDay
  /** How many days of an interval one request may ask for, where Kite has said that it is fewer than was known. */
  readonly mostDays: Map<string, number>
  serves(instrument: InstrumentId): boolean
  /** @throws ShagunError `unsupported` for an instrument of an exchange that is not served */
  checkExchange(instrument: InstrumentId): void
}
