import { invalidOption } from '../invalid.ts'

/** The worst of the returns that happened. */
export interface HistoricalTail {
  /** Between 0 and 1: 0.95 is about the worst 5 % of returns. */
  readonly confidence: number
  /** The returns as they happened, each as likely as the others. */
  readonly method: 'historical'
}

/** The probability of the tail, 1 - confidence. */
export function readTail(measure: string, { confidence, method }: HistoricalTail): number {
  if (method !== 'historical') throw invalidOption(measure, 'method', method, `'historical'`)
  if (confidence > 0 && confidence < 1) return 1 - confidence
  throw invalidOption(measure, 'confidence', confidence, 'a fraction between 0 and 1, such as 0.95')
}
