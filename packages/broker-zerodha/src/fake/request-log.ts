import type { Clock, Timestamp } from '@shagun/core'
import type { Params } from './wire/params.ts'
import type { FakeEndpoint, KiteRequest } from './wire/request.ts'

/** A request as the fake got it, without its secrets. */
export interface FakeKiteRequest {
  readonly endpoint: FakeEndpoint
  readonly method: string
  readonly path: string
  readonly time: Timestamp
  /** Of query, form and path. */
  readonly params: Readonly<Record<string, string>>
  /** What it was answered with; nothing where it was not acted upon. The answer may have been lost. */
  readonly status: number | undefined
}

export interface RequestLog {
  readonly requests: readonly FakeKiteRequest[]
  note(endpoint: FakeEndpoint, request: KiteRequest, params: Params): { status: number | undefined }
}

const secret: ReadonlySet<string> = new Set(['access_token', 'request_token', 'refresh_token', 'checksum', 'api_key'])

export function createRequestLog(clock: Clock): RequestLog {
  const requests: FakeKiteRequest[] = []
  return {
    requests,
    note(endpoint, { method, url }, params) {
      const kept = Object.fromEntries(Object.entries(params).filter(([name]) => !secret.has(name)))
      const entry = { endpoint, method, path: url.pathname, time: clock.now(), params: kept, status: undefined }
      requests.push(entry)
      return entry
    },
  }
}
