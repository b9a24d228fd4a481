import type { Environment, Unsubscribe } from '../ports/environment.ts'

/** Holds back what executions would open at an account that refuses for now, for all of them together. */
export interface BackOff {
  isHeld(account: string): boolean
  /** Longer with each refusal in a row. */
  refused(account: string): void
  accepted(account: string): void
  stop(): void
}

/** @param over - called when orders may go to an account again */
export function createBackOff({ timers, random }: Environment, over: (account: string) => void): BackOff {
  const held = new Map<string, Unsubscribe>()
  const refusals = new Map<string, number>()

  return {
    isHeld: (account) => held.has(account),
    refused(account) {
      if (held.has(account)) return
      const count = refusals.get(account) ?? 0
      refusals.set(account, count + 1)
      // Executions at other places must not come back at the very same moment.
      const ms = Math.min(longestMs, firstMs * 2 ** count) * (0.5 + random() / 2)
      const release = (): void => {
        held.delete(account)
        over(account)
      }
      held.set(account, timers.after(ms, release))
    },
    accepted: (account) => void refusals.delete(account),
    stop() {
      for (const cancel of held.values()) cancel()
      held.clear()
      refusals.clear()
    },
  }
}

const firstMs = 500
const longestMs = 30_000
