import type { FakeFault } from './fault.ts'

/** What a request is answered with. */
export interface Reply {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}
export function json(value: unknown, status = 200): Reply {
  return { status, headers: [['content-type', 'application/json;charset=utf-8']], body: JSON.stringify(value) }
}

export function text(body: string, status = 200, headers: Reply['headers'] = []): Reply {
  return { status, headers: [['content-type', 'text/plain;charset=utf-8'], ...headers], body }
}

export function complaint(envelope: string, status: number, code: string, description: string): Reply {
  return json({ [envelope]: { result: null, error: { code, description } } }, status)
}

export const notFound: Reply = complaint('chart', 404, 'Not Found', 'No data found, symbol may be delisted')
export const invalidCrumb: Reply = complaint('finance', 401, 'Unauthorized', 'Invalid Crumb')
export const badRange: Reply = complaint(
  'chart',
  422,
  'Unprocessable Entity',
  '1m data not available for the requested startTime and endTime. Only 8 days worth of 1m granularity data are allowed to be fetched per request.',
)
export const page: Reply = {
  status: 200,
  headers: [['content-type', 'text/html']],
  body: '<!DOCTYPE html><html><head><title>Yahoo</title></head><body>Will be right back...</body></html>',
}

export function tooMany({ retryAfterSec }: Extract<FakeFault, { kind: 'rate-limited' }>): Reply {
  const headers = retryAfterSec === undefined ? [] : ([['retry-after', String(retryAfterSec)]] as const)
  return text('Too Many Requests\r\n', 429, headers)
}
