import type { Timers, Unsubscribe } from '@shagun/core'
import type { Faults } from './faults.ts'
import type { FakeTickerSession } from './session.ts'

/** Order updates on their way to the connections of their user. */
export interface Orders {
  tell(userId: string, order: Readonly<Record<string, unknown>>): void
  /** Forgets what is still under way. */
  clear(): void
}

/** So long an update waits for one that could overtake it. */
const heldMs = 1_000

export function createOrders(
  timers: Timers,
  faults: Faults,
  delayMs: number,
  sessions: () => readonly FakeTickerSession[],
): Orders {
  const waiting = new Set<Unsubscribe>()
  /** By session, what is to be overtaken. */
  let held = new WeakMap<FakeTickerSession, string>()

  function after(ms: number, run: () => void): void {
    const cancel = timers.after(ms, () => {
      waiting.delete(cancel)
      run()
    })
    waiting.add(cancel)
  }

  function send(session: FakeTickerSession, text: string): void {
    session.send(text)
    if (faults.find('orders-duplicated', session.apiKey) !== undefined) session.send(text)
  }

  function release(session: FakeTickerSession): void {
    const text = held.get(session)
    held.delete(session)
    if (text !== undefined) send(session, text)
  }

  function deliver(session: FakeTickerSession, text: string): void {
    const isHeld = !held.has(session) && faults.find('orders-reordered', session.apiKey) !== undefined
    if (isHeld) {
      held.set(session, text)
      after(heldMs, () => release(session))
      return
    }
    send(session, text)
    release(session)
  }

  return {
    tell(userId, order) {
      const text = JSON.stringify({ type: 'order', data: order })
      for (const session of sessions()) {
        if (session.userId !== userId) continue
        const isEarly = delayMs === 0 || faults.find('orders-early', session.apiKey) !== undefined
        if (isEarly) deliver(session, text)
        else after(delayMs, () => sessions().includes(session) && deliver(session, text))
      }
    },
    clear() {
      for (const cancel of waiting) cancel()
      waiting.clear()
      held = new WeakMap()
    },
  }
}
