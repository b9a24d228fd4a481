import { createBarBuilder, nse, resample, symbolOf } from '@shagun/core'
import { createInstrumentMaster } from '@shagun/core/instruments'
import type { Sample } from '../entry.ts'
import { timePasses } from '../stopwatch.ts'
import { instruments, minutes, moments, searches } from './work.ts'

/** What is done, by us and plainly; nanoseconds are those of one moment, bar, tick or search. */
export const tasks: Readonly<Record<string, () => Sample>> = {
  'is it open? @shagun/core': () => askMoments(nse().isOpen),
  'is it open? Intl': () => askMoments(byIntl()),
  'resample @shagun/core': () => {
    const [bars, calendar] = [minutes(), nse()]
    return timed(bars.length, () => resample(bars, '1h', calendar).close)
  },
  'resample plain loop': () => {
    const bars = minutes()
    return timed(bars.length, () => hours(bars))
  },
  'ticks @shagun/core': () => ticks(['1m']),
  'ticks, five timeframes, @shagun/core': () => ticks(['1m', '5m', '15m', '1h', '1d']),
  'search @shagun/core': () => {
    const master = createInstrumentMaster(instruments())
    // Timed as it is used, for the best twenty; compared by how many fit in all.
    const { figures } = timed(searches.length, () => Float64Array.from(searches, (text) => master.search(text).length))
    const all = searches.map((text) => master.search(text, { limit: Number.POSITIVE_INFINITY }).length)
    return { figures, outcome: Float64Array.from(all) }
  },
  'search scan': () => {
    const listed = instruments()
    return timed(searches.length, () => Float64Array.from(searches, (text) => scan(listed, text)))
  },
}

function timed(count: number, pass: () => Readonly<Float64Array>): Sample {
  return { figures: { ns: timePasses(pass) / count }, outcome: Float64Array.from(pass()) }
}

function askMoments(isOpen: (at: number) => boolean): Sample {
  const asked = moments()
  return timed(asked.length, () => {
    let open = 0
    for (const at of asked) if (isOpen(at)) open++
    return Float64Array.of(open)
  })
}

/** As it is written without a calendar that remembers days: the wall clock from Intl, then a look at the day's session. */
function byIntl(): (at: number) => boolean {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata', dateStyle: 'short' })
  const sessions = Map.groupBy(nse().sessions(Date.UTC(2023, 11), Date.UTC(2027, 0)), ({ date }) => date)
  return (at) => sessions.get(format.format(at))?.some(({ open, close }) => at >= open && at < close) ?? false
}

/** Knows that the rows are whole minutes of sessions: a new hour where sixty rows are full, or time has jumped. */
function hours({ time, close, length }: ReturnType<typeof minutes>): Float64Array {
  const out = new Float64Array(length)
  let [count, rows] = [0, 0]
  for (let i = 0; i < length; i++) {
    if (rows === 60 || (i > 0 && time[i]! !== time[i - 1]! + 60_000)) rows = 0
    if (rows++ === 0) count++
    out[count - 1] = close[i]!
  }
  return out.slice(0, count)
}

function ticks(timeframes: readonly ('1m' | '5m' | '15m' | '1h' | '1d')[]): Sample {
  const [perDay, days] = [100_000, nse().sessions(Date.UTC(2025, 0), Date.UTC(2025, 1)).slice(0, 10)]
  return timed(perDay * days.length, () => {
    let closed = 0
    const builder = createBarBuilder({
      instrument: 'NSE:INFY',
      timeframes,
      calendar: nse(),
      onBar: () => void closed++,
    })
    const trade = { instrument: 'NSE:INFY', time: 0, price: 0, quantity: 1 } as const
    const next: { -readonly [K in keyof typeof trade]: (typeof trade)[K] extends number ? number : (typeof trade)[K] } =
      { ...trade }
    for (const { open } of days)
      for (let i = 0; i < perDay; i++) {
        next.time = open + i * 225
        next.price = 1_000 + (i % 97)
        builder.addTrade(next)
      }
    return Float64Array.of(closed)
  })
}

/** Counts what has every word at the beginning of a word. */
function scan(listed: ReturnType<typeof instruments>, text: string): number {
  const words = text.toUpperCase().split(' ')
  let found = 0
  for (const { id, name = '', underlying = '', strike, optionType } of listed) {
    const right = optionType === undefined ? '' : optionType === 'call' ? 'CE CALL' : 'PE PUT'
    const hay = ` ${symbolOf(id)} ${name} ${underlying} ${strike ?? ''} ${right}`.toUpperCase()
    if (words.every((word) => hay.includes(` ${word}`))) found++
  }
  return found
}
