import { Worker } from 'node:worker_threads'
import { ShagunError } from '@shagun/core'
import type { Write } from './commit.ts'
import { storageClosed } from './explain.ts'
import type { Outcomes, WriterSettings } from './serve-writes.ts'
import { fromWire } from './wire-error.ts'
import type { Writer } from './writer.ts'

interface Pending {
  readonly write: Write
  resolve(): void
  reject(cause: unknown): void
}

/**
 * Writes in a thread of its own, so that the event loop never waits for the disk.
 *
 * One message is on its way; what comes meanwhile goes together in the next, and becomes durable in one commit. The thread
 * starts with the first write, and after its end another one does with the next. It keeps the process alive only while
 * something is on its way.
 */
export function createThreadedWriter(settings: WriterSettings): Writer {
  const { path } = settings
  let thread: Worker | undefined
  let queued: Pending[] = []
  let flying: Pending[] = []
  let isScheduled = false
  let last: Promise<void> = Promise.resolve()
  let closing: Promise<void> | undefined

  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    // Not before all has run that is ready to: who was just answered may have more to write, and it goes together.
    process.nextTick(() => {
      isScheduled = false
      if (flying.length === 0 && queued.length > 0) send()
    })
  }

  function send(): void {
    flying = queued
    queued = []
    try {
      thread ??= start()
      thread.ref()
      thread.postMessage(flying.map(({ write }) => write))
    } catch (cause) {
      fail(cause)
    }
  }

  function start(): Worker {
    const started = new Worker(new URL('./writer-thread.js', import.meta.url), { workerData: settings })
    let why: unknown
    started.on('message', land)
    started.on('error', (cause) => {
      why = cause
    })
    started.on('exit', (code) => {
      thread = undefined
      fail(why ?? new Error(`It exited with code ${code}.`))
    })
    return started
  }

  function land(outcomes: Outcomes): void {
    const landed = flying
    flying = []
    landed.forEach(({ resolve, reject }, i) => {
      const error = outcomes[i]
      if (error === undefined) resolve()
      else reject(fromWire(error))
    })
    if (queued.length > 0) schedule()
    else thread?.unref()
  }

  function fail(cause: unknown): void {
    const lost = [...flying, ...queued]
    flying = []
    queued = []
    for (const { reject } of lost) reject(threadEnded(path, cause))
  }

  async function settled(): Promise<void> {
    await last.catch(() => {})
  }

  return {
    write(write) {
      if (closing !== undefined) return Promise.reject(storageClosed(path, 'be written'))
      last = new Promise((resolve, reject) => {
        queued.push({ write, resolve, reject })
      })
      schedule()
      return last
    },
    settled,
    close() {
      closing ??= settled().then(async () => {
        if (thread === undefined) return
        const ending = thread
        await new Promise((resolve) => {
          ending.once('exit', resolve)
          ending.ref()
          ending.postMessage('close')
        })
      })
      return closing
    },
  }
}

function threadEnded(path: string, cause: unknown): ShagunError {
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `The thread that writes ${path} ended: ${why} Each write is there whole or not at all; open the journal again and read which.`
  return new ShagunError('storage-failed', message, { details: { source: path }, cause })
}
