/**
 * Whether a request can have reached the source, by the error that ended it before an answer came.
 *
 * Only what breaks before a connection stands is certain: looking up the name, connecting, and refusing the other side's
 * certificate. Everything else may have happened after the bytes went out.
 */
export function wasSent(error: unknown): 'no' | 'perhaps' {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 8; each = each.cause, depth++) {
    if (isBeforeConnected(each)) return 'no'
    if (each instanceof AggregateError && each.errors.length > 0 && each.errors.every(isBeforeConnected)) return 'no'
  }
  return 'perhaps'
}

function isBeforeConnected(error: unknown): boolean {
  const { code = '', syscall = '' } = error as { readonly code?: unknown; readonly syscall?: unknown }
  return (
    syscall === 'connect' ||
    syscall === 'getaddrinfo' ||
    code === 'UND_ERR_CONNECT_TIMEOUT' ||
    /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:VERIFY|GET_ISSUER))/.test(String(code))
  )
}
