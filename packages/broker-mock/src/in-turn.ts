/** Asked after each step: a promise where something that came of it is still under way. */
export type Settle = () => Promise<void> | undefined

/** Takes one step after the other, and waits for what comes of one before the next. Without waiting it stays synchronous. */
export function inTurn(
  steps: readonly (() => void)[],
  settle: Settle = () => undefined,
  from = 0,
): Promise<void> | undefined {
  for (let i = from; i < steps.length; i++) {
    steps[i]!()
    const pending = settle()
    if (pending !== undefined) return pending.then(() => inTurn(steps, settle, i + 1))
  }
  return undefined
}
