import type { Supports, TimeInForce } from '@shagun/core'

/** How long a limit order may rest at this broker; `undefined` where it takes none that does. */
export function restingTime(supports: Supports): TimeInForce | undefined {
  return (['day', 'gtc'] as const).find((time) => takesLimit(supports, time))
}

/** Whether the broker takes limit orders that fill at once or not at all. */
export function takesIoc(supports: Supports): boolean {
  return takesLimit(supports, 'ioc')
}

function takesLimit({ orderTypes, timeInForce, except }: Supports, time: TimeInForce): boolean {
  const isExcepted = except?.some(([type, excepted]) => type === 'limit' && excepted === time)
  return orderTypes.includes('limit') && timeInForce.includes(time) && !isExcepted
}
