import { Decimal, type IntervalBenchmark, type PriceBenchmark, type TcaResult } from '@shagun/core'

const start = Date.UTC(2026, 0, 5, 4)
const minute = 60_000

const unknown: IntervalBenchmark = { price: null, source: null, from: null, to: null, slippageBps: null, cost: null }

function priceOf(price: number, time: number, slippageBps: number): PriceBenchmark {
  return { price: new Decimal(price), source: 'given', time, observedAt: null, slippageBps, cost: new Decimal(600) }
}

/** 1000 wanted at 100; 600 bought at 101 and 200 at 102, seen at 100.50 at arrival and 103 at the end. Trading is known, quotes are not. */
export const partlyBought: TcaResult = {
  instrument: 'NSE:INFY',
  currency: 'INR',
  multiplier: new Decimal(1),
  side: 'buy',
  quantity: new Decimal(1000),
  filledQuantity: new Decimal(800),
  fillRate: 0.8,
  fills: [
    { time: start + 2 * minute, quantity: new Decimal(600), price: new Decimal(101), fees: new Decimal('12.5') },
    { time: start + 5 * minute, quantity: new Decimal(200), price: new Decimal(102), fees: new Decimal('7.25') },
  ],
  averagePrice: new Decimal('101.25'),
  notional: new Decimal(81_000),
  decision: priceOf(100, start - minute, 125),
  arrival: priceOf(100.5, start, 74.62686567),
  end: priceOf(103, start + 10 * minute, -169.9029),
  vwap: {
    price: 102.35,
    source: 'trade',
    from: start,
    to: start + 10 * minute,
    slippageBps: -107.474353,
    cost: -880,
  },
  vwapOfOthers: unknown,
  twap: unknown,
  shortfall: {
    delay: new Decimal(400),
    trading: new Decimal(600),
    opportunity: new Decimal(600),
    fees: new Decimal('19.75'),
    total: new Decimal('1619.75'),
    paperNotional: new Decimal(100_000),
    bps: { delay: 40, trading: 60, opportunity: 60, fees: 1.975, total: 161.975 },
  },
  spread: {
    captured: null,
    quotedBps: null,
    effectiveBps: null,
    notional: new Decimal(0),
    realized: [{ afterMs: minute, bps: null, notional: new Decimal(0) }],
  },
  reversion: [{ afterMs: minute, price: new Decimal(101), source: 'trade', bps: 24.691 }],
  participation: { marketVolume: 4000, rate: 0.2, source: 'trade', from: start, to: start + 10 * minute },
  durations: {
    decisionToArrivalMs: minute,
    arrivalToFirstFillMs: 2 * minute,
    firstToLastFillMs: 3 * minute,
    arrivalToEndMs: 10 * minute,
  },
  schedule: [
    { time: start, quantity: new Decimal(0) },
    { time: start + 10 * minute, quantity: new Decimal(1000) },
  ],
  prices: {
    source: 'trade',
    time: Float64Array.of(start, start + 5 * minute, start + 10 * minute),
    price: Float64Array.of(100.5, 102, 103),
  },
  notes: [
    { about: 'vwapOfOthers', text: 'Nobody else traded.' },
    { about: 'spread', text: 'No quote is known.' },
    { about: 'spread.realized.60000', text: 'No quote is known.' },
  ],
}

/** The same order, of which nothing was filled and of whose market nothing is known. */
export const untouched: TcaResult = {
  ...partlyBought,
  filledQuantity: new Decimal(0),
  fillRate: 0,
  fills: [],
  averagePrice: null,
  notional: new Decimal(0),
  decision: { ...partlyBought.decision, slippageBps: null, cost: null },
  arrival: { ...partlyBought.arrival, slippageBps: null, cost: null },
  end: { price: null, source: null, time: null, observedAt: null, slippageBps: null, cost: null },
  vwap: unknown,
  shortfall: {
    ...partlyBought.shortfall,
    opportunity: null,
    total: null,
    bps: { ...partlyBought.shortfall.bps, opportunity: null, total: null },
  },
  reversion: [{ afterMs: minute, price: null, source: null, bps: null }],
  participation: { marketVolume: null, rate: null, source: null, from: null, to: null },
  durations: {
    decisionToArrivalMs: minute,
    arrivalToFirstFillMs: null,
    firstToLastFillMs: null,
    arrivalToEndMs: null,
  },
  schedule: null,
  prices: null,
  notes: [{ about: 'shortfall.total', text: 'The end is not known.' }],
}
