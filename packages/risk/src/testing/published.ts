/**
 * Series that others have published results for.
 *
 * Monthly returns of a portfolio and its benchmark: Bacon, "Practical Portfolio Performance Measurement and
 * Attribution", 2nd edition (2008), pages 65 and 66; `portfolio_bacon` of R's PerformanceAnalytics.
 */
export const portfolio: readonly number[] = [
  0.003, 0.026, 0.011, -0.01, 0.015, 0.025, 0.016, 0.067, -0.014, 0.04, -0.005, 0.081, 0.04, -0.037, -0.061, 0.017,
  -0.049, -0.022, 0.07, 0.058, -0.065, 0.024, -0.005, -0.009,
]

export const benchmark: readonly number[] = [
  0.002, 0.025, 0.018, -0.011, 0.014, 0.018, 0.014, 0.065, -0.015, 0.042, -0.006, 0.083, 0.039, -0.038, -0.062, 0.015,
  -0.048, 0.021, 0.06, 0.056, -0.067, 0.019, -0.003, 0,
]

/** Daily returns, with a gap, that the tests of Python's empyrical state results for. */
export const mixed: readonly number[] = [Number.NaN, 0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1]
export const positive: readonly number[] = [0.01, 0.02, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01]
export const negative: readonly number[] = [0, -0.06, -0.07, -0.01, -0.09, -0.02, -0.06, -0.08, -0.05]
export const allNegative: readonly number[] = [-0.02, -0.06, -0.07, -0.01, -0.09, -0.02, -0.06, -0.08, -0.05]
