import { createRig, type Rig, type RigChild, type RigOptions } from '../testing/rig.ts'
import { pov } from './pov.ts'
import type { PovParams } from './pov-params.ts'

// Lots of 5: 20,000 units are 4,000 lots.
export const parent = {
  instrument: 'NSE:INFY',
  side: 'buy',
  quantity: 20_000,
  participationRate: 0.1,
  seed: 7,
} as const

export function start(params: Partial<PovParams>, options: RigOptions = {}): Rig<PovParams> {
  return createRig(pov({ ...parent, ...params }), { quote: { volume: 0 }, ...options }).start()
}

/** The session's volume is told just before a moment comes. */
export function trades(rig: Rig<PovParams>, at: number, volume: number): void {
  rig.quote({ volume })
  rig.at(at)
}

export function fillAll(rig: Rig<PovParams>): void {
  for (let open = working(rig); open.length > 0; open = working(rig)) for (const { key } of open) rig.fill(key)
}

function working(rig: Rig<PovParams>): RigChild[] {
  return rig.children.filter((child) => child.working)
}

export function sent(rig: Rig<PovParams>): number[] {
  return rig.children.map(({ lots }) => lots)
}

export function filledAndOpen(rig: Rig<PovParams>): number {
  const { filledLots, openLots } = rig.parent()
  return filledLots + openLots
}
