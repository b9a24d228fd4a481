/** Every kind there is. Apart from the averages themselves, so that who only asks for names does not load them. */
export const averageKinds = ['sma', 'ema', 'wma', 'dema', 'tema', 'trima', 'kama', 'mama', 't3'] as const

/** A moving average by its name; `mama` has no period, and takes its usual limits. */
export type AverageKind = (typeof averageKinds)[number]

const lookbacks: Readonly<Record<AverageKind, (period: number) => number>> = {
  sma: (period) => period - 1,
  ema: (period) => period - 1,
  wma: (period) => period - 1,
  dema: (period) => 2 * (period - 1),
  tema: (period) => 3 * (period - 1),
  trima: (period) => period - 1,
  kama: (period) => period,
  mama: () => 32,
  t3: (period) => 6 * (period - 1),
}

/** How many numbers the average of a kind takes in before its first value. Over one bar each is the series itself. */
export function lookbackOf(kind: AverageKind, period: number): number {
  return period === 1 ? 0 : lookbacks[kind](period)
}
