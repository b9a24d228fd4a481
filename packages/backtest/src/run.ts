import { nextTick } from 'node:process'
import { type Fill, ShagunError, type Trader } from '@shagun/core'
import { strategyFailed } from './strategy-failed.ts'

/** What is known of a run while it goes on. */
export interface Run {
  readonly fills: readonly Fill[]
  /** @param conflict - why the storage refuses the run, where it does */
  follow(trader: Trader, conflict: () => ShagunError | undefined, signal: AbortSignal | undefined): void
  /** Ends the run. The first cause counts. */
  fail(cause: unknown): void
  /**
   * A promise where something is still under way.
   *
   * @param stirred - something was called that may have left promises behind
   * @throws what ended the run
   */
  settle(stirred?: boolean): Promise<void> | undefined
  /** What ended the run, where it is known better than by what was thrown. */
  causeOf(thrown: unknown): unknown
  /** Lets go of everybody. */
  end(): void
}

export function createRun(): Run {
  const fills: Fill[] = []
  const ends: (() => void)[] = []
  let failure: { readonly cause: unknown } | undefined
  let stirred = false
  let idle: Trader['idle'] = () => undefined

  function fail(cause: unknown): void {
    failure ??= { cause }
  }

  function check(): void {
    if (failure !== undefined) throw failure.cause
  }

  /** Until nothing is under way and no promise that was kept has anything left to do. */
  async function untilQuiet(): Promise<void> {
    for (let busy = idle(); busy !== undefined || stirred; busy = idle()) {
      await busy
      stirred = false
      await new Promise<void>((resolve) => nextTick(resolve))
    }
    check()
  }

  return {
    fills,
    follow(trader, conflict, signal) {
      const abort = (): void => fail(signal?.reason)
      signal?.addEventListener('abort', abort)
      idle = trader.idle
      ends.push(
        () => signal?.removeEventListener('abort', abort),
        trader.on('order.*', (event) => {
          stirred = true
          if (event.type === 'order.filled') fills.push(event.fill)
        }),
        trader.on('execution.*', () => {
          stirred = true
        }),
        trader.on('strategy.failed', ({ strategy, error, time }) => fail(strategyFailed(strategy, time, error))),
        trader.on('account.halted', ({ account, reason }) => fail(conflict() ?? halted(account, reason))),
      )
    },
    fail,
    settle(stir = false) {
      check()
      stirred ||= stir
      return stirred || idle() !== undefined ? untilQuiet() : undefined
    },
    causeOf: (thrown) => (failure === undefined ? thrown : failure.cause),
    end() {
      for (const end of ends) end()
    },
  }
}

function halted(account: string, reason: string): ShagunError {
  const message = `The run ended, because account ${account} halted (${reason}); mend the storage and run it again.`
  return new ShagunError('account-halted', message, { details: { account, reason } })
}
