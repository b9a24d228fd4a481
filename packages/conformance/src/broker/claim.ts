import type { BrokerFault, BrokerFixtures } from './fixtures.ts'
import type { Stage } from './stage.ts'

/** What must hold of a broker, and how that is looked into. */
export interface BrokerClaim {
  readonly id: string
  readonly claim: string
  /** Why it cannot be held against this one. */
  skipped?(fixtures: BrokerFixtures): string | undefined
  /** Throws a breach where it does not hold. */
  check(stage: Stage): Promise<void>
}

type Skips = NonNullable<BrokerClaim['skipped']>

/** The first of these reasons that there is. */
function skippedBy(...reasons: readonly Skips[]): Skips {
  return (fixtures) => {
    for (const reason of reasons) {
      const found = reason(fixtures)
      if (found !== undefined) return found
    }
    return undefined
  }
}

export function needsFault(...faults: readonly BrokerFault[]): Skips {
  return (fixtures) => {
    const missing = faults.find((fault) => fixtures.faults?.[fault] === undefined)
    return missing === undefined ? undefined : `there is no fault \`${missing}\``
  }
}

/** Claims that each need the same. */
export function all(skipped: Skips, claims: readonly BrokerClaim[]): readonly BrokerClaim[] {
  return claims.map((claim) => ({ ...claim, skipped: skippedBy(skipped, claim.skipped?.bind(claim) ?? none) }))
}

function none(): undefined {}
