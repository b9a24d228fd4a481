import type { Network } from '@shagun/core'
import type { Emitted } from './emitted.ts'

/** A network to Kite that tells too much: whatever goes wrong on it is told with all that it knows, as libraries do. */
export interface TellingNetwork extends Network {
  /** What only those who know the API secret can make, as it went over the network. */
  readonly checksums: ReadonlySet<string>
}

/** Puts secrets into all that a network says in failures, pages and complaints, and notes the addresses that are asked. */
export function createTellingNetwork(kite: Network, emitted: Emitted): TellingNetwork {
  const checksums = new Set<string>()

  function listenIn(text: unknown): void {
    if (typeof text !== 'string') return
    for (const [, checksum] of text.matchAll(/checksum(?:=|":")([0-9a-f]{64})/g)) checksums.add(checksum!)
  }

  return {
    checksums,
    async fetch(input, init = {}) {
      const url = String(input)
      emitted.note('address', url)
      listenIn(init.body)
      const said = `${url} ${JSON.stringify(init.headers)} ${String(init.body ?? '')}`
      try {
        return await echo(await kite.fetch(url, init), said)
      } catch (cause) {
        throw tellingAll(cause, said)
      }
    },
    openSocket(url, listener, options) {
      // The one address that has to carry a token: Kite takes it nowhere else.
      emitted.note('address', url.replace(/[?].*$/, ''))
      const hear = {
        opened: () => listener.opened(),
        received(data: string | Uint8Array) {
          listenIn(data)
          listener.received(data)
        },
        ponged: () => listener.ponged?.(),
        closed: (code: number, reason: string, ...status: [httpStatus?: number]) =>
          listener.closed(code, `${reason} at ${url}`.trim(), ...status),
      }
      return kite.openSocket(url, hear, options)
    },
  }
}

/** Pages and complaints of gateways hold what they were asked. */
async function echo(response: Response, said: string): Promise<Response> {
  const { status, headers } = response
  const type = headers.get('content-type') ?? ''
  if (type.startsWith('text/html'))
    return new Response(`<!-- ${said} -->\n${await response.text()}`, { status, headers })
  if (status < 400 || !type.startsWith('application/json')) return response
  const body = (await response.json()) as { readonly message?: string }
  return new Response(JSON.stringify({ ...body, message: `${body.message} (${said})` }), { status, headers })
}

/** What was aborted is told as it was. */
function tellingAll(cause: unknown, said: string): unknown {
  if (!(cause instanceof TypeError)) return cause
  const { message, code } = cause.cause as Error & { readonly code?: string }
  const inner = Object.assign(new Error(`${message}: ${said}`), { code, request: { said } })
  return new TypeError(`${cause.message}: ${said}`, { cause: inner })
}
