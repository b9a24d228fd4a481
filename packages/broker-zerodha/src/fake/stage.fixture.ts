import { createEnvironment, type SimulatedClock, simulatedClock } from '@shagun/core'
import { createFakeKite, type FakeKite, type FakeKiteOptions } from './fake-kite.ts'

/** A Monday in India, half past nine. */
export const monday: number = Date.UTC(2026, 0, 5, 4)

export type Fields = Readonly<Record<string, string | number | boolean>>
// biome-ignore lint/suspicious/noExplicitAny: what is on the wire has no type of ours
export type Wire = any

/** An answer: its status, and what its body holds. */
interface Answer {
  readonly status: number
  readonly data: Wire
  readonly type: string | undefined
  readonly message: string | undefined
  readonly headers: Headers
}

/** A fake on a clock of its own, and a plain client of it. */
export interface Stage {
  readonly fake: FakeKite
  readonly clock: SimulatedClock
  ask(method: string, path: string, fields?: Fields, userId?: string): Promise<Answer>
  askJson(path: string, body: unknown): Promise<Answer>
  /** Places 10 INFY to buy at 1500, unless it says otherwise. */
  place(fields?: Fields, variety?: string, userId?: string): Promise<Answer>
  /** Places and gives the id. */
  placed(fields?: Fields, variety?: string, userId?: string): Promise<string>
  /** The row of the order book. */
  row(id: string, userId?: string): Promise<Wire>
  rows(userId?: string): Promise<Wire[]>
  /** The statuses that it went through. */
  history(id: string): Promise<string[]>
  advance(ms: number): Promise<void>
}

export function openStage(options: FakeKiteOptions = {}): Stage {
  const clock = simulatedClock(monday)
  const environment = createEnvironment({ clock, timers: clock })
  const fake = createFakeKite({ limits: 'none', ...options }, environment)

  function headersOf(userId?: string): Record<string, string> {
    const { apiKey, accessToken } = fake.session(userId)
    return { 'X-Kite-Version': '3', Authorization: `token ${apiKey}:${accessToken}` }
  }

  async function ask(method: string, path: string, fields: Fields = {}, userId?: string): Promise<Answer> {
    const url = new URL(path, 'https://api.kite.trade')
    const form = new URLSearchParams(
      Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const inBody = method === 'POST' || method === 'PUT'
    if (!inBody) for (const [name, value] of form) url.searchParams.append(name, value)
    const reply = await fake.network.fetch(url, {
      method,
      headers: headersOf(userId),
      ...(inBody && { body: form }),
    })
    return await read(reply)
  }

  const place: Stage['place'] = (fields = {}, variety = 'regular', userId) =>
    ask('POST', `/orders/${variety}`, { ...infy, ...fields }, userId)
  const rows: Stage['rows'] = async (userId) => (await ask('GET', '/orders', {}, userId)).data

  return {
    fake,
    clock,
    ask,
    place,
    rows,
    async askJson(path, body) {
      const headers = { ...headersOf(), 'content-type': 'application/json' }
      const url = new URL(path, 'https://api.kite.trade')
      return await read(await fake.network.fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }))
    },
    async placed(fields, variety, userId) {
      const { data, message } = await place(fields, variety, userId)
      if (data?.order_id === undefined) throw new Error(`It was not placed: ${message}`)
      return data.order_id
    },
    row: async (id, userId) => (await rows(userId)).find((row) => row.order_id === id),
    history: async (id) => (await ask('GET', `/orders/${id}`)).data.map(({ status }: Wire) => status),
    async advance(ms) {
      clock.advanceTo(clock.now() + ms)
      await new Promise(setImmediate)
    },
  }
}

export const infy: Fields = {
  exchange: 'NSE',
  tradingsymbol: 'INFY',
  transaction_type: 'BUY',
  order_type: 'LIMIT',
  quantity: 10,
  product: 'CNC',
  price: 1500,
  validity: 'DAY',
}

async function read(reply: Response): Promise<Answer> {
  const text = await reply.text()
  const isJson = reply.headers.get('content-type')?.startsWith('application/json')
  const body = isJson ? JSON.parse(text) : undefined
  return {
    status: reply.status,
    data: body === undefined ? text : body?.data,
    type: body?.error_type,
    message: body?.message,
    headers: reply.headers,
  }
}
