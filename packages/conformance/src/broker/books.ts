import type { BrokerFill, BrokerSnapshot } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import type { Stage } from './stage.ts'

/** The books once they hold that, or as they are in the end: some of them may be a while behind. */
export async function booksWhen(stage: Stage, holds: (snapshot: BrokerSnapshot) => boolean): Promise<BrokerSnapshot> {
  let snapshot = await stage.fetchSnapshot()
  for (let attempt = 0; attempt < 10 && !holds(snapshot); attempt++) {
    await stage.pass(1_000)
    snapshot = await stage.fetchSnapshot()
  }
  return snapshot
}

/** The trades of its books, once there are so many. */
export async function fillsWhen(stage: Stage, count: number): Promise<readonly BrokerFill[]> {
  return (await booksWhen(stage, ({ fills }) => fills.length >= count)).fills
}

/** A breach where its books and the venue differ in what they list. */
export function expectSame(what: string, ours: readonly string[], theirs: readonly string[]): void {
  const [told, there] = [ours, theirs].map((list) => list.toSorted().join('; ') || 'none')
  if (told !== there)
    throw breach(
      `Its books show as ${what}: ${told}. At the venue are: ${there}.`,
      'Read all of every book, and leave nothing out.',
    )
}
