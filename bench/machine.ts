import { arch, cpus, release, totalmem, type } from 'node:os'
import { version } from 'node:process'

/** Where the figures come from, in one line. */
export function describeMachine(): string {
  const cores = cpus()
  const model = cores[0]?.model.trim() || arch()
  const memory = `${Math.round(totalmem() / 1e9)} GB`
  return `Node ${version.slice(1)}, ${model}, ${cores.length} cores, ${memory}, ${type()} ${release()} ${arch()}`
}
