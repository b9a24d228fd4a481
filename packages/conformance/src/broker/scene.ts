import { lastingKind } from './requests.ts'
import type { Placed } from './sent.ts'
import type { Stage } from './stage.ts'

/** Orders as a day has them: one that filled in two parts, at two prices; one that is at work; one that was canceled. */
export interface Scene {
  readonly filled: Placed
  readonly working: Placed
  readonly canceled: Placed
}

/** Plays it to its end, as its book shows it. */
export async function playScene(stage: Stage): Promise<Scene> {
  const kind = lastingKind(stage.supports, 'limit')!
  const filled = await stage.place({ kind })
  await stage.print(98, 6)
  await stage.print(97.5, 4)
  const working = await stage.place({ kind, lots: 3, limit: 95 })
  const canceled = await stage.place({ kind, lots: 2, limit: 96 })
  await stage.cancel(canceled)
  await stage.shows(filled, 'an order that is filled', (state) => state.filled.eq(filled.terms.quantity))
  await stage.shows(canceled, 'an order that is canceled', ({ isWorking }) => !isWorking)
  await stage.shows(working, 'an order at work', ({ isWorking }) => isWorking)
  return { filled, working, canceled }
}
