import type { RejectionClass } from '../ports/algo-input.ts'

/** Tells when an execution that is refused should wait for a human. */
export interface Refusals {
  /** Something is tried; what is refused of it counts once, however many orders it is made of. */
  tries(): void
  accepted(): void
  /** Whether it is time to pause. */
  refused(why: Exclude<RejectionClass, 'transient'>): boolean
}

/** @param hasOtherRoutes - another account may take what this one refuses */
export function createRefusals(hasOtherRoutes: boolean): Refusals {
  let attempt = 0
  let counted = -1
  let count = 0
  let last: RejectionClass | undefined

  return {
    tries: () => void attempt++,
    accepted() {
      count = 0
      last = undefined
    },
    refused(why) {
      const isNew = attempt !== counted
      counted = attempt
      if (isNew) count++
      const isHopeless = why === 'blocked' && !hasOtherRoutes
      // A wrong price is tried anew once.
      const isAgain = why === 'price' && last === 'price' && isNew && !hasOtherRoutes
      last = why
      return isHopeless || isAgain || count >= most
    },
  }
}

const most = 5
