/** Dates as `MM-DD`, apart by a space, by year: a hundred fit where ISO dates would fill a page. */
export type DatesByYear = Readonly<Record<number, string>>

/** As ISO dates. */
export function datesOf(years: DatesByYear): readonly string[] {
  return Object.entries(years).flatMap(([year, days]) => days.split(' ').map((day) => `${year}-${day}`))
}

/** The years that are listed. */
export function yearsOf(years: DatesByYear): readonly number[] {
  return Object.keys(years).map(Number)
}
