/**
 * What an adapter has to keep to, as test cases for whatever runs tests.
 *
 * @module @shagun/conformance
 */
export { brokerCases } from './broker/cases.ts'
export type { BrokerFault, BrokerFixtures, BrokerWorld, OpenBroker } from './broker/fixtures.ts'
export type { ConformanceCase } from './conformance-case.ts'
export { dataProviderCases } from './data-provider/cases.ts'
export type { DataFault, DataProviderFixtures } from './data-provider/fixtures.ts'
export { printReport } from './report/print-report.ts'
export { type ConformanceReport, conformanceReport } from './report/report.ts'
export { type ConformanceResult, runCases } from './report/run-cases.ts'
export { type OpenStorage, type StorageFixtures, storageCases } from './storage/cases.ts'
