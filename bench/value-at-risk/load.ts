export const returnCount = 1_000_000
export const positionCount = 50
export const dayCount = 250

/** The ways to each figure, ours first. */
export const selected = ['select @shagun/risk', 'sort Float64Array', 'sort Array'] as const
export const historical = ['historical @shagun/risk', 'historical plain'] as const
export const gaussian = ['gaussian @shagun/risk', 'gaussian plain'] as const
export const fit = ['fit @shagun/risk'] as const

export type Task = (typeof selected | typeof historical | typeof gaussian | typeof fit)[number]
