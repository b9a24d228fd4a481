import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Contestant, Entry, Sample } from './entry.ts'

const child = fileURLToPath(new URL('./child.ts', import.meta.url))
/** Where Node keeps what it made of the sources: a process that translates none starts sooner and is as small as it is. */
const compiled = fileURLToPath(new URL('../node_modules/.cache/bench', import.meta.url))

/** Runs a contestant in a process of its own, so that none changes how another one's code was compiled. */
export async function measureApart(entry: Entry, contestant: Contestant): Promise<Sample> {
  const running = fork(child, [entry.name, contestant.name], {
    serialization: 'advanced',
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  })
  let sample: Sample | undefined
  running.on('message', (message) => {
    sample = message as Sample
  })
  const [code] = (await once(running, 'close')) as [number | null]
  if (code !== 0 || sample === undefined)
    throw new Error(`${entry.name}, ${contestant.name}: its process ended with ${code ?? 'a signal'}; see above.`)
  return sample
}
