import type { Network } from '@shagun/core'

/** A network that answers as it is told, and keeps what it was asked. */
export interface Wire {
  readonly network: Pick<Network, 'fetch'>
  readonly asked: URL[]
}

type Answer = { readonly status?: number; readonly body: unknown; readonly headers?: [string, string][] }

/** @param answer - to each request; cookie and crumb are given of themselves */
export function createWire(answer: (url: URL) => Answer): Wire {
  const asked: URL[] = []
  return {
    asked,
    network: {
      async fetch(input) {
        const url = new URL(String(input))
        asked.push(url)
        if (url.hostname === 'fc.yahoo.com')
          return new Response('', { status: 404, headers: [['set-cookie', 'A3=d=secretCookie; Domain=.yahoo.com']] })
        if (url.pathname.endsWith('/getcrumb')) return new Response('secr/Crumb1')
        const { status = 200, body, headers = [] } = answer(url)
        return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
      },
    },
  }
}

/** A chart as Yahoo writes one. */
export function chartOf({
  meta = {},
  timestamp,
  quote = {},
  adjclose,
  events,
}: {
  readonly meta?: object
  readonly timestamp?: readonly unknown[]
  readonly quote?: object
  readonly adjclose?: readonly unknown[]
  readonly events?: object
}): object {
  return {
    chart: {
      result: [
        {
          meta: {
            currency: 'USD',
            symbol: 'AAPL',
            exchangeTimezoneName: 'America/New_York',
            gmtoffset: -18000,
            priceHint: 2,
            ...meta,
          },
          ...(timestamp !== undefined && { timestamp }),
          ...(events !== undefined && { events }),
          indicators: { quote: [quote], ...(adjclose !== undefined && { adjclose: [{ adjclose }] }) },
        },
      ],
      error: null,
    },
  }
}

export function columnsOf(rows: readonly (readonly unknown[])[]): object {
  const column = (i: number) => rows.map((row) => row[i])
  return { open: column(0), high: column(1), low: column(2), close: column(3), volume: column(4) }
}
