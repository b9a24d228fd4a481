/** That limits were armed again, as the journal has it: the reason of a `trading.resumed`, for people and for a restart. */
export interface RearmNote {
  readonly monitor: string
  readonly limits: readonly string[]
  /** Whether the drawdown is measured anew from then on. */
  readonly forgetsHigh: boolean
  readonly reason: string
}

const fresh = ' with a new high-water mark'

export function writeRearmNote({ monitor, limits, forgetsHigh, reason }: RearmNote): string {
  return `${monitor} re-armed ${limits.join(', ') || 'nothing'}${forgetsHigh ? fresh : ''}: ${reason}`
}

/** `undefined` where it is a reason of somebody else. */
export function readRearmNote(monitor: string, text: string): RearmNote | undefined {
  const start = `${monitor} re-armed `
  if (!text.startsWith(start)) return undefined
  const [, list, isFresh, reason] =
    /^([\w./-]+(?:, [\w./-]+)*)( with a new high-water mark)?: (.*)$/s.exec(text.slice(start.length)) ?? []
  if (list === undefined || reason === undefined) return undefined
  const limits = list === 'nothing' ? [] : list.split(', ')
  return { monitor, limits, forgetsHigh: isFresh !== undefined, reason }
}
