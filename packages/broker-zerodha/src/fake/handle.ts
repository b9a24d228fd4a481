import { type Outcome, spoil, tooManyReply } from './faults/spoil.ts'
import type { Kite } from './kite.ts'
import type { RequestLog } from './request-log.ts'
import { type Call, findRoute, type Route } from './routes.ts'
import type { FakeKiteUser } from './session/user.ts'
import { type Params, readParams } from './wire/params.ts'
import { badInput, isRefusal, refusal, replyOf } from './wire/refusal.ts'
import { failure, type Reply } from './wire/reply.ts'
import type { KiteRequest } from './wire/request.ts'

/** Answers requests as Kite does: who asks, whether he may, how often he has, and only then what he wants. */
export function createHandler(kite: Kite, routes: readonly Route[], log: RequestLog) {
  return async (request: KiteRequest): Promise<Outcome> => {
    const match = findRoute(routes, request.method, request.url.pathname)
    if (match === undefined) return { reply: failure(404, 'GeneralException', 'Route not found') }
    if (match === 'wrong-method') return { reply: failure(405, 'GeneralException', 'Method not allowed') }
    const { route, path } = match
    const params = paramsOf(request, route)
    const entry = log.note(route.endpoint, request, { ...params, ...path })
    return await spoil(route.endpoint, kite.faults, kite.timers, () => {
      const reply = attempt(() => serve(kite, route, request, path, params))
      entry.status = reply.status
      return reply
    })
  }
}

function serve(kite: Kite, route: Route, request: KiteRequest, path: Params, params: Params): Reply {
  if (route.open) return route.answer({ request, path, params, json: undefined, account: undefined as never })
  if (request.headers.get('x-kite-version') !== '3') throw badInput('Missing or unsupported `X-Kite-Version` header.')
  const user = authorize(kite, route, request)
  const { limits, behavior } = kite
  const who = route.bucket === 'orders' ? user.userId : user.apiKey
  if (!limits.admit(route.bucket, who)) return tooManyReply(behavior.retryAfterSec)
  if (route.bucket === 'orders') checkIp(kite, user, request)
  if (route.endpoint === 'place' && !limits.admitMinute(user.userId)) return tooManyReply(behavior.retryAfterSec)
  if (route.paid && user.plan === 'personal')
    throw refusal(403, behavior.permissionError, 'Insufficient permission for that call.')
  const call: Call = { request, path, params, json: jsonOf(request, route), account: kite.accountOf(user.userId) }
  return route.answer(call)
}

/** `Authorization: token api_key:access_token` */
function authorize({ sessions }: Kite, route: Route, { headers }: KiteRequest): FakeKiteUser {
  const header = headers.get('authorization')
  if (header === null && route.paid) throw badInput('Missing `api_key` or `access_token`.')
  const [, apiKey, accessToken] = /^token ([^:]+):(.+)$/.exec(header ?? '') ?? []
  const user = apiKey === undefined ? undefined : sessions.admits(apiKey, accessToken!)
  if (user === undefined) throw refusal(403, 'TokenException', 'Incorrect `api_key` or `access_token`.')
  return user
}

/** Orders come only from addresses that were registered, where there are any. */
function checkIp({ behavior, ipsOf }: Kite, user: FakeKiteUser, { ip }: KiteRequest): void {
  const ips = ipsOf(user)
  if (ips === undefined || ips.includes(ip)) return
  const message =
    ips.length === 0 ? 'No IPs configured for this app.' : `IP (${ip}) is not allowed to place orders for this app.`
  throw refusal(403, behavior.permissionError, message)
}

function paramsOf({ url, method, body }: KiteRequest, { takesJson }: Route): Params {
  const query = readParams(url.searchParams)
  return takesJson || (method !== 'POST' && method !== 'PUT') ? query : { ...query, ...readParams(body) }
}

/** A form is no JSON, and JSON is no form. */
function jsonOf({ headers, body, method }: KiteRequest, { takesJson }: Route): unknown {
  const type = headers.get('content-type') ?? ''
  if (takesJson !== true) {
    if ((method === 'POST' || method === 'PUT') && type.startsWith('application/json'))
      throw badInput('Expected `application/x-www-form-urlencoded`.')
    return undefined
  }
  try {
    if (type.startsWith('application/json')) return JSON.parse(body)
  } catch {}
  throw badInput('Invalid JSON body.')
}

function attempt(act: () => Reply): Reply {
  try {
    return act()
  } catch (cause) {
    if (isRefusal(cause)) return replyOf(cause)
    throw cause
  }
}
