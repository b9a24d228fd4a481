import {
  type Bars,
  barPeriod,
  type Calendar,
  createBars,
  type DatedCorporateAction,
  type InstrumentId,
  resample,
  type Timeframe,
} from '@shagun/core'
import { adjustBars } from '@shagun/core/instruments'
import { createListings, type Listing } from '../listing.ts'
import { createWalk, fold } from './random-days.ts'

/** What is true of one instrument. */
export interface Listed {
  readonly listing: Listing
  readonly calendar: Calendar
  readonly actions: readonly DatedCorporateAction[]
  /** Days until a moment, the last of them as it stands then. */
  days(until: number): Bars
  /** Bars within a day that opened from a moment to before another; `undefined` where there are none of this timeframe. */
  within(timeframe: Timeframe, from: number, to: number): Bars | undefined
}

/** What the stand-in knows of. */
export interface Market {
  readonly symbols: readonly Listed[]
  find(symbol: string): Listed | undefined
  pair(from: string, to: string): Listed | undefined
}

export interface MarketOptions {
  readonly bars: readonly Bars[] | undefined
  readonly instruments: readonly InstrumentId[]
  readonly actions: readonly DatedCorporateAction[] | undefined
  readonly seed: number
  /** From when on there are prices, and until when they will go on. */
  readonly since: number
  readonly until: number
}

const currencies = ['USD', 'EUR', 'GBP', 'JPY', 'INR', 'CHF', 'AUD', 'CAD']
const dayMs = 86_400_000

export function createMarket(options: MarketOptions): Market {
  const listings = createListings({ apiKey: 'none' })
  const given = options.bars && Map.groupBy(options.bars, ({ instrument }) => instrument)
  const instruments = given ? [...given.keys()] : options.instruments
  let found: readonly Listing[] | undefined
  /** Found when somebody asks, since that makes calendars. */
  const stocks = (): readonly Listing[] =>
    (found ??= instruments.map((instrument) => listings.find(instrument)).filter(({ kind }) => kind === 'stock'))
  const made = new Map<InstrumentId, Listed>()

  function listed(listing: Listing): Listed | undefined {
    const { instrument } = listing
    if (given && !given.has(instrument)) return undefined
    let one = made.get(instrument)
    if (one === undefined) {
      one = given
        ? fromBars(listing, given.get(instrument)!, options.actions ?? [])
        : fromSeed(
            listing,
            options,
            options.actions?.filter((each) => each.instrument === instrument),
          )
      made.set(instrument, one)
    }
    return one
  }

  return {
    get symbols() {
      return stocks().map((listing) => listed(listing)!)
    },
    find(symbol) {
      const stock = stocks().find((each) => each.kind === 'stock' && each.symbol === symbol)
      return stock && listed(stock)
    },
    pair(from, to) {
      if (!currencies.includes(from) || !currencies.includes(to) || from === to) return undefined
      return listed(listings.find(`FX:${from}${to}`))
    },
  }
}

/** As somebody wants it; what is not given is made of what is finer. */
function fromBars(listing: Listing, given: readonly Bars[], all: readonly DatedCorporateAction[]): Listed {
  const { calendar, instrument } = listing
  const lengthOf = (bars: Bars): number => barPeriodLength(bars.timeframe)
  const fine = given.filter((bars) => lengthOf(bars) < dayMs).toSorted((a, b) => lengthOf(a) - lengthOf(b))
  const days = given.find(({ timeframe }) => timeframe === '1d')
  const actions = all.filter((action) => action.instrument === instrument)
  return {
    listing,
    calendar,
    actions,
    days: (until) =>
      cut(days ?? (fine[0] ? resample(fine[0], '1d', calendar) : createBars(instrument, '1d', [])), 0, until),
    within(timeframe, from, to) {
      const own = fine.find((bars) => bars.timeframe === timeframe)
      if (own !== undefined) return cut(own, from, to)
      const finer = fine.find((bars) => barPeriodLength(timeframe) % lengthOf(bars) === 0)
      return finer && resample(cut(finer, from, to), timeframe, calendar)
    },
  }
}

/** Years of a walk; a share is split once and pays four times a year, unless somebody tells what happened. */
function fromSeed(
  listing: Listing,
  { seed, since, until }: MarketOptions,
  told?: readonly DatedCorporateAction[],
): Listed {
  const { calendar, instrument, kind } = listing
  const isPair = kind === 'pair'
  const number = [...instrument].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0, seed)
  const sessions = calendar.sessions(since, until).filter(({ date }) => !isPair || isWeekday(date))
  const start = (i: number): number => calendar.day(sessions[i]!.open).start
  const actions: readonly DatedCorporateAction[] =
    told && told.length > 0
      ? told
      : isPair
        ? []
        : sessions.flatMap((_, i): DatedCorporateAction[] => [
            ...(i === 240 ? [{ instrument, action: 'split', ratio: 2, exDate: start(i) } as const] : []),
            ...(i % 63 === 30 ? [{ instrument, action: 'dividend', amount: 0.25, exDate: start(i) } as const] : []),
          ])
  const walk = createWalk({
    instrument,
    seed: number,
    sessions,
    firstPrice: isPair ? 1.1 : 100 + (Math.abs(number) % 200),
    decimals: isPair ? 5 : 2,
    restlessness: isPair ? 0.0003 : 0.002,
    jumps: actions.flatMap((each) => (each.action === 'split' ? [{ at: each.exDate, ratio: Number(each.ratio) }] : [])),
  })
  return {
    listing,
    calendar,
    actions,
    days(moment) {
      const days = cut(walk.days, 0, moment)
      const last = sessions[days.length - 1]
      if (last === undefined || last.close <= moment) return days
      const today = fold(walk.minutes(last.open, moment))
      return createBars(instrument, '1d', [...days.slice(0, -1), today])
    },
    within(timeframe, from, to) {
      const minutes = walk.minutes(from, to)
      return timeframe === '1m' ? minutes : resample(minutes, timeframe, calendar)
    },
  }
}

/** How far each day's prices are from what they are worth today. */
export function adjustedDays({ actions }: Listed, days: Bars): Bars {
  return adjustBars(days, actions, 'splits-and-dividends')
}

/** Days by the week or month they lie in, each group with its last day. */
export function groupDays(days: Bars, timeframe: '1w' | '1mo', calendar: Calendar): readonly Bars[] {
  const groups: Bars[] = []
  let first = 0
  const openOf = (i: number) => barPeriod(days.time[i]!, timeframe, calendar)!.open
  for (let i = 1; i <= days.length; i++)
    if (i === days.length || openOf(i) !== openOf(first)) {
      groups.push(days.slice(first, i))
      first = i
    }
  return groups.filter(({ length }) => length > 0)
}

function cut(bars: Bars, from: number, to: number): Bars {
  const first = bars.time.findIndex((time) => time >= from)
  const end = bars.time.findIndex((time) => time >= to)
  return bars.slice(first === -1 ? bars.length : first, end === -1 ? bars.length : end)
}

function barPeriodLength(timeframe: Timeframe): number {
  const { open, close } = barPeriod(0, timeframe)!
  return close - open
}

function isWeekday(date: string): boolean {
  const day = new Date(`${date}T12:00:00Z`).getUTCDay()
  return day !== 0 && day !== 6
}
