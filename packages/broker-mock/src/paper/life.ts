import type { Calendar, Environment, InstrumentId, MarketData, Storage, Timestamp, Unsubscribe } from '@shagun/core'
import type { BrokerReport } from '@shagun/core/adapter'
import type { OpenMock } from '../mock.ts'
import { createChanges } from './changes.ts'
import { createFeed } from './feed.ts'
import { createBooksOnRecord, type Kept } from './kept-books.ts'
import { createRecord } from './record.ts'
import { createSteps } from './steps.ts'

/** A venue from the moment that its books are taken up until they are put down again, or the process ends. */
export interface Life {
  readonly venue: OpenMock
  /** Something happens there: given back once it is kept. Throws as the steps do. */
  act<T>(work: (venue: OpenMock) => T): T | Promise<T>
  /**
   * Begins to hear the market of an instrument.
   *
   * @throws ShagunError `unsupported` where nobody streams it
   */
  listenTo(instrument: InstrumentId): void
  /** The trading day is over, before its time. */
  endDay(): void
  end(): Promise<void>
}

export interface LifeOptions {
  readonly environment: Environment
  readonly storage: Storage
  readonly account: string
  readonly data: MarketData | undefined
  readonly calendar: Calendar | undefined
  /** Whether what is over at the end of a day is shown no more. */
  readonly daily: boolean
  /** A venue where nothing has happened yet. */
  readonly createVenue: () => OpenMock
}

/**
 * Takes the books up where they were put down: orders placed before are there, and meet what is printed from now on. A day
 * that ended meanwhile ends now; what the market did meanwhile is not known, and fills nothing.
 */
export async function beginLife(options: LifeOptions, report: (report: BrokerReport) => void): Promise<Life> {
  const { environment, account, calendar, storage, data, daily } = options
  const { clock, timers, log } = environment
  const journal = await storage.openJournal(account)
  try {
    const venue = options.createVenue()
    const books = createBooksOnRecord()
    const record = createRecord(journal, account, books, environment)
    await record.read()
    const kept = books.read(daily, venue.books.instrumentOf)
    if (kept !== undefined) venue.books.restore(kept)
    const reports: BrokerReport[] = []
    await venue.connect((each) => void reports.push(each))
    const changes = createChanges(venue, kept?.dayEnds)
    // Not later than it would be for who begins now: the clock may have been put back.
    let dayEnds = Math.min(kept?.dayEnds ?? Number.POSITIVE_INFINITY, endOfDay(clock.now(), calendar))
    let cancelDay: Unsubscribe = () => {}
    let isOver = false

    const steps = createSteps({
      account,
      venue,
      changes,
      record,
      takeReports: () => reports.splice(0),
      report,
      dayEnds: () => dayEnds,
      halted(cause) {
        log.error(`The paper account ${account} could not be kept and has halted; start the trader again.`, { cause })
        rest()
      },
    })
    const feed =
      data &&
      createFeed({
        data,
        calendar,
        market: venue.exchange,
        happen: (work) => happen(({ exchange }) => work(exchange)),
      })

    function act<T>(work: (venue: OpenMock) => T, isDayOver = false): T | Promise<T> {
      turnDay()
      const done = steps.take(work, isDayOver)
      if (!isOver) feed?.keepOnly(new Set(Array.from(changes.working, ({ terms }) => terms.instrument)))
      return done
    }

    /** Nobody waits for it, so what it throws is logged; of a failure to keep it that is done already. */
    function happen(work: (venue: OpenMock) => void, isDayOver = false): void {
      const failed = (cause: unknown): void => {
        if (!isOver) log.error(`Something went wrong at the venue of the paper account ${account}.`, { cause })
      }
      try {
        const done: unknown = act(work, isDayOver)
        if (done instanceof Promise) done.catch(failed)
      } catch (cause) {
        failed(cause)
      }
    }

    function endDay(): void {
      dayEnds = endOfDay(clock.now(), calendar)
      happen((at) => at.venue.endDay(), true)
    }

    /** What happens belongs to the day that it is by the clock: timers stand still while the machine sleeps. */
    function turnDay(): void {
      if (isOver || clock.now() < dayEnds) return
      endDay()
      endDayLater()
    }

    function endDayLater(): void {
      cancelDay()
      if (!isOver) cancelDay = timers.after(dayEnds - clock.now(), turnDay)
    }

    function rest(): void {
      isOver = true
      cancelDay()
      feed?.end()
    }

    // What it begins with is kept, too, whatever the options say the next time.
    if (kept === undefined) await act(() => {})
    else cancelUnlisted(kept, venue, happen)
    turnDay()
    await steps.settled()
    endDayLater()
    for (const { terms } of [...changes.working])
      try {
        feed?.listenTo(terms.instrument)
      } catch (cause) {
        log.error(`Nobody streams ${terms.instrument}, so its orders of before cannot fill.`, { cause })
      }

    return {
      venue,
      act,
      endDay,
      listenTo: (instrument) => feed?.listenTo(instrument),
      async end() {
        rest()
        await record.close()
      },
    }
  } catch (cause) {
    await journal.close()
    throw cause
  }
}

/** As the trading day of a trader turns: when a session ends; without a calendar, at midnight UTC. */
function endOfDay(now: Timestamp, calendar: Calendar | undefined): Timestamp {
  return calendar?.nextClose(now) ?? (Math.floor(now / 86_400_000) + 1) * 86_400_000
}

/** A contract that is gone, or an instrument left out of the options: nobody could say any more what an order for it means. */
function cancelUnlisted(
  { orders }: Kept,
  { books }: OpenMock,
  happen: (work: (venue: OpenMock) => void) => void,
): void {
  for (const { brokerOrderId, clientOrderId, instrument, lifecycle } of orders)
    if (lifecycle === 'working' && books.instrumentOf(instrument.id) === undefined)
      happen(
        (venue) =>
          void venue.cancel({ brokerOrderId, clientOrderId: clientOrderId!, instrument: instrument.id, note: {} }),
      )
}
