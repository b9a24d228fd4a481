import type { DataProvider } from '@shagun/core'
import type { DataProviderFixtures } from './fixtures.ts'
import type { Stage } from './stage.ts'

/** What must hold of a data provider, and how that is looked into. */
export interface Claim {
  readonly id: string
  readonly claim: string
  /** Why it cannot be held against this one. */
  skipped?(provider: DataProvider, fixtures: DataProviderFixtures): string | undefined
  /** Throws a breach where it does not hold. */
  check(stage: Stage): Promise<void>
}

/** Claims about a method, skipped where there is none. */
export function aboutMethod(
  method: 'fetchQuotes' | 'fetchInstruments' | 'subscribe',
  claims: readonly Claim[],
): readonly Claim[] {
  return claims.map((claim) => ({
    ...claim,
    skipped: (provider, fixtures) =>
      provider[method] === undefined ? `it has no \`${method}\`` : claim.skipped?.(provider, fixtures),
  }))
}
