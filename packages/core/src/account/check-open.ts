import type { Denial } from '../model/outcome.ts'
import type { AccountState } from '../state/account-state.ts'
import type { Kernel } from './kernel.ts'

/** Nothing is opened while the broker's books cannot be read, or while trading is halted. */
export function checkOpen({ phase, state, broker }: Kernel): Denial | undefined {
  if (phase !== 'recovering') return checkHalted(state)
  const reason = `The books of ${broker.id} are not read yet; no order is held back for later.`
  return { rule: 'connection', reason }
}

/** What is halted does not become something else either; only cancels go. */
export function checkHalted({ halted }: AccountState): Denial | undefined {
  return halted === undefined ? undefined : { rule: 'trading-halted', reason: `Trading is halted: ${halted}` }
}
