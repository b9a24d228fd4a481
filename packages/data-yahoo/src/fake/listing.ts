import { createZone, type Zone } from '@shagun/core/adapter'

/** What a symbol is, as far as Yahoo tells. */
export interface Listing {
  readonly symbol: string
  readonly timeZone: string
  readonly zone: Zone
  /** After local midnight, in milliseconds. */
  readonly opensMs: number
  readonly closesMs: number
  /** From Monday, 1, to Sunday, 7. */
  readonly lastWeekday: number
  readonly currency: string
  readonly exchangeName: string
  readonly fullExchangeName: string
  readonly instrumentType: string
  readonly delayedByMin: number
}

const minuteMs = 60_000

type Venue = Omit<Listing, 'symbol' | 'zone' | 'instrumentType'>

const hours = (opensMin: number, closesMin: number) => ({
  opensMs: opensMin * minuteMs,
  closesMs: closesMin * minuteMs,
})
const mumbai = { timeZone: 'Asia/Kolkata', ...hours(555, 930), lastWeekday: 5, currency: 'INR', delayedByMin: 15 }
const nsi: Venue = { ...mumbai, exchangeName: 'NSI', fullExchangeName: 'NSE' }
const bse: Venue = { ...mumbai, exchangeName: 'BSE', fullExchangeName: 'BSE' }
const newYork: Venue = {
  timeZone: 'America/New_York',
  ...hours(570, 960),
  lastWeekday: 5,
  currency: 'USD',
  exchangeName: 'NMS',
  fullExchangeName: 'NasdaqGS',
  delayedByMin: 0,
}
const london: Venue = {
  timeZone: 'Europe/London',
  ...hours(480, 990),
  lastWeekday: 5,
  currency: 'GBp',
  exchangeName: 'LSE',
  fullExchangeName: 'LSE',
  delayedByMin: 15,
}
const currencies: Venue = {
  ...london,
  ...hours(0, 1_440),
  currency: 'USD',
  exchangeName: 'CCY',
  fullExchangeName: 'CCY',
  delayedByMin: 0,
}
const coins: Venue = { ...currencies, timeZone: 'UTC', lastWeekday: 7, exchangeName: 'CCC', fullExchangeName: 'CCC' }

/** The first that fits. */
const kinds: readonly (readonly [pattern: RegExp, venue: Venue, instrumentType: string])[] = [
  [/^\^(?:NSE|INDIA|CNX)/, nsi, 'INDEX'],
  [/^\^BSE/, bse, 'INDEX'],
  [/^\^/, newYork, 'INDEX'],
  [/\.NS$/, nsi, 'EQUITY'],
  [/\.BO$/, bse, 'EQUITY'],
  [/\.L$/, london, 'EQUITY'],
  [/=X$/, currencies, 'CURRENCY'],
  [/-[A-Z]{3}$/, coins, 'CRYPTOCURRENCY'],
  [/./, newYork, 'EQUITY'],
]

/** By its symbol alone, as a reader of symbols would. */
export function describeListing(symbol: string): Listing {
  const [, venue, instrumentType] = kinds.find(([pattern]) => pattern.test(symbol)) ?? kinds.at(-1)!
  return { ...venue, symbol, zone: createZone(venue.timeZone), instrumentType }
}
