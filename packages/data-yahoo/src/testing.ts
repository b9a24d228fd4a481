/**
 * A Yahoo Finance to test against, offline.
 *
 * @module @shagun/data-yahoo/testing
 */
export { createFakeYahoo, type FakeRequest, type FakeYahoo, type FakeYahooOptions } from './fake/fake-yahoo.ts'
export type { FakeEndpoint, FakeFault, FaultOptions } from './fake/fault.ts'
export type { FakeYahooServer } from './fake/serve.ts'
