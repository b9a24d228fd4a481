import type { Network, OpenSocket, SocketListener } from './environment.ts'

// These bound what nobody watches; a client's own timeouts are shorter and keep the environment's time.
const connectTimeoutMs = 10_000
const silenceTimeoutMs = 120_000
const handshakeTimeoutMs = 15_000
/** How long a closing socket may hold the process up for a peer that does not answer. */
const leaveTimeoutMs = 2_000
const maxMessageBytes = 32 * 1024 * 1024

/**
 * The machine's network: one pool of connections that are kept alive, and WebSockets.
 *
 * No proxy is taken from the environment's variables, because brokers know their customers by their address. What it
 * rests on is loaded by the first call, so that whoever only simulates never pays for it.
 */
export function createSystemNetwork(): Network {
  let loading: ReturnType<typeof loadPool> | undefined
  const pool = () => (loading ??= loadPool())

  return {
    async fetch(input, init = {}) {
      const { body, redirect } = init
      const isPlain = body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array
      if (input instanceof Request)
        return await fetchAsTheWebDoes(await pool(), input.url, { ...partsOf(input), ...init })
      if (!isPlain || redirect !== 'manual') return await fetchAsTheWebDoes(await pool(), input, init)
      return await fetchPlainly(await pool(), new URL(input), { ...init, body: body ?? null })
    },
    openSocket,
  }
}

type Pool = Awaited<ReturnType<typeof loadPool>>

async function loadPool() {
  const undici = await import('undici')
  const agent = new undici.Agent({
    connect: { timeout: connectTimeoutMs },
    headersTimeout: silenceTimeoutMs,
    bodyTimeout: silenceTimeoutMs,
  })
  return { undici, agent }
}

/** With redirects, forms and streams. */
async function fetchAsTheWebDoes({ undici, agent }: Pool, url: string | URL, init: RequestInit): Promise<Response> {
  // The types of undici's own version and of the one that Node holds differ in name only.
  return (await undici.fetch(url, { ...init, dispatcher: agent } as object)) as unknown as Response
}

function partsOf({ method, headers, body, redirect, signal }: Request): RequestInit {
  return { method, headers, body, redirect, signal, duplex: 'half' }
}

/** The same without them, at a fifth of the cost: this is the way that orders go. */
function fetchPlainly(
  { agent }: Pool,
  { origin, pathname, search }: URL,
  { method = 'GET', headers, body, signal }: RequestInit & { readonly body: string | Uint8Array | null },
): Promise<Response> {
  return new Promise((resolve, reject) => {
    let out: ReadableStreamDefaultController | undefined
    let stop: () => void
    const end = (): void => signal?.removeEventListener('abort', stop)
    agent.dispatch(
      {
        origin,
        path: pathname + search,
        method: method as 'GET',
        headers: (Array.isArray(headers) ? new Headers(headers) : headers) as object as Record<string, string>,
        body,
      },
      {
        onRequestStart(request) {
          stop = () => request.abort(signal!.reason)
          if (signal?.aborted) stop()
          signal?.addEventListener('abort', stop)
        },
        onResponseStart(request, status, headers) {
          // What only says that there will be an answer.
          if (status < 200) return
          const bytes = new ReadableStream({
            start(controller) {
              out = controller
            },
            pull: () => request.resume(),
            cancel: (reason) => request.abort(reason),
          })
          const isPacked = headers['content-encoding'] === 'gzip'
          const response = new Response(
            bodiless.has(status) ? null : isPacked ? bytes.pipeThrough(new DecompressionStream('gzip')) : bytes,
            { status },
          )
          for (const [name, value = []] of Object.entries(headers))
            for (const each of [value].flat()) response.headers.append(name, each)
          resolve(response)
        },
        onResponseData(request, chunk) {
          // What is left of a chunk that was paused in may be nothing.
          if (chunk.length === 0) return
          out!.enqueue(chunk)
          if (out!.desiredSize! <= 0) request.pause()
        },
        onResponseEnd() {
          end()
          out!.close()
        },
        onResponseError(_, cause) {
          end()
          const reason = signal?.aborted ? cause : new TypeError('fetch failed', { cause })
          reject(reason)
          out?.error(reason)
        },
      },
    )
  })
}

/** These answers have no body, and the web platform refuses them one. */
const bodiless = new Set([204, 205, 304])

function openSocket(
  url: string,
  listener: SocketListener,
  { headers = {} }: { readonly headers?: Readonly<Record<string, string>> } = {},
): OpenSocket {
  let socket: Awaited<ReturnType<typeof connect>> | undefined
  let closed = false
  const end = (code: number, reason: string, httpStatus?: number): void => {
    if (closed) return
    closed = true
    if (httpStatus === undefined) listener.closed(code, reason)
    else listener.closed(code, reason, httpStatus)
  }

  async function connect() {
    const { WebSocket } = await import('ws')
    const options = {
      headers,
      perMessageDeflate: false,
      maxPayload: maxMessageBytes,
      handshakeTimeout: handshakeTimeoutMs,
      closeTimeout: leaveTimeoutMs,
    }
    return new WebSocket(url, options)
  }

  connect().then(
    (connected) => {
      // Closed before there was anything to close.
      if (closed) {
        connected.on('error', () => {})
        connected.terminate()
        return
      }
      socket = connected
      let httpStatus: number | undefined
      let failure = ''
      connected.on('open', () => listener.opened())
      connected.on('message', (data, isBinary) => {
        const bytes = data as Buffer
        listener.received(isBinary ? new Uint8Array(bytes) : bytes.toString())
      })
      connected.on('pong', () => listener.ponged?.())
      connected.on('unexpected-response', (request, { statusCode }) => {
        httpStatus = statusCode
        request.destroy()
        connected.terminate()
      })
      connected.on('error', ({ message }) => {
        failure ||= message
      })
      connected.on('close', (code, reason) => end(code, reason.toString() || failure, httpStatus))
    },
    (cause) => end(1006, String(cause)),
  )
  return {
    get bufferedBytes() {
      return socket?.bufferedAmount ?? 0
    },
    send: (data) => socket?.send(data),
    ping: () => socket?.ping(),
    close: () => (socket === undefined ? queueMicrotask(() => end(1006, '')) : socket.close()),
    terminate: () => (socket === undefined ? queueMicrotask(() => end(1006, '')) : socket.terminate()),
  }
}
