import type { OpenSocket, SocketListener } from '@shagun/core'

/** One side of a connection to the stream, as the fake sees it. */
interface Peer {
  send(text: string): void
  close(code: number): void
}

/** The connections to the stream, and what each listens to. */
export interface Sockets {
  readonly open: number
  /** What any of them listens to, in order. */
  readonly subscribed: readonly string[]
  add(peer: Peer): { receive(text: string): void; remove(): void }
  /** Sends to those that listen to this symbol, or to all. */
  send(text: string, symbol?: string): void
  /** Ends all of them. */
  close(code?: number): void
}

export function createSockets(): Sockets {
  const peers = new Map<Peer, Set<string>>()
  return {
    get open() {
      return peers.size
    },
    get subscribed() {
      return [...new Set([...peers.values()].flatMap((symbols) => [...symbols]))].sort()
    },
    add(peer) {
      const symbols = new Set<string>()
      peers.set(peer, symbols)
      return {
        /** `{"subscribe":["RELIANCE.NS"]}` */
        receive(text) {
          const { subscribe, unsubscribe } = JSON.parse(text) as Partial<Record<'subscribe' | 'unsubscribe', string[]>>
          for (const symbol of subscribe ?? []) symbols.add(symbol)
          for (const symbol of unsubscribe ?? []) symbols.delete(symbol)
        },
        remove: () => void peers.delete(peer),
      }
    },
    send(text, symbol) {
      for (const [peer, symbols] of [...peers]) if (symbol === undefined || symbols.has(symbol)) peer.send(text)
    },
    close(code = 1006) {
      for (const peer of [...peers.keys()]) peer.close(code)
    },
  }
}

/** A connection within the process; what happens on it happens a moment later, as on a wire. */
export function openInProcess(
  sockets: Sockets,
  listener: SocketListener,
  { isSilent, refusedWith }: { readonly isSilent: () => boolean; readonly refusedWith: number | undefined },
): OpenSocket {
  let closed = false
  const soon = (run: () => void): void => queueMicrotask(() => !closed && run())
  const end = (code: number, reason: string, status?: number): void =>
    soon(() => {
      closed = true
      connection.remove()
      if (status === undefined) listener.closed(code, reason)
      else listener.closed(code, reason, status)
    })
  const connection = sockets.add({
    send: (text) => soon(() => !isSilent() && listener.received(text)),
    close: (code) => end(code, 'closed by the fake'),
  })
  if (refusedWith === undefined) soon(() => listener.opened())
  else end(1006, 'refused by the fake', refusedWith)
  return {
    bufferedBytes: 0,
    send: (data: string | Uint8Array) =>
      soon(() => connection.receive(typeof data === 'string' ? data : new TextDecoder().decode(data))),
    ping: () => soon(() => !isSilent() && listener.ponged?.()),
    close: () => end(1000, ''),
    terminate: () => end(1006, ''),
  }
}
