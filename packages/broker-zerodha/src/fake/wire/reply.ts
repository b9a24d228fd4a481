/** What a request is answered with. A long body comes in parts, made when they are asked for. */
export interface Reply {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | (() => Iterable<string>)
}

/** An object of Kite's, before it is written. */
export type Row = Readonly<Record<string, unknown>>

/** The names that Kite has for what goes wrong. */
export type KiteErrorType =
  | 'TokenException'
  | 'PermissionException'
  | 'PermissionError'
  | 'UserException'
  | 'InputException'
  | 'MarginException'
  | 'HoldingException'
  | 'OrderException'
  | 'NetworkException'
  | 'DataException'
  | 'GeneralException'

export function json(value: unknown, status = 200, headers: Reply['headers'] = []): Reply {
  return { status, headers: [['content-type', 'application/json'], ...headers], body: JSON.stringify(value) }
}

/** `{"status":"success","data":…}` */
export function success(data: unknown): Reply {
  return json({ status: 'success', data })
}

/** The same, of rows that are written already. */
export function successOf(rows: readonly string[]): Reply {
  return { ...json(null), body: `{"status":"success","data":[${rows.join()}]}` }
}

/** `{"status":"error","message":"…","error_type":"…","data":null}` */
export function failure(status: number, errorType: KiteErrorType, message: string, headers?: Reply['headers']): Reply {
  return json({ status: 'error', message, data: null, error_type: errorType }, status, headers)
}

/** What stands between Kite and the world says, in its own form. */
export function page(status: number): Reply {
  const title = titles[status] ?? 'Scheduled maintenance'
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center><hr></body>\r\n</html>\r\n`
  return { status, headers: [['content-type', 'text/html; charset=UTF-8']], body }
}

const titles: Readonly<Record<number, string>> = {
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
}
