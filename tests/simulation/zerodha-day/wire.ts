import type { Network, SocketListener } from '@shagun/core'
import { nothingEver, type Process } from '../../../packages/core/src/testing/simulate/process.ts'
import type { SteppedClock } from '../../../packages/core/src/testing/simulate/stepped-clock.ts'
import type { Emitted } from '../emitted.ts'

/**
 * What lies between processes and Kite. It takes time; what a process has sent arrives, also where that has ended
 * meanwhile; and whatever goes wrong on it is told with all that it knows, as libraries and gateways do.
 */
export interface Wire {
  openFor(process: () => Process): Network
  /** What only those who know the API secret can make. */
  readonly checksums: ReadonlySet<string>
}

export interface WireOptions {
  readonly kite: Network
  readonly clock: SteppedClock
  readonly random: () => number
  readonly emitted: Emitted
}

export function createWire({ kite, clock, random, emitted }: WireOptions): Wire {
  const checksums = new Set<string>()
  const travel = (): Promise<void> =>
    new Promise((resolve) => void clock.after(3 + Math.floor(random() * random() * 80), resolve))

  function listenIn(text: unknown): void {
    if (typeof text !== 'string') return
    for (const [, checksum] of text.matchAll(/checksum(?:=|":")([0-9a-f]{64})/g)) checksums.add(checksum!)
  }

  async function ask(url: string, init: RequestInit): Promise<Response> {
    const said = `${url} ${JSON.stringify(init.headers)} ${String(init.body ?? '')}`
    await travel()
    try {
      const response = await kite.fetch(url, { ...init, signal: null })
      return await echo(response, said)
    } catch (cause) {
      throw tellingAll(cause, said)
    } finally {
      await travel()
    }
  }

  return {
    checksums,
    openFor: (process) => ({
      async fetch(input, init = {}) {
        if (!process().alive) return nothingEver()
        const url = String(input)
        emitted.note('address', url)
        listenIn(init.body)
        const answer = await ask(url, init).catch((cause: unknown) => {
          if (process().alive) throw cause
        })
        return answer !== undefined && process().alive ? answer : nothingEver()
      },
      openSocket(url, listener, options) {
        const mine = process()
        // The one address that has to carry a token: Kite takes it nowhere else.
        emitted.note('address', url.replace(/[?].*$/, ''))
        const hears = (run: () => void): void => {
          if (mine.alive) run()
        }
        const socket = kite.openSocket(
          url,
          {
            opened: () => hears(listener.opened),
            received(data) {
              listenIn(data)
              hears(() => listener.received(data))
            },
            ponged: () => hears(() => listener.ponged?.()),
            closed: (code, reason, ...status) =>
              hears(() => listener.closed(code, `${reason} at ${url}`.trim(), ...status)),
          } satisfies SocketListener,
          options,
        )
        mine.atEnd(() => socket.terminate?.())
        return socket
      },
    }),
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

function tellingAll(cause: unknown, said: string): unknown {
  if (!(cause instanceof TypeError)) return cause
  const { message, code } = cause.cause as Error & { readonly code?: string }
  const inner = Object.assign(new Error(`${message}: ${said}`), { code, request: { said } })
  return new TypeError(`${cause.message}: ${said}`, { cause: inner })
}
