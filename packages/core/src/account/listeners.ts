import { EventEmitter } from 'eventemitter3'
import type { EventMatching, EventPattern, EventType, TradingEvent } from '../model/events.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { isPromise } from '../ports/awaitable.ts'
import type { Log, Unsubscribe } from '../ports/environment.ts'

/** Who listens to an account. Everybody hears events in one order, also those that come of hearing one. */
export interface Listeners {
  on<P extends EventPattern>(pattern: P, listener: (event: EventMatching<P>) => Awaitable<void>): Unsubscribe
  publish(event: TradingEvent): void
  /** Whether anybody hears this type: an event at every tick is not worth making for nobody. */
  hears(type: EventType): boolean
}

export function createListeners(log: Log): Listeners {
  const emitter = new EventEmitter<string>()
  const hears = (type: EventType): boolean =>
    emitter.listenerCount(type) > 0 || emitter.listenerCount(familyPattern(type)) > 0
  let queue: TradingEvent[] = []
  let publishing = false

  return {
    on(pattern, listener) {
      const report = (cause: unknown): void => {
        // A logger that throws, too, must not stop what is being told.
        try {
          log.error(`A listener to ${pattern} threw.`, { cause })
        } catch {}
      }
      const isolated = (event: EventMatching<typeof pattern>): void => {
        try {
          const heard = listener(event)
          if (isPromise(heard)) heard.catch(report)
        } catch (cause) {
          report(cause)
        }
      }
      emitter.on(pattern, isolated)
      return () => {
        emitter.off(pattern, isolated)
      }
    },
    hears,
    publish(event) {
      if (!hears(event.type)) return
      queue.push(event)
      if (publishing) return
      publishing = true
      try {
        for (let i = 0; i < queue.length; i++) {
          const { type } = queue[i]!
          emitter.emit(type, queue[i])
          emitter.emit(familyPattern(type), queue[i])
        }
      } finally {
        queue = []
        publishing = false
      }
    },
  }
}

const patterns = new Map<string, string>()

/** `order.filled` belongs to `order.*`. */
function familyPattern(type: string): string {
  let pattern = patterns.get(type)
  if (pattern === undefined) patterns.set(type, (pattern = `${type.slice(0, type.indexOf('.'))}.*`))
  return pattern
}
