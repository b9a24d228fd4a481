import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Network } from '@shagun/core'

/** What takes the sockets of a fake Kite: those of the process, and those that come to its port. */
export interface SocketMount {
  /** Opens one within the process. */
  readonly openSocket: Network['openSocket']
  /** Takes one that comes to the port, or turns it away. */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void
}

/** Where nothing takes sockets, each is turned away. */
export const noSockets: Network['openSocket'] = (_url, listener) => {
  queueMicrotask(() => listener.closed(1006, 'Nothing takes sockets here.', 404))
  return { bufferedBytes: 0, send() {}, close() {}, terminate() {} }
}
