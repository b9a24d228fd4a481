import type { ConformanceCase } from '../conformance-case.ts'

/** What a case came to. */
export interface ConformanceResult extends Pick<ConformanceCase, 'id' | 'claim' | 'seed'> {
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** Why it was skipped; where it failed, what was seen and what to do. */
  readonly reason?: string
}

/**
 * Runs cases without a test runner, one after the other.
 *
 * @param heard - told of each result as it comes
 * @returns a result for each of them, in their order
 * @example
 * ```ts
 * import { runCases, storageCases } from '@shagun/conformance'
 * import { memory } from '@shagun/core'
 *
 * const results = await runCases(storageCases(() => memory(), { lasts: false }))
 * const failed = results.filter(({ outcome }) => outcome === 'failed')
 * ```
 */
export async function runCases(
  cases: readonly ConformanceCase[],
  heard: (result: ConformanceResult) => void = () => {},
): Promise<readonly ConformanceResult[]> {
  const results: ConformanceResult[] = []
  for (const { id, claim, seed, skipped, run } of cases) {
    const ended = skipped === undefined ? await outcomeOf(run) : ({ outcome: 'skipped', reason: skipped } as const)
    const result = { id, claim, seed, ...ended }
    results.push(result)
    heard(result)
  }
  return results
}

async function outcomeOf(run: () => Promise<void>): Promise<Pick<ConformanceResult, 'outcome' | 'reason'>> {
  try {
    await run()
    return { outcome: 'passed' }
  } catch (error) {
    // What was claimed stands beside it already.
    const { cause = error } = error as { readonly cause?: unknown }
    return { outcome: 'failed', reason: cause instanceof Error ? cause.message : String(cause) }
  }
}
