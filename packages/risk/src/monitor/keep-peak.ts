import type { HighWaterMarkStore } from './monitor-options.ts'
import type { Profit } from './profit.ts'

/** Keeps the high-water mark where a crash cannot take it, and brings it back at the next start. */
export interface PeakKeeper {
  /** A start begins: what was kept is to count once the journal has been replayed. */
  begin(): void
  /** Profit has moved. */
  follow(profit: Profit): void
  /** It is measured anew, so that what was kept counts no more. */
  replace(profit: Profit): void
}

/** How much higher is worth keeping, as a part of the high-water mark. */
const worthKeeping = 1e-4

export function createPeakKeeper(
  store: HighWaterMarkStore,
  report: (message: string, cause: unknown) => void,
): PeakKeeper {
  let before: number | undefined
  let kept = Number.NEGATIVE_INFINITY

  function save(peak: number): void {
    kept = peak
    const failed = (cause: unknown): void => report('The high-water mark could not be saved.', cause)
    try {
      // In profit and not in equity, because money may come or go before it is read.
      Promise.resolve(store.save(JSON.stringify({ peak }))).catch(failed)
    } catch (cause) {
      failed(cause)
    }
  }

  return {
    begin() {
      kept = Number.NEGATIVE_INFINITY
      before = undefined
      try {
        const text = store.load()
        const peak = text === undefined ? undefined : (JSON.parse(text) as { readonly peak?: unknown }).peak
        if (typeof peak === 'number') before = peak
        else if (text !== undefined) throw new TypeError(`${text} holds no peak`)
      } catch (cause) {
        report('The high-water mark could not be read; it is the highest that the journal knows of.', cause)
      }
    },
    follow(profit) {
      if (before !== undefined) {
        profit.raisePeak(before)
        kept = before
        before = undefined
      }
      if (profit.peak > kept + worthKeeping * Math.abs(profit.highWaterMark)) save(profit.peak)
    },
    replace(profit) {
      before = undefined
      save(profit.peak)
    },
  }
}
