import { type Decimal, ShagunError, type Timestamp } from '@shagun/core'
import { createZone, type Zone } from '../figures/zone.ts'
import type { ReportOptions } from '../options.ts'

/** How numbers and moments are written, in one locale, currency and time zone. */
export interface Format {
  readonly zone: Zone
  count(value: number): string
  /** With its currency where there is one; two digits or as many as that currency has. */
  money(value: Decimal | number): string
  /** Always with a sign, but for 0. */
  gain(value: Decimal | number): string
  price(value: Decimal | number): string
  quantity(value: Decimal | number): string
  ratio(value: number): string
  percent(value: number): string
  signedPercent(value: number): string
  /** Basis points, always with a sign, but for 0; without their unit, for tables. */
  basisPoints(value: number): string
  /** A gain or loss in percent to one digit, without the percent sign, for tables. */
  barePercent(value: number): string
  /** Round values of an axis, in few characters and none the worse for it. */
  axis(values: readonly number[]): readonly string[]
  percentAxis(values: readonly number[]): readonly string[]
  date(time: Timestamp): string
  dateAndTime(time: Timestamp): string
  /** The parts of a date that an axis needs. */
  dayAndMonth(time: Timestamp): string
  monthAndYear(time: Timestamp): string
  month(time: Timestamp): string
  /** January is 0. */
  monthName(month: number): string
  year(time: Timestamp): string
  timeOfDay(time: Timestamp): string
  /** To the second. */
  clockTime(time: Timestamp): string
  dateAndClockTime(time: Timestamp): string
}

/** @throws ShagunError `invalid-options` where locale, currency or time zone is unknown */
export function createFormat(options: Pick<ReportOptions, 'locale' | 'currency' | 'timeZone'>): Format {
  const { locale = 'en', currency, timeZone = 'UTC' } = options
  checked('locale', locale, 'a BCP 47 tag such as en-IN', () => Intl.getCanonicalLocales(locale))
  const zone = checked('timeZone', timeZone, 'an IANA name such as Asia/Kolkata', () => createZone(timeZone))
  const amount: Intl.NumberFormatOptions =
    currency === undefined ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { style: 'currency', currency }
  checked('currency', String(currency), 'an ISO 4217 code such as INR', () => new Intl.NumberFormat(locale, amount))

  const numbers = (format: Intl.NumberFormatOptions): ((value: Decimal | number) => string) => {
    const { format: write } = new Intl.NumberFormat(locale, format)
    return (value) => write(Number(value)).replace('-', '\u2212')
  }
  const dates = (format: Intl.DateTimeFormatOptions): ((time: Timestamp) => string) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...format }).format
  const exact =
    (format: Intl.NumberFormatOptions) =>
    (values: readonly number[]): readonly string[] => {
      const written = [0, 1, 2, 3, 4, 5, 6].map((digits) =>
        values.map(numbers({ ...format, maximumFractionDigits: digits })),
      )
      return written.find((labels) => labels.join() === written.at(-1)!.join())!
    }

  const percent: Intl.NumberFormatOptions = { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 }
  const small = numbers({ maximumSignificantDigits: 6 })
  const large = numbers({ minimumFractionDigits: 2, maximumFractionDigits: 4 })
  const bare = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' })
  const signed = { signDisplay: 'exceptZero' } as const
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const { format: monthOfYear } = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' })
  const plainAxis = exact({})
  const compactAxis = exact({ notation: 'compact' })

  return {
    zone,
    count: numbers({ maximumFractionDigits: 0 }),
    money: numbers(amount),
    gain: numbers({ ...amount, ...signed }),
    price: (value) => (Math.abs(Number(value)) < 1 ? small(value) : large(value)),
    quantity: numbers({ maximumFractionDigits: 8 }),
    ratio: numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    percent: numbers(percent),
    signedPercent: numbers({ ...percent, ...signed }),
    basisPoints: numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2, ...signed }),
    barePercent: (value) => bare(value * 100),
    axis: (values) => (values.some((value) => Math.abs(value) >= 100_000) ? compactAxis(values) : plainAxis(values)),
    percentAxis: exact({ style: 'percent' }),
    date: dates({ dateStyle: 'medium' }),
    dateAndTime: dates({ dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }),
    dayAndMonth: dates({ day: 'numeric', month: 'short' }),
    monthAndYear: dates({ month: 'short', year: 'numeric' }),
    month: dates({ month: 'short' }),
    monthName: (month) => monthOfYear(Date.UTC(2000, month)),
    year: dates({ year: 'numeric' }),
    timeOfDay: dates(clock),
    clockTime: dates({ ...clock, second: '2-digit' }),
    dateAndClockTime: dates({ dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }),
  }
}

/** The longest two units of a length of time. */
export function formatDuration(milliseconds: number): string {
  const sizes = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ] as const
  const largest = sizes.findIndex(([, size]) => milliseconds >= size)
  if (largest < 0) return `${milliseconds} ms`
  let rest = milliseconds
  const parts = sizes.slice(largest, largest + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count > 0 ? `${count} ${unit}` : ''
  })
  return parts.filter(Boolean).join(' ')
}

function checked<T>(option: string, value: string, expected: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    const message = `The report's ${option} is ${JSON.stringify(value)}; expected ${expected}.`
    throw new ShagunError('invalid-options', message, { details: { option, value, expected }, cause })
  }
}
