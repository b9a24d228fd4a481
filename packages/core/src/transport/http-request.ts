import { ShagunError } from '../errors.ts'
import type { Redactor } from './redact.ts'

/** A value of a query or a form; `undefined` leaves the parameter out, a list repeats it. */
export type Parameter = string | number | boolean | undefined | readonly (string | number)[]

/** What is asked of a source. */
export interface HttpRequest<Policy extends string = string> {
  /** `GET` by default. */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the client's address; what comes from users has to be encoded by the caller. */
  readonly path: string
  readonly query?: Readonly<Record<string, Parameter>>
  /** Beside the client's own, or in place of one of them. */
  readonly headers?: Readonly<Record<string, string>>
  /** A body of form fields. */
  readonly form?: Readonly<Record<string, Parameter>>
  /** A body of JSON. */
  readonly json?: unknown
  /** Any other body; its type belongs into the headers. */
  readonly body?: string | Uint8Array
  /** The class of endpoints it belongs to; without one, defaults hold. */
  readonly policy?: Policy
  /** Whether sending it twice does what sending it once does; so it is for `GET` and `HEAD`, and never for an order. */
  readonly idempotent?: boolean
  /** Whether it goes before others at the rate limiter, and may use its reserve. */
  readonly urgent?: boolean
  /** How many requests of the source's counting it is; 1 by default. */
  readonly cost?: number
  readonly signal?: AbortSignal
}

/** What goes over the wire, but for the headers that are asked each time. */
export interface PreparedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** How it is called in errors and logs. */
  readonly name: string
}

export function prepareRequest(request: HttpRequest, baseUrl: URL, redactor: Redactor): PreparedRequest {
  const { method = 'GET', path, query, form, json, headers = {} } = request
  const url = resolve(path, baseUrl)
  if (query !== undefined)
    for (const [name, value] of parametersOf(query, redactor)) url.searchParams.append(name, value)
  if (url.search !== '') for (const [name, value] of url.searchParams) redactor.learn('parameter', name, value)
  const [body, type] =
    form !== undefined
      ? [new URLSearchParams(parametersOf(form, redactor)).toString(), 'application/x-www-form-urlencoded']
      : json !== undefined
        ? [JSON.stringify(json), 'application/json']
        : [request.body, undefined]
  return {
    method,
    url: url.href,
    headers: { ...(type !== undefined && { 'content-type': type }), ...lowerCased(headers) },
    ...(body !== undefined && { body }),
    // Most requests are never spoken of.
    get name() {
      return redactor.text(`${method} ${url.pathname.slice(baseUrl.pathname.length - 1)}${url.search}`)
    },
  }
}

export function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** A path that leads away would carry the credentials along. */
function resolve(path: string, base: URL): URL {
  const relative = path.replace(/^\//, '')
  const url = URL.parse(relative, base.href)
  if (url?.origin === base.origin && url.pathname.startsWith(base.pathname)) return url
  const expected = 'a path below the address of the client'
  // It may hold a secret of where it leads to, so it is not shown.
  throw new ShagunError('invalid-options', `The path of a request leads away; expected ${expected}.`, {
    details: { option: 'path', value: '', expected },
  })
}

function parametersOf(parameters: Readonly<Record<string, Parameter>>, redactor: Redactor): [string, string][] {
  const pairs: [string, string][] = []
  for (const [name, value] of Object.entries(parameters))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) {
        pairs.push([name, String(each)])
        redactor.learn('parameter', name, String(each))
      }
  return pairs
}
