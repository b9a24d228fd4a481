import type { OpenSocket, SocketListener } from '@shagun/core'
import type { Door } from './door.ts'
import type { FakeTickerSession } from './session.ts'

/** A connection within the process; what happens on it happens a moment later, as on a wire. */
export function openInProcess(door: Door, url: URL, listener: SocketListener): OpenSocket {
  let isClosed = false
  let isPaused = false
  let unread: string[] = []
  let session: FakeTickerSession | undefined
  let leave = (): void => {}
  let isSilent = (): boolean => false

  const soon = (run: () => void): void => queueMicrotask(() => !isClosed && run())

  function end(code: number, reason: string, httpStatus?: number): void {
    if (isClosed) return
    isClosed = true
    leave()
    if (httpStatus === undefined) listener.closed(code, reason)
    else listener.closed(code, reason, httpStatus)
  }

  function read(): void {
    const texts = unread
    unread = []
    for (const text of texts) session?.receive(text)
  }

  soon(() => {
    const answer = door.knock(url)
    if (typeof answer === 'number') return end(1006, `Unexpected server response: ${answer}`, answer)
    leave = answer.leave
    isSilent = answer.isSilent
    session = answer.enter({
      bufferedBytes: 0,
      send: (message) => soon(() => listener.received(message)),
      pause() {
        isPaused = true
      },
      resume() {
        isPaused = false
        soon(read)
      },
      close: (code) => soon(() => end(code, '')),
    })
    listener.opened()
  })

  return {
    get bufferedBytes() {
      return unread.reduce((sum, { length }) => sum + length, 0)
    },
    send(data) {
      if (isClosed) return
      unread.push(typeof data === 'string' ? data : new TextDecoder().decode(data))
      soon(() => isPaused || read())
    },
    ping: () => soon(() => isSilent() || listener.ponged?.()),
    close: () => soon(() => end(1000, '')),
    terminate: () => soon(() => end(1006, '')),
  }
}
