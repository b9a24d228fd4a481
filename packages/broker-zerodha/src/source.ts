/** What this adapter is called, in labels, errors and the log. */
export const source = 'zerodha'
