import { createHook } from 'node:async_hooks'
import { writeSync } from 'node:fs'
import { createRequire } from 'node:module'

// Loads an entry in a process of its own, and tells on the third descriptor what that set going, a line for each thing.
const [, , how, entry] = process.argv

// Node's names of what lives on after a module was read. Whoever sets it going passes here, in whatever way: by the
// global, by `node:timers`, by a library of a library, out of reach of the event loop or not.
const deeds: Readonly<Record<string, string>> = {
  Timeout: 'set a timer',
  Immediate: 'set a timer',
  GETADDRINFOREQWRAP: 'looked for a host',
  DNSCHANNEL: 'looked for a host',
  TCPCONNECTWRAP: 'opened a connection',
  PIPECONNECTWRAP: 'opened a connection',
  TCPSERVERWRAP: 'opened a port',
  PIPESERVERWRAP: 'opened a port',
  UDPWRAP: 'opened a port',
  PROCESSWRAP: 'started a process',
  WORKER: 'started a thread',
  FSEVENTWRAP: 'watched a file',
  STATWATCHER: 'watched a file',
  SIGNALWRAP: 'waited for a signal',
}

const seen = new Set<string>()
const globals = new Set(Object.getOwnPropertyNames(globalThis))
const listened = new Set(process.eventNames())
Error.stackTraceLimit = 50
const hook = createHook({
  init(_id, type) {
    const deed = deeds[type]
    if (deed !== undefined) seen.add(`${deed}${place()}`)
  },
})

/** The innermost line of a package, where there is one. */
function place(): string {
  const frames = new Error().stack?.split('\n').filter((line) => line.includes('/node_modules/')) ?? []
  const [, at] = frames[0]?.match(/node_modules\/(.*:\d+):\d+/) ?? []
  return at === undefined ? '' : ` at ${at}`
}

// In its own name, and not in those of the timers and sockets behind it; nobody is called.
globalThis.fetch = async () => {
  seen.add(`called fetch${place()}`)
  throw new Error('Loading must do nothing.')
}

const tell = (): void => {
  for (const name of Object.getOwnPropertyNames(globalThis)) if (!globals.has(name)) seen.add(`made the global ${name}`)
  for (const name of process.eventNames()) {
    const ours = name === 'exit' ? 1 : 0
    if (!listened.has(name) && process.listenerCount(name) > ours) seen.add(`listened to the process's ${String(name)}`)
  }
  writeSync(3, [...seen].join('\n'))
}
process.on('exit', tell)

hook.enable()
if (how === 'import') await import(entry!)
else createRequire(import.meta.url)(entry!)
hook.disable()
// What begins a moment later is seen as well; what never ends is ended.
setTimeout(() => process.exit(), 250).unref()
hook.enable()
