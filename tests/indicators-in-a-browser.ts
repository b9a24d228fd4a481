import * as all from '@shagun/indicators'

export { all }

/** Bars of whole cents, so that no function of the machine's mathematics makes them. */
const length = 300
const column = (at: (i: number) => number): Float64Array => Float64Array.from({ length }, (_, i) => at(i) / 100)
const close = column((i) => 10_000 + ((i * 7_919) % 997) - ((i * i * 31) % 613))
const open = column((i) => 10_000 + ((i * 6_007) % 983) - ((i * i * 29) % 601))
const high = close.map((value, i) => Math.max(value, open[i]!) + ((i * 13) % 17) / 100)
const low = close.map((value, i) => Math.min(value, open[i]!) - ((i * 11) % 19) / 100)
const volume = column((i) => 100 * (1 + ((i * 37) % 101)))
const bars = { open, high, low, close, volume }

/** What some indicators give, every number as its bits. What the sine and the logarithm are is the engine's own affair. */
export function answer(): Readonly<Record<string, readonly number[]>> {
  const { sma, ema, wma, rsi, macd, stoch, bbands, atr, adx, obv, vwap, superTrend, linearreg, cdlEngulfing } = all
  return {
    sma: bits(sma(close, 20)),
    ema: bits(ema(close, 20)),
    wma: bits(wma(close, 20)),
    rsi: bits(rsi(close, 14)),
    macd: bits(...Object.values(macd(close, 12, 26, 9))),
    stoch: bits(...Object.values(stoch(bars, 14, 3, 3))),
    bbands: bits(...Object.values(bbands(close, 20, 2))),
    atr: bits(atr(bars, 14)),
    adx: bits(adx(bars, 14)),
    obv: bits(obv(bars)),
    vwap: bits(vwap(bars)),
    superTrend: bits(...Object.values(superTrend(bars))),
    linearreg: bits(linearreg(close, 14)),
    cdlEngulfing: [...cdlEngulfing(bars)],
    streamed: bits(streamed()),
  }
}

/** Half of the bars, then the other half in another indicator that goes on from a snapshot of the first. */
function streamed(): Float64Array {
  const [before, after] = [all.createRsi(14), all.createRsi(14)]
  const first = close.slice(0, 150).map((value) => before.update(value))
  after.restore(JSON.parse(JSON.stringify(before.snapshot())))
  const second = close.slice(150).map((value) => {
    const seen = after.peek(value)
    return seen === after.update(value) ? seen : NaN
  })
  return Float64Array.from([...first, ...second])
}

function bits(...lines: readonly Float64Array[]): readonly number[] {
  return lines.flatMap((line) => [...new Uint32Array(line.buffer)])
}
