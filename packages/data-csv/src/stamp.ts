import type { Timestamp } from '@shagun/core'

/** Reads a stamp; `undefined` where it is in no known form, or names a day or an hour that does not exist. */
export type ReadStamp = (text: string) => Timestamp | undefined

/** A way to write a date, with the groups in which its parts are found; those of the time follow them. */
interface Form {
  readonly pattern: RegExp
  readonly year: number
  readonly month: number
  readonly day: number
}

// Years begin in 1000, so that no form can be taken for another.
const year = '([12]\\d{3})'
const time = '(?:(?:T| +)(\\d{1,2}):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d{1,9}))?)?(?: ?(Z|[+-](?:0\\d|1[0-4]):?[0-5]\\d))?)?'
const yearFirst = new RegExp(`^${year}[-/.](\\d{1,2})[-/.](\\d{1,2})${time}$`)
const digitsOnly = new RegExp(`^${year}(\\d\\d)(\\d\\d)${time}$`)
const monthNamed = new RegExp(`^(\\d{1,2})[- ]([A-Za-z]{3})[- ]${year}${time}$`)
const yearLast = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.]${year}${time}$`)
const forms: readonly Form[] = [
  { pattern: yearFirst, year: 1, month: 2, day: 3 },
  { pattern: digitsOnly, year: 1, month: 2, day: 3 },
  { pattern: monthNamed, year: 3, month: 2, day: 1 },
]
const yearLastForms: Readonly<Record<'dmy' | 'mdy', Form>> = {
  dmy: { pattern: yearLast, year: 3, month: 2, day: 1 },
  mdy: { pattern: yearLast, year: 3, month: 1, day: 2 },
}
const epochSeconds = /^\d{9,10}$/
const epochMs = /^\d{13}$/
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * @param toUtc - what a wall clock time without an offset means
 * @param dateOrder - what `01/02/2024` means; without it such a date is not read
 */
export function createStampReader(toUtc: (local: number) => Timestamp, dateOrder?: 'dmy' | 'mdy'): ReadStamp {
  const known = dateOrder === undefined ? forms : [...forms, yearLastForms[dateOrder]]
  return (text) => {
    for (const form of known) {
      const match = form.pattern.exec(text)
      if (match !== null) return instant(match, form, toUtc)
    }
    if (epochMs.test(text)) return Number(text)
    return epochSeconds.test(text) ? Number(text) * 1000 : undefined
  }
}

/** What would have been read in place of a stamp that was not. */
export function expectedStamp(text: string, dateOrder?: 'dmy' | 'mdy'): string {
  if (dateOrder === undefined && yearLast.test(text))
    return "to be told which number is the day, by dateOrder 'dmy' or 'mdy' in the options"
  return 'a date that exists, such as 2024-01-31, 31-Jan-2024, 2024-01-31T09:15:00+05:30 or 1706672700'
}

function instant(match: RegExpExecArray, form: Form, toUtc: (local: number) => Timestamp): Timestamp | undefined {
  const y = Number(match[form.year])
  const m = monthOf(match[form.month]!)
  const d = Number(match[form.day])
  const hours = Number(match[4] ?? 0)
  const minutes = Number(match[5] ?? 0)
  const seconds = Number(match[6] ?? 0)
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const exists = m >= 1 && m <= 12 && d >= 1 && (d <= 28 || d <= daysIn(y, m))
  if (!exists || hours > 23 || minutes > 59 || seconds > 59) return undefined
  const local = Date.UTC(y, m - 1, d, hours, minutes, seconds, ms)
  return match[8] === undefined ? toUtc(local) : local - offsetMs(match[8])
}

function monthOf(text: string): number {
  const number = Number(text)
  return Number.isNaN(number) ? months.indexOf(text.toLowerCase()) + 1 : number
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000
}
