/**
 * What authors of adapters need to declare a broker, a data provider or a storage.
 *
 * @module @shagun/core/adapter
 */
export type { BrokerFill, BrokerOrder, BrokerReport, BrokerSnapshot, VendorNote } from './model/broker-book.ts'
export { decodeEntry } from './model/codec.ts'
export { exchangeOf, symbolOf } from './model/ids.ts'
export type { PlaceReply } from './model/outcome.ts'
export { isTimeframe } from './model/time.ts'
export { createZone, type Zone } from './model/zone.ts'
export {
  type Broker,
  type BrokerMethods,
  type BrokerOrderRef,
  defineBroker,
  type Factory,
  type OrderGroup,
} from './ports/broker.ts'
export {
  type BarQuery,
  type DataProvider,
  type DataSupports,
  defineDataProvider,
  type MarketReport,
  type QuoteBatch,
} from './ports/data-provider.ts'
export { type BarStore, defineStorage, type Journal, type JournalEntry, type Storage } from './ports/storage.ts'
