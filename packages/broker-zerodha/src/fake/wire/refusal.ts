import { failure, type KiteErrorType, type Reply } from './reply.ts'

/** Why Kite does not do what was asked; thrown wherever that turns out, and answered as it is. */
export interface Refusal extends Error {
  readonly httpStatus: number
  readonly errorType: KiteErrorType
}

export function refusal(httpStatus: number, errorType: KiteErrorType, message: string): Refusal {
  return Object.assign(new Error(message), { httpStatus, errorType })
}

/** A parameter is missing or wrong. */
export function badInput(message: string): Refusal {
  return refusal(400, 'InputException', message)
}

export function isRefusal(value: unknown): value is Refusal {
  return value instanceof Error && 'httpStatus' in value && 'errorType' in value
}

export function replyOf({ httpStatus, errorType, message }: Refusal): Reply {
  return failure(httpStatus, errorType, message)
}
