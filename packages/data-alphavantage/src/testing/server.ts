import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer } from './faults.ts'

/** Something that listens on this machine. */
export interface Server {
  readonly baseUrl: string
  stop(): Promise<void>
}

export async function startServer(handle: (url: URL) => Answer, wait: (ms: number) => Promise<void>): Promise<Server> {
  const server = createServer((request, response) => {
    const { status, type, body, waitMs } = handle(new URL(request.url ?? '/', 'http://localhost'))
    const send = (): void => {
      response.writeHead(status, { 'content-type': type })
      response.end(body)
    }
    if (waitMs === 0) send()
    else if (waitMs < Infinity) void wait(waitMs).then(send)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
