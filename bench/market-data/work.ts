import { type Bars, createBars, createInstrument, type Instrument, nse, type Timestamp } from '@shagun/core'

/** The minutes of NSE over some eleven years: prices walk by a fixed rule, so that all contestants have the same. */
export function minutes(): Bars {
  const time = new Float64Array(1_000_000)
  const [open, high, low, close, volume] = [0, 1, 2, 3, 4].map(() => new Float64Array(time.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  let row = 0
  for (const session of nse().sessions(Date.UTC(2014, 0), Date.UTC(2026, 0)))
    for (let at = session.open; at < session.close && row < time.length; at += 60_000) {
      const price = 1_000 + (row % 997)
      time[row] = at
      open[row] = price
      high[row] = price + 3
      low[row] = price - 3
      close[row] = price + 1
      volume[row] = row % 50
      row++
    }
  return createBars('NSE:INFY', '1m', { time, open, high, low, close, volume })
}

/** Moments of three years, a minute and a second apart, as a stream asks for them. */
export function moments(): readonly Timestamp[] {
  const begin = Date.UTC(2024, 0)
  return Array.from({ length: 1_000_000 }, (_, i) => begin + i * 61_000)
}

/** What a broker lists: nine thousand shares, and options on two hundred of them. */
export function instruments(): readonly Instrument[] {
  const symbols = Array.from({ length: 9_000 }, (_, i) => (i * 7_919 + 12_345).toString(36).toUpperCase())
  const listed = symbols.map((symbol, i) =>
    createInstrument({
      id: `NSE:${symbol}`,
      currency: 'INR',
      tickSize: '0.05',
      name: `${symbol} ${i % 7 === 0 ? 'Tata' : 'Steel'} Limited`,
    }),
  )
  for (let i = 0; listed.length < 100_000; i++) {
    const underlying = symbols[i % 200]!
    const [strike, expiry] = [1_000 + (Math.floor(i / 400) % 60) * 50, Date.UTC(2026, 10 + Math.floor(i / 24_000), 24)]
    const optionType = Math.floor(i / 200) % 2 === 0 ? 'call' : 'put'
    listed.push(
      createInstrument({
        id: `NFO:${underlying}${new Date(expiry).toISOString().slice(0, 7)}${strike}${optionType}`,
        kind: 'option',
        currency: 'INR',
        underlying,
        expiry,
        strike,
        optionType,
      }),
    )
  }
  return listed
}

/** What is searched for: a beginning, a word, several words, and what is not there. */
export const searches = ['9IX', 'tata', 'steel limited', '1050 put', 'zzzz'] as const
