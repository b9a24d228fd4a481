const [first, last] = [Date.UTC(1900, 0) / 1_000, Date.UTC(2100, 0) / 1_000]

/** Whether that is a time in seconds, as Yahoo writes them; what is beyond these two centuries is garbage. */
export function isMoment(seconds: unknown): seconds is number {
  return Number.isInteger(seconds) && (seconds as number) >= first && (seconds as number) < last
}
