/** That limits were armed again, as the journal has it: the reason of a `trading.resumed`, for people and for a restart. */
export interface RearmNote {
  readonly monitor: string
  readonly limits: readonly string[]
  /** What the drawdown is measured from, from then on, where that is new. */
  readonly highWaterMark?: number
  readonly reason: string
}

export function writeRearmNote({ monitor, limits, highWaterMark, reason }: RearmNote): string {
  const mark = highWaterMark === undefined ? '' : ` with a high-water mark of ${highWaterMark}`
  return `${monitor} re-armed ${limits.join(', ') || 'nothing'}${mark}: ${reason}`
}

/** `undefined` where it is a reason of somebody else. */
export function readRearmNote(monitor: string, text: string): RearmNote | undefined {
  const start = `${monitor} re-armed `
  if (!text.startsWith(start)) return undefined
  const [, list, mark, reason] = form.exec(text.slice(start.length)) ?? []
  if (list === undefined || reason === undefined) return undefined
  const limits = list === 'nothing' ? [] : list.split(', ')
  return { monitor, limits, reason, ...(mark !== undefined && { highWaterMark: Number(mark) }) }
}

const form = /^([\w./-]+(?:, [\w./-]+)*)(?: with a high-water mark of (-?[\d.e+-]+))?: (.*)$/s
