/** A hundredth of a currency, which Yahoo quotes shares of some exchanges in. */
const minorUnits: Readonly<Record<string, string>> = { GBp: 'GBP', GBX: 'GBP', ZAc: 'ZAR', ILA: 'ILS' }

/** What prices in a currency of Yahoo are divided by, so that they are in one of ISO 4217: pence become pounds. */
export function unitsOf(currency: string | undefined | null): number {
  return currency !== undefined && currency !== null && Object.hasOwn(minorUnits, currency) ? 100 : 1
}

/** What exchanges write behind symbols of which some are priced in hundredths, and others not. */
const mixedUnits = /\.(?:L|JO|TA)$/

/** Whether a price of a symbol has no meaning without its currency: it could be a hundred times too large. */
export function needsCurrency(symbol: string): boolean {
  return mixedUnits.test(symbol)
}

/** The ISO 4217 code of what prices are in, once they are divided. */
export function isoOf(currency: string): string {
  return minorUnits[currency] ?? currency
}
