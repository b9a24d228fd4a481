/**
 * What authors of adapters need to declare a broker, a data provider or a storage.
 *
 * @module @shagun/core/adapter
 */
export type { BrokerFill, BrokerOrder, BrokerReport, BrokerSnapshot, VendorNote } from './model/broker-book.ts'
export { decodeEntry } from './model/codec.ts'
export { exchangeOf, symbolOf } from './model/ids.ts'
export type { Adjustment } from './model/label.ts'
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
  type SoughtOrder,
} from './ports/broker.ts'
export {
  type BarQuery,
  type DataProvider,
  type DataSupports,
  defineDataProvider,
  instrumentOf,
  type MarketReport,
  type QuoteBatch,
  type TickReport,
} from './ports/data-provider.ts'
export { systemEnvironment } from './ports/environment-system.ts'
export {
  type BarSeries,
  type BarStore,
  defineStorage,
  type Journal,
  type JournalEntry,
  type Storage,
  type StoredBars,
  type TimeRange,
} from './ports/storage.ts'
export type { Backoff } from './resilience/backoff.ts'
export type { BreakerOptions } from './resilience/breaker.ts'
export { untilAborted } from './resilience/cancellation.ts'
export type { HttpAnswer, Schema, Verdict } from './transport/http-answer.ts'
export { createHttpClient, type HttpClient, type HttpClientOptions } from './transport/http-client.ts'
export type { HttpRequest, Parameter } from './transport/http-request.ts'
export type { HttpPolicy } from './transport/policy.ts'
export type { CalendarWindow, DayUse, RateLimit, TokenBucket } from './transport/rate-limit.ts'
export {
  createRateLimiter,
  type LimitStore,
  type RateLimiter,
  type RateLimiterOptions,
  type SavedCounts,
  type TakeOptions,
  type WaitOptions,
} from './transport/rate-limiter.ts'
export { createRedactor, type Redactor, type Secrets } from './transport/redact.ts'
export {
  createSocket,
  type Heartbeat,
  type ReconnectingSocket,
  type SocketEvents,
  type SocketLoss,
  type SocketOptions,
} from './transport/socket.ts'
