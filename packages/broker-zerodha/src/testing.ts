/**
 * A Kite to test against, offline.
 *
 * @module @shagun/broker-zerodha/testing
 */
export type { FakeBook, FakeLevel, Liquidity } from './fake/exchange/exchange.ts'
export type { KiteInstrument } from './fake/exchange/listing.ts'
export { createFakeKite, type FakeKite, type FakeKiteOptions } from './fake/fake-kite.ts'
export type { FakeKiteFault, FakeKiteFaults, FaultOptions } from './fake/faults/fault.ts'
export type { FakeBehavior, FakeDelays } from './fake/kite.ts'
export type { FakeKiteLimits } from './fake/limits/limits.ts'
export type { DumpOptions } from './fake/market-data/dump.ts'
export type { KiteTickerSource } from './fake/market-data/ticks.ts'
export type { PostbackOptions, PostbackTarget } from './fake/postbacks/postbacks.ts'
export type { FakeKiteRequest } from './fake/request-log.ts'
export type { FakeKiteServer } from './fake/serve.ts'
export type { FakeKiteSession } from './fake/session/sessions.ts'
export type { FakeHolding, FakeKiteUser } from './fake/session/user.ts'
export type { FakeMode } from './fake/ticker/encode-packet.ts'
export type { FakeTicker, FakeTickerOptions, Whom } from './fake/ticker/fake-ticker.ts'
export type { TickerFault } from './fake/ticker/faults.ts'
export type { FakeTickerSession, Peer } from './fake/ticker/session.ts'
export type { KiteLevel, KiteTick, TickerSource } from './fake/ticker/source.ts'
export type { FakeEndpoint } from './fake/wire/request.ts'
