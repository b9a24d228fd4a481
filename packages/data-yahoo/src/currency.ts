/** A hundredth of a currency, which Yahoo quotes shares of some exchanges in. */
const minorUnits: Readonly<Record<string, string>> = { GBp: 'GBP', GBX: 'GBP', ZAc: 'ZAR', ILA: 'ILS' }

/** What prices in a currency of Yahoo are divided by, so that they are in one of ISO 4217: pence become pounds. */
export function unitsOf(currency: string | undefined | null): number {
  return currency !== undefined && currency !== null && Object.hasOwn(minorUnits, currency) ? 100 : 1
}

/** Whether prices could be pence or pounds, because an exchange that quotes in either does not say which. */
export function lacksUnit(currency: string | undefined | null, symbol: string): boolean {
  return (currency ?? '') === '' && /\.(L|JO|TA)$/.test(symbol)
}

/** The ISO 4217 code of what prices are in, once they are divided. */
export function isoOf(currency: string): string {
  return minorUnits[currency] ?? currency
}
