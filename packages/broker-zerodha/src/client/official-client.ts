import { ShagunError } from '@shagun/core'
import type { KiteConnect } from 'kiteconnect'

/** An instance of Zerodha's own client. */
export type OfficialClient = InstanceType<KiteConnect>

/** What the official client wants to ask for. */
export interface OfficialRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | undefined
  readonly contentType: string
}

/** The part of the official client that puts requests on the wire; it is private there. */
interface Wire {
  requestInstance: { request(options: WireOptions): Promise<unknown> }
}

interface WireOptions {
  readonly method: OfficialRequest['method']
  readonly url: string
  readonly params?: Readonly<Record<string, unknown>> | null
  readonly data?: string | null
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Zerodha's own client, which knows the routes and parameters of Kite, with our transport under it.
 *
 * Its own transport reads the proxies of the environment, gives a dead line and a maintenance page the looks of an answer,
 * and its readers of dates take the host's time zone; so all of these are left out: what it asks goes through `ask`, and
 * what comes back is handed on as it came.
 */
export async function createOfficialClient(
  apiKey: string,
  ask: (request: OfficialRequest) => Promise<unknown>,
): Promise<OfficialClient> {
  const { KiteConnect } = await load()
  const kite = new KiteConnect({ api_key: apiKey })
  const wire = kite as unknown as Wire
  wire.requestInstance = {
    request: ({ method, url, params, data, headers }) =>
      ask({
        method,
        path: url,
        query: queryOf(params ?? {}, url),
        body: data ?? undefined,
        contentType: headers['Content-Type'] ?? 'application/x-www-form-urlencoded',
      }),
  }
  return kite
}

/** Loaded with the first request: it brings a hundred packages along, so whoever uses it installs it beside this one. */
async function load(): Promise<typeof import('kiteconnect')> {
  try {
    return await import('kiteconnect')
  } catch (cause) {
    const message =
      'The official client of Kite cannot be loaded; expected it beside this package. Run `npm install kiteconnect`.'
    throw new ShagunError('not-found', message, { details: { source: 'npm', name: 'kiteconnect' }, cause })
  }
}

/** It puts parameters of the path into the query as well, and writes `undefined` out. */
function queryOf(params: Readonly<Record<string, unknown>>, path: string): OfficialRequest['query'] {
  const query: Record<string, string | readonly string[]> = {}
  const parts = path.split('/')
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null || parts.includes(String(value))) continue
    query[name] = Array.isArray(value) ? value.map(String) : String(value)
  }
  return query
}
