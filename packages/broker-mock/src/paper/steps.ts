import { ShagunError, type Timestamp } from '@shagun/core'
import type { BrokerReport } from '@shagun/core/adapter'
import type { OpenMock } from '../mock.ts'
import type { Changes } from './changes.ts'
import type { VenueRecord } from './record.ts'

/** Each thing that happens at the venue is a step: it is done, then kept, and only then told. */
export interface Steps {
  /**
   * What came of it, once it is kept.
   *
   * @throws ShagunError `account-halted` once something could not be kept
   */
  take<T>(work: (venue: OpenMock) => T, isDayOver?: boolean): T | Promise<T>
  /** Resolves once all is kept that has been done; throws as `take`. */
  settled(): Promise<void>
}

export interface StepsOptions {
  readonly account: string
  readonly venue: OpenMock
  readonly changes: Changes
  readonly record: VenueRecord
  /** What the venue has reported since this was called last. */
  readonly takeReports: () => readonly BrokerReport[]
  readonly report: (report: BrokerReport) => void
  readonly dayEnds: () => Timestamp
  /** Something could not be kept: memory is ahead of it, and nothing may be told of that any more. */
  readonly halted: (cause: unknown) => void
}

const reason = 'its books could not be kept'

export function createSteps({ account, venue, changes, record, takeReports, ...options }: StepsOptions): Steps {
  const waiting: BrokerReport[] = []
  let isReporting = false
  let failure: { readonly cause: unknown } | undefined

  function keep(isDayOver: boolean): Promise<void> | undefined {
    const reports = takeReports()
    try {
      const change = changes.take({ dayEnds: options.dayEnds(), isDayOver })
      const kept = change === undefined ? record.flight : record.write(change)
      if (kept !== undefined) return kept.then(() => tell(reports), halt)
    } catch (cause) {
      halt(cause)
    }
    tell(reports)
    return undefined
  }

  /** In order, whatever those who hear of it do meanwhile. */
  function tell(reports: readonly BrokerReport[]): void {
    waiting.push(...reports)
    if (isReporting) return
    isReporting = true
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) options.report(next)
    } finally {
      isReporting = false
    }
  }

  function halt(cause: unknown): never {
    if (failure === undefined) {
      failure = { cause }
      options.halted(cause)
      tell([{ type: 'lost', cause: reason }])
    }
    throw cause
  }

  function requireKept(): void {
    if (failure === undefined) return
    const message = `The paper account ${account} has halted, because ${reason}; start the trader again.`
    throw new ShagunError('account-halted', message, { details: { account, reason }, cause: failure.cause })
  }

  return {
    take(work, isDayOver = false) {
      requireKept()
      let kept: Promise<void> | undefined
      let result: ReturnType<typeof work>
      try {
        result = work(venue)
      } finally {
        // What was done before it threw is done.
        kept = keep(isDayOver)
      }
      return kept === undefined ? result : kept.then(() => result)
    },
    async settled() {
      requireKept()
      await record.flight
      requireKept()
    },
  }
}
