import { type AlgoCommand, type AlgoFactory, type AlgoInput, type AlgoParams, defineAlgo } from '@shagun/core'

export interface InAndOutParams extends AlgoParams {
  readonly holdMs: number
}

interface State {
  readonly orders: number
  readonly leaveAt: number | null
}

/**
 * Goes in at the market and out again by two exits that protect the same lots, or at the market after a while: every command
 * of the port in a planner that thinks no further than it must.
 */
export const inAndOut: AlgoFactory<InAndOutParams> = defineAlgo<InAndOutParams, State>({
  name: 'in-and-out',
  version: 1,
  needs: ['quotes'],
  exits: true,
  begin: () => ({ orders: 0, leaveAt: null }),
  step(before, input) {
    // What was refused is tried again when it wakes.
    if (input.type === 'child' && input.change === 'refused') return { state: before, commands: [] }
    const { type, now, params, parent, children, quote } = input
    const { positionLots: held, remainingLots, filledLots } = parent
    const leaveAt = type === 'canceled' ? now : (before.leaveAt ?? (filledLots > 0 ? now + params.holdMs : null))
    const isLeaving = leaveAt !== null && now >= leaveAt
    const commands: AlgoCommand[] = []
    let { orders } = before
    const working = (leg: string) => children.filter((child) => child.working && child.key.startsWith(leg))
    const cancel = (leg: string): void => {
      for (const { key, pending } of working(leg)) if (pending !== 'cancel') commands.push({ type: 'cancel', key })
    }
    const place = (leg: string, lots: number, more: object): void => {
      commands.push({ type: 'place', key: `${leg}-${orders++}`, lots, ...more })
    }
    if (isLeaving || held < 0) cancel('in')
    else if (remainingLots > 0 && working('in').length === 0 && type !== 'child') place('in', remainingLots, {})

    if (isLeaving || held <= 0) {
      cancel('stop')
      cancel('target')
      const areGone = working('stop').length + working('target').length === 0
      if (areGone && held !== 0 && working('out').length === 0 && type !== 'child')
        place('out', Math.abs(held), { exit: true })
    } else if (quote !== undefined) {
      protect('stop', input, quote.last)
      protect('target', input, quote.last)
    }
    if (isLeaving && held === 0 && children.every((child) => !child.working) && commands.length === 0)
      return {
        state: { orders, leaveAt },
        commands: [{ type: 'finish', status: type === 'canceled' ? 'canceled' : 'done' }],
      }
    commands.push({ type: 'wake', at: now + 2_000 })
    return { state: { orders, leaveAt }, commands }

    function protect(leg: 'stop' | 'target', { params: { side } }: AlgoInput<InAndOutParams>, last: number): void {
      const way = (side === 'buy') === (leg === 'target') ? 1 : -1
      const price = last * (1 + way * 0.002)
      const [first] = working(leg)
      const prices = leg === 'target' ? { limitPrice: price } : { stopPrice: price }
      if (first !== undefined) {
        if (type === 'woke' && first.pending === 'none')
          commands.push({ type: 'modify', key: first.key, lots: first.filledLots + held, ...prices })
      } else if (type !== 'child') place(leg, held, { exit: true, siblings: 'pair', ...prices })
    }
  },
})
