/** What Alpha Vantage is called in errors, labels and the log. */
export const source = 'alphavantage'
