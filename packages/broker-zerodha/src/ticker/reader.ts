import type { Environment } from '@shagun/core'
import type { Listeners, TickLine } from './listeners.ts'
import { createBatch } from './packet-batch.ts'
import { parseFrame } from './parse-frame.ts'
import { parseText } from './parse-text.ts'
import type { Tally } from './tally.ts'

/** What a ticker has got so far. */
export interface TickerCounts {
  readonly messages: number
  readonly packets: number
  /** Left out, because their length says nothing. */
  readonly unknownPackets: number
  /** Messages that ended too early; what came whole of them was read. */
  readonly truncatedMessages: number
  /** Messages with bytes after their last packet, which were not read. */
  readonly overlongMessages: number
  readonly orders: number
  /** Texts of a type that nobody knows. */
  readonly unknownTexts: number
  readonly unreadableTexts: number
}

/** Reads what comes, tells who listens, and counts. It keeps nothing, so whoever is slow holds up what comes next. */
export interface Reader {
  readonly counts: TickerCounts
  readBytes(message: Uint8Array, line: TickLine): void
  /** @param isNews - asked for order updates alone: whether this one has not come over another connection */
  readText(message: string, isNews: () => boolean): void
}

export function createReader(
  { clock }: Pick<Environment, 'clock'>,
  listeners: Listeners,
  tally: Tally,
  hide: (text: string) => string,
): Reader {
  const batch = createBatch()
  const counts = {
    messages: 0,
    packets: 0,
    unknownPackets: 0,
    truncatedMessages: 0,
    overlongMessages: 0,
    orders: 0,
    unknownTexts: 0,
    unreadableTexts: 0,
  }

  /** What cannot be read is never shown: nobody knows what is in it. */
  function noteFaults(): void {
    if (batch.isTruncated) {
      counts.truncatedMessages++
      tally('warn', 'a message of the ticker ended too early')
    }
    if (batch.unknownPackets > 0) {
      counts.unknownPackets += batch.unknownPackets
      tally('warn', 'packets of the ticker have a length that is not known')
    }
    if (batch.surplusBytes > 0) {
      counts.overlongMessages++
      tally('warn', 'a message of the ticker has bytes after its last packet')
    }
  }

  return {
    counts,
    readBytes(message, line) {
      counts.messages++
      parseFrame(message, batch)
      counts.packets += batch.count
      noteFaults()
      if (batch.count > 0) listeners.tell('ticks', batch, clock.now())
      else if (!batch.isTruncated && batch.unknownPackets === 0) listeners.tell('alive', line)
    },
    readText(message, isNews) {
      counts.messages++
      const frame = parseText(message)
      if (frame === 'unreadable') {
        counts.unreadableTexts++
        tally('warn', 'a text of the ticker could not be read')
      } else if (frame === 'unknown') {
        counts.unknownTexts++
        tally('warn', 'a text of the ticker is of a type that is not known')
      } else if (frame.type !== 'order') listeners.tell(frame.type, hide(frame.text))
      else if (isNews()) {
        counts.orders++
        listeners.tell('order', frame.order)
      }
    },
  }
}
