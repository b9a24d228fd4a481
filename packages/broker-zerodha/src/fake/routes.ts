import type { Bucket } from './limits/limits.ts'
import type { Account } from './portfolio/account.ts'
import type { Params } from './wire/params.ts'
import type { Reply } from './wire/reply.ts'
import type { FakeEndpoint, KiteRequest } from './wire/request.ts'

/** What a handler is given of a request that may be answered. */
export interface Call {
  readonly request: KiteRequest
  /** Parts of the path that stand for something. */
  readonly path: Params
  /** Fields of the query, and of the form where there is one. */
  readonly params: Params
  /** What a JSON body holds. */
  readonly json: unknown
  readonly account: Account
}

/** A way to ask for something. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `/orders/:variety` */
  readonly path: string
  readonly endpoint: FakeEndpoint
  readonly bucket: Bucket
  /** Whether it can be asked without a session: then no account is given. */
  readonly open?: boolean
  /** Whether its body is JSON. */
  readonly takesJson?: boolean
  /** Whether it needs the paid plan. */
  readonly paid?: boolean
  answer(call: Call): Reply
}

/** A route that fits, and what the path holds. */
export interface Match {
  readonly route: Route
  readonly path: Params
}

/** Finds the route of a request; where only its method is wrong, says so. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  pathname: string,
): Match | 'wrong-method' | undefined {
  let wrongMethod = false
  for (const route of routes) {
    const path = matchPath(route.path, pathname)
    if (path === undefined) continue
    if (route.method === method) return { route, path }
    wrongMethod = true
  }
  return wrongMethod ? 'wrong-method' : undefined
}

function matchPath(pattern: string, pathname: string): Params | undefined {
  const [wanted, given] = [pattern.split('/'), pathname.split('/')]
  if (wanted.length !== given.length) return undefined
  const found: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const value = decodeURIComponent(given[i]!)
    if (part.startsWith(':')) found[part.slice(1)] = value
    else if (part !== value) return undefined
  }
  return found
}
