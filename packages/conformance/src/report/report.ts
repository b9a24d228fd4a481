import manifest from '../../package.json' with { type: 'json' }
import type { ConformanceResult } from './run-cases.ts'

/** What an adapter keeps to, as plain JSON; the same run gives the same report. */
export interface ConformanceReport {
  readonly adapter: string
  /** Of the adapter, where it was told. */
  readonly adapterVersion?: string
  /** Of the kit that the cases are from. */
  readonly version: string
  readonly seed: number
  /** How many cases. */
  readonly passed: number
  /** How many cases. */
  readonly failed: number
  /** How many cases; they prove nothing. */
  readonly skipped: number
  readonly results: readonly ConformanceResult[]
}

/**
 * What cases came to, to be kept or published.
 *
 * @param results - of all cases of one adapter, such as those of {@link runCases}
 * @param adapter - what it is called, and its version
 * @example
 * ```ts
 * import { conformanceReport, printReport, runCases, storageCases } from '@shagun/conformance'
 * import { memory } from '@shagun/core'
 *
 * const results = await runCases(storageCases(() => memory(), { lasts: false }))
 * const report = conformanceReport(results, { name: 'memory' })
 * console.log(printReport(report))
 * console.log(JSON.stringify(report))
 * ```
 */
export function conformanceReport(
  results: readonly ConformanceResult[],
  { name, version }: { readonly name: string; readonly version?: string },
): ConformanceReport {
  const count = (outcome: ConformanceResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length
  return {
    adapter: name,
    ...(version !== undefined && { adapterVersion: version }),
    version: manifest.version,
    seed: results[0]?.seed ?? 1,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    results,
  }
}
