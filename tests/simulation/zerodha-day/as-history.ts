import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory } from '@shagun/core'
import type { Simulation } from '@shagun/core/testing'
import { zerodhaDay } from './day.ts'

/** The day of a seed, told as a history is, for who runs many; books are read as often as they are by default. */
export async function dayAsHistory(
  seed: number,
  orders: number,
): Promise<Omit<Simulation, 'faults'> & { readonly faults: ReadonlyMap<string, number> }> {
  const folder = await mkdtemp(join(tmpdir(), 'shagun-day-'))
  try {
    const day = await zerodhaDay({
      seed,
      orders,
      storage: memory({ chained: true }),
      tokenPath: join(folder, 'token'),
      reconcileEveryMs: 60_000,
    })
    const [first, ...others] = [...day.broken, ...day.leaks.map(({ secret, where }) => `${secret} shows in ${where}`)]
    return {
      seed,
      violation: first === undefined ? undefined : { promise: first, evidence: others.join('\n') },
      faults: new Map(
        [...day.counts].filter(([what]) => /^(?:requests|socket): |^(?:token|disk|reconnect)$/.test(what)),
      ),
      crashes: day.counts.get('crashes') ?? 0,
      orders: day.orders,
      fills: day.fills,
      executions: new Map(),
      steps: day.trace.length,
      trace: day.trace,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}
