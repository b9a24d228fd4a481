import type { Broker, ClientOrderId, InstrumentId, Side, Timers, Timestamp } from '@shagun/core'
import { delayMs, type StubbornOrder, textOf } from '../monitor/cancel-open.ts'
import { inTime } from './in-time.ts'

/** The part of a broker that is needed where its account can do nothing any more. */
export type BookAtHand = Pick<Broker, 'id' | 'fetchSnapshot' | 'cancel'>

/** An order in the broker's book that is left alone, because it is not ours. */
export interface OutsideOrderLeft {
  readonly brokerOrderId: string
  readonly instrument: InstrumentId
  readonly side: Side
}

/** Cancels what the broker's own book shows, past the account: for when the account can do nothing any more. */
export interface BookSweeper {
  /** Two readings in a row have shown nothing of ours. */
  readonly isClear: boolean
  /** Why the book could not be read last; `undefined` where it could. */
  readonly fault: string | undefined
  readonly left: readonly OutsideOrderLeft[]
  /** Reads the book where it is time to, and asks for the cancel of what it shows. */
  step(now: Timestamp): void
  list(): readonly StubbornOrder[]
}

type Row = Awaited<ReturnType<BookAtHand['fetchSnapshot']>>['orders'][number]

interface Try {
  readonly row: Row
  count: number
  at: Timestamp
  answer: string
}

const deadlineMs = 10_000
/** As soon as there is something to be seen; where nothing is, somebody may still be on the way. */
const [readAgainMs, readClearAgainMs] = [1_000, 5_000]

export function createBookSweeper(
  broker: BookAtHand,
  { timers, now: time }: { readonly timers: Timers; readonly now: () => Timestamp },
  isOurs: (row: Row) => boolean,
  answered: () => void,
): BookSweeper {
  const tries = new Map<string, Try>()
  let left: readonly OutsideOrderLeft[] = []
  let fault: string | undefined = 'it has not answered yet'
  let isReading = false
  let readAt = Number.NEGATIVE_INFINITY
  let clearReads = 0

  async function read(): Promise<void> {
    isReading = true
    try {
      const { orders } = await inTime(timers, deadlineMs, `The book of ${broker.id}`, () => broker.fetchSnapshot())
      fault = undefined
      const working = orders.filter(({ lifecycle }) => lifecycle === 'working')
      const ours = working.filter(isOurs)
      left = working
        .filter((row) => !ours.includes(row))
        .map(({ brokerOrderId, instrument, side }) => ({ brokerOrderId, instrument, side }))
      clearReads = ours.length === 0 ? clearReads + 1 : 0
      const ids = new Set<string>(ours.map(({ brokerOrderId }) => brokerOrderId))
      for (const id of tries.keys()) if (!ids.has(id)) tries.delete(id)
      for (const row of ours) cancel(row)
    } catch (cause) {
      clearReads = 0
      fault = messageOf(cause)
    } finally {
      isReading = false
      readAt = time()
      answered()
    }
  }

  function cancel(row: Row): void {
    const { brokerOrderId, clientOrderId, instrument, note = {} } = row
    const before = tries.get(brokerOrderId)
    if (before !== undefined && time() < before.at + delayMs(before.count)) return
    const made: Try = { row, count: (before?.count ?? 0) + 1, at: time(), answer: 'no answer yet' }
    tries.set(brokerOrderId, made)
    // An order without a name of ours is addressed by the broker's alone.
    const ref = { clientOrderId: clientOrderId ?? ('' as ClientOrderId), brokerOrderId, instrument, note }
    inTime(timers, deadlineMs, broker.id, () => broker.cancel(ref)).then(
      (reply) => {
        made.answer = textOf(reply)
      },
      (cause: unknown) => {
        made.answer = messageOf(cause)
      },
    )
  }

  return {
    get isClear() {
      return clearReads >= 2
    },
    get fault() {
      return fault
    },
    get left() {
      return left
    },
    step(now) {
      const pause = clearReads > 0 ? readClearAgainMs : readAgainMs
      if (!isReading && now >= readAt + pause) void read()
    },
    list: () =>
      Array.from(tries.values(), ({ row, count, answer }) => ({
        ...(row.clientOrderId !== undefined && { clientOrderId: row.clientOrderId }),
        brokerOrderIds: [row.brokerOrderId],
        instrument: row.instrument,
        side: row.side,
        leavesQuantity: row.quantity.minus(row.filledQuantity).toFixed(),
        tries: count,
        lastAnswer: answer,
      })),
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
