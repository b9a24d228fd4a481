import type { Environment } from '@shagun/core'
import type { Endpoint } from './endpoint.ts'
import type { Sessions } from './session.ts'
import type { Symbols } from './symbols.ts'
import type { Tally } from './tally.ts'

/** What all that asks Yahoo has in common. */
export interface Context {
  readonly environment: Environment
  readonly symbols: Symbols
  /** Charts and search, which take no crumb. */
  readonly charts: Endpoint
  /** Quotes and option chains, which take one. */
  readonly quotes: Endpoint
  readonly sessions: Sessions
  readonly tally: Tally
}
