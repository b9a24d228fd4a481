import {
  iceberg,
  implementationShortfall,
  plannedSchedule,
  trailingStop,
  twap,
  volumeProfile,
  vwap,
} from '@shagun/algos'
import {
  calendar,
  closesAt,
  createDays,
  createHistory,
  listings,
  type MarketDay,
  opensAt,
} from '../../examples/algos/market-day.ts'
import { type TradedDay, tradeDay } from '../../examples/algos/trade-day.ts'
import { type Line, renderDrawing } from './drawing.ts'

const quantity = 50_000
const order = { instrument: listings[0].id, side: 'buy', quantity, product: 'intraday', seed: 7 } as const
const hours = ['10:00', '11:00', '12:00', '13:00', '14:00', '15:00']

/** The drawings of the page by their names: schedules as they are planned, and orders in the day of the example. */
export async function drawGallery(): Promise<Readonly<Record<string, string>>> {
  const days = createDays(1)
  return {
    'algos-schedules': drawSchedules(days[0]!),
    'algos-iceberg': await drawIceberg(days),
    'algos-trailing-stop': await drawTrailingStop(createDays(2)),
  }
}

function drawSchedules({ instrument }: MarketDay): string {
  const profile = volumeProfile(createHistory(), { calendar })
  const window = { ...order, endAt: closesAt, slices: 75 } as const
  const planned = (name: string, algo: Parameters<typeof plannedSchedule>[0]): Line => ({
    name,
    points: plannedSchedule(algo, { instrument, now: opensAt, calendar }).map(
      (point) => [shareOf(point.time), point.quantity.toNumber()] as const,
    ),
  })
  const most = Math.max(...profile.volumes)
  return renderDrawing({
    title: 'How much is to be filled by when: 50,000 within a day',
    times: timesOf(opensAt, closesAt),
    panels: [
      {
        height: 250,
        low: 0,
        high: quantity,
        levels: [0, 12_500, 25_000, 37_500, 50_000].map((value) => [value, value.toLocaleString('en')] as const),
        lines: [
          planned('twap', twap(window)),
          planned('vwap', vwap({ ...window, profile })),
          planned('shortfall, low urgency', implementationShortfall({ ...window, urgency: 'low' })),
          planned('high', implementationShortfall({ ...window, urgency: 'high' })),
        ],
      },
      {
        height: 70,
        low: 0,
        high: most,
        levels: [
          [0, '0'],
          [most, Math.round(most).toLocaleString('en')],
        ],
        lines: [
          {
            name: 'usual volume of five minutes',
            as: 'columns',
            points: profile.volumes.map((volume, i) => [(i + 0.5) / profile.volumes.length, volume] as const),
          },
        ],
      },
    ],
  })
}

async function drawIceberg(days: readonly MarketDay[]): Promise<string> {
  const traded = await tradeDay(days, {
    order: iceberg({
      ...order,
      quantity: 5_000,
      limitPrice: 440,
      peg: 'primary',
      displayQuantity: 500,
      displayVariance: 0.2,
      refreshDelayMs: 10_000,
      timeJitter: 0.5,
    }),
  })
  const { startedAt, time } = traded.result
  const at = (moment: number): number => (moment - startedAt) / (time - startedAt)
  let filled = 0
  const fills = traded.cost.fills.map((fill) => [at(fill.time), (filled += fill.quantity.toNumber())] as const)
  const minutes = Math.floor((time - startedAt) / 60_000)
  return renderDrawing({
    title: 'An iceberg: 5,000, of which about 500 show',
    times: Array.from({ length: minutes }, (_, i) => [at(startedAt + (i + 1) * 60_000), `${i + 1} min`] as const),
    panels: [
      {
        height: 150,
        low: 0,
        high: 5_000,
        levels: [0, 2_500, 5_000].map((value) => [value, value.toLocaleString('en')] as const),
        lines: [{ name: 'filled', as: 'steps', points: [[0, 0], ...fills] }],
      },
      {
        height: 90,
        low: 0,
        high: 600,
        levels: [0, 300, 600].map((value) => [value, String(value)] as const),
        lines: [{ name: 'shown', as: 'steps', points: shownPoints(traded, at) }],
      },
    ],
  })
}

async function drawTrailingStop(days: readonly MarketDay[]): Promise<string> {
  const traded = await tradeDay(days, {
    order: trailingStop({ ...order, side: 'sell', quantity: 5_000, trailBy: { percent: 0.5 } }),
    holds: 5_000,
  })
  const { startedAt, time } = traded.result
  const at = (moment: number): number => (moment - startedAt) / (time - startedAt)
  const quotes = days[0]!.ticks.flatMap((tick) =>
    tick.type === 'quote' && tick.time >= startedAt && tick.time <= time
      ? [[at(tick.time), tick.quote.last] as const]
      : [],
  )
  const prices = [...quotes, ...traded.cost.fills.map((fill) => [at(fill.time), fill.price.toNumber()] as const)]
  const stops = traded.shown.flatMap(({ time: moment, stopPrice, quantity: open }) =>
    stopPrice === undefined || open === 0 ? [] : [[at(moment), stopPrice] as const],
  )
  const values = [...prices, ...stops].map(([, value]) => value)
  const [low, high] = [Math.floor(Math.min(...values)), Math.ceil(Math.max(...values))]
  return renderDrawing({
    title: 'A trailing stop, half a percent behind the best price',
    times: timesOf(startedAt, time),
    panels: [
      {
        height: 240,
        low,
        high,
        levels: Array.from({ length: high - low + 1 }, (_, i) => [low + i, String(low + i)] as const),
        lines: [
          { name: 'last price', points: prices },
          { name: 'stop', as: 'steps', points: [...stops, [1, stops.at(-1)![1]]] },
        ],
      },
    ],
  })
}

function shownPoints({ shown }: TradedDay, at: (moment: number) => number): Line['points'] {
  return shown.map(({ time, quantity: open }) => [at(time), open] as const)
}

function shareOf(time: number): number {
  return (time - opensAt) / (closesAt - opensAt)
}

function timesOf(from: number, to: number): readonly (readonly [number, string])[] {
  const quarters = Array.from({ length: 26 }, (_, i) => opensAt + i * 900_000)
  const clock = (time: number): string =>
    new Date(time).toLocaleTimeString('en-GB', { timeZone: 'Asia/Kolkata', timeStyle: 'short' })
  const isShort = to - from < 3 * 3_600_000
  return quarters
    .filter((time) => time > from && time < to && (isShort || hours.includes(clock(time))))
    .map((time) => [(time - from) / (to - from), clock(time)] as const)
}
