import { alwaysOpen, createMarketData, type InstrumentId, type Quote, type Timeframe } from '@shagun/core'
import { EventEmitter } from 'eventemitter3'
import type { Ear, OpenPipe, Pipe } from './flood.ts'
import { instruments } from './load.ts'
import { createTap } from './providers.ts'

export function openShagun(timeframes: readonly Timeframe[]): OpenPipe {
  return async (ears) => {
    const { provider, tell } = createTap()
    const data = createMarketData({ providers: [provider], calendars: { NSE: alwaysOpen('Asia/Kolkata') } })
    const subscriptions = ears.map((ear) =>
      data.subscribe({ instruments, timeframes }, (update) => {
        if (update.type === 'quote') hear(ear, update.quote)
      }),
    )
    await Promise.all(subscriptions.map(({ ready }) => ready))
    return {
      tell,
      end() {
        for (const subscription of subscriptions) subscription.end()
      },
    }
  }
}

/** As it is written without a library: the latest in a map, and one event an instrument. */
export function openEmitter(ears: readonly Ear[]): Pipe {
  const emitter = new EventEmitter<InstrumentId>()
  const latest = new Map<InstrumentId, Quote>()
  for (const ear of ears) {
    const listener = (quote: Quote): void => hear(ear, quote)
    for (const instrument of instruments) emitter.on(instrument, listener)
  }
  return {
    tell(quote) {
      latest.set(quote.instrument, quote)
      emitter.emit(quote.instrument, quote)
    },
    end: () => void emitter.removeAllListeners(),
  }
}

/** Subjects that remember the latest, one an instrument. */
export async function openSubjects(ears: readonly Ear[]): Promise<Pipe> {
  const { ReplaySubject } = await import('rxjs')
  const subjects = new Map(instruments.map((instrument) => [instrument, new ReplaySubject<Quote>(1)]))
  for (const ear of ears) for (const subject of subjects.values()) subject.subscribe((quote) => hear(ear, quote))
  return {
    tell: (quote) => subjects.get(quote.instrument)!.next(quote),
    end() {
      for (const subject of subjects.values()) subject.complete()
    },
  }
}

/** No topics and nothing kept: little more than what making the quotes takes. */
export function openLoop(ears: readonly Ear[]): Pipe {
  return {
    tell(quote) {
      for (const ear of ears) hear(ear, quote)
    },
    end() {},
  }
}

function hear(ear: Ear, { last }: Quote): void {
  ear.quotes++
  ear.sum += last
}
