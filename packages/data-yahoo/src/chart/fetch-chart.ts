import { type InstrumentId, ShagunError, type Timestamp } from '@shagun/core'
import type { HttpAnswer } from '@shagun/core/adapter'
import { lacksUnit } from '../currency.ts'
import type { Endpoint } from '../endpoint.ts'
import { complaintIn, isNotFound } from '../reply.ts'
import { unexpected } from '../unexpected.ts'
import { type Chart, chartShape } from './shape.ts'

/** What of a symbol is to be charted. */
export interface ChartRequest {
  readonly instrument: InstrumentId
  readonly symbol: string
  readonly interval: string
  readonly from: Timestamp
  readonly to: Timestamp
  readonly signal?: AbortSignal | undefined
}

/**
 * Asks for one chart. It takes neither cookie nor crumb.
 *
 * @returns `undefined` for a time that Yahoo has nothing of
 */
export async function fetchChart(endpoint: Endpoint, request: ChartRequest): Promise<Chart | undefined> {
  const { symbol, interval, from, to, signal } = request
  const answer = await endpoint.fetchJson(
    {
      path: `v8/finance/chart/${encodeURIComponent(symbol)}`,
      query: {
        period1: Math.floor(from / 1_000),
        period2: Math.ceil(to / 1_000),
        interval,
        includePrePost: false,
        events: 'div,splits',
      },
      ...(signal !== undefined && { signal }),
    },
    await chartShape(),
  )
  if (!answer.ok) return refused(request, answer)
  const chart = answer.body.chart.result[0]
  if (chart?.timestamp?.length && lacksUnit(chart.meta.currency, symbol)) throw noUnit(request.instrument)
  return chart
}

/** What became of a request that Yahoo answered with a complaint; the endpoint has dealt with all others. */
function refused(request: ChartRequest, { status, body }: Pick<HttpAnswer<unknown>, 'status' | 'body'>): undefined {
  const { instrument, symbol, interval } = request
  const { code, description } = complaintIn(body) ?? { code: String(status), description: '' }
  if (/Data doesn't exist for/i.test(description)) return undefined
  const said = `${code}${description === '' ? '' : `: ${description.slice(0, 200)}`}`
  if (isNotFound({ status, body })) throw notFound(instrument, symbol, said)
  if ([400, 422].includes(status) || ['Bad Request', 'Unprocessable Entity'].includes(code)) {
    const message = `Yahoo does not serve these bars (${interval}) of ${instrument}: ${said}. Ask for a range that it has, or for another timeframe.`
    throw new ShagunError('unsupported', message, {
      details: { feature: `${interval} bars of that range: ${said}`, by: 'yahoo' },
    })
  }
  throw unexpected(`the chart of ${instrument}`, status)
}

function noUnit(instrument: InstrumentId): ShagunError {
  const expected = 'a currency, which tells pence from pounds'
  const message = `Yahoo answered prices of ${instrument} without saying in what; expected ${expected}. Ask again later, or another provider.`
  return new ShagunError('invalid-data', message, { details: { source: 'yahoo', field: 'meta.currency', expected } })
}

export function notFound(instrument: InstrumentId, symbol: string, said: string): ShagunError {
  const message = `Yahoo knows no ${symbol}, which ${instrument} would be there (${said}). Look the symbol up with searchInstruments, or map it with the option \`symbols\`.`
  return new ShagunError('not-found', message, { details: { source: 'yahoo', name: instrument } })
}
