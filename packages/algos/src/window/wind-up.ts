import type { AlgoCommand, AlgoContext, AlgoInput, Timestamp } from '@shagun/core'
import { cancelOpen } from '../children/cancel-open.ts'

type Standing = Pick<AlgoInput, 'now' | 'parent' | 'children'> & Pick<AlgoContext, 'instrument'>

/** How the end of a window goes on. */
export interface WoundUp {
  /** Since when it waits for its last orders to be canceled, to be handed in again. */
  readonly endingAt: Timestamp
  readonly commands: readonly AlgoCommand[]
}

/**
 * The window is over: what is open is canceled first, and its end awaited, so that the residual that is told is the last word.
 *
 * @param about - what else there is to be said of why something is left
 */
export function windUp(before: Timestamp | null, { now, parent, children, instrument }: Standing, about = ''): WoundUp {
  const { lots, filledLots, openLots } = parent
  const endingAt = before ?? now
  // What is filled whole is ended by the runner.
  if (filledLots >= lots) return { endingAt, commands: [] }
  if (openLots > 0 && Math.abs(now - endingAt) < graceMs) {
    const cancels = before === null ? cancelOpen(children) : []
    return { endingAt, commands: [...cancels, { type: 'wake', at: endingAt + graceMs }] }
  }
  const [residual, quantity] = [lots - filledLots, lots].map((part) => instrument.lotSize.times(part).toFixed())
  const reason = `The window ended with a residual of ${residual} out of ${quantity}${about}.`
  return { endingAt, commands: [{ type: 'finish', status: 'expired', reason }] }
}

/** How long the last cancels may take before it ends without their answer. */
const graceMs = 5_000
