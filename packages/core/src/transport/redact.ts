/** What must never be shown, beside the names that everybody uses (authorization, cookie, api_key, access_token …). */
export interface Secrets {
  /** Texts, such as an API key. */
  readonly values?: readonly string[]
  /** Headers whose values are secret. */
  readonly headers?: readonly string[]
  /** Parameters of queries, forms and JSON whose values are secret. */
  readonly parameters?: readonly string[]
}

/** Takes secrets out of whatever is shown to people. */
export interface Redactor {
  /** The same without secrets. */
  text(text: string): string
  /** A copy of a cause without secrets: names, messages, stacks and codes, as deep as causes go. */
  cause(cause: unknown): unknown
  /** Remembers what goes out under a secret name, so that it is known again in whatever comes back. */
  learn(kind: 'header' | 'parameter', name: string, value: string): void
}

const secretHeaders = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key']
const secretParameters = [
  'access_token',
  'refresh_token',
  'request_token',
  'enctoken',
  'token',
  'api_key',
  'apikey',
  'api_secret',
  'client_secret',
  'secret',
  'password',
  'totp',
  'checksum',
  'signature',
  'crumb',
]
const shown = '[redacted]'
/** As a pattern, so that it is not taken for a secret once more. */
const hidden = '\\[redacted\\]'
/** Tokens change daily; of those learned, the oldest are forgotten. */
const mostLearned = 200
/** A shorter word is no secret, and taking it out would make texts unreadable. */
const shortest = 4
/** The same for a part of a header, where `Bearer` and `token` stand. */
const shortestPart = 8

/**
 * Makes one memory of what must not be shown. Given to an HTTP client or a socket as its `secrets`, it knows what these
 * send, too: so an adapter can take secrets out of what its vendor says before it hands that on.
 *
 * @example
 * ```ts
 * import { createRedactor } from '@shagun/core/adapter'
 *
 * const redactor = createRedactor({ values: ['key-of-the-app'] })
 * redactor.learn('header', 'authorization', 'Bearer token-of-today')
 * redactor.text('token-of-today does not belong to key-of-the-app') // '[redacted] does not belong to [redacted]'
 * ```
 */
export function createRedactor({ values = [], headers = [], parameters = [] }: Secrets = {}): Redactor {
  const headerNames = new Set([...secretHeaders, ...headers].map((name) => name.toLowerCase()))
  const parameterNames = new Set([...secretParameters, ...parameters].map((name) => name.toLowerCase()))
  const given = values.filter((value) => value !== '')
  const learned = new Set<string>()
  // A header's value goes on to the end of its line, a parameter's to the next separator.
  const underName = [
    new RegExp(`(\\b(?:${alternatives(headerNames)})["']?\\s*[:=]\\s*["']?)(?!${hidden})[^"'\\r\\n]+`, 'gi'),
    new RegExp(`(\\b(?:${alternatives(parameterNames)})["']?\\s*[=:]\\s*["']?)(?!${hidden})[^\\s&"',;}\\])]+`, 'gi'),
  ]
  let known: RegExp | undefined

  function text(raw: string): string {
    known ??= new RegExp(alternatives(new Set([...given, ...learned].flatMap(waysToWrite))) || '(?!)', 'g')
    let clean = raw.replace(known, shown)
    for (const pattern of underName) clean = clean.replace(pattern, `$1${shown}`)
    return clean
  }

  function remember(value: string): void {
    learned.add(value)
    if (learned.size > mostLearned) learned.delete(learned.values().next().value!)
    known = undefined
  }

  function cause(raw: unknown, depth = 0): unknown {
    if (raw === undefined) return undefined
    if (!(raw instanceof Error)) return text(typeof raw === 'string' ? raw : describe(raw))
    const copy = new Error(text(raw.message)) as Error & Record<string, unknown>
    Object.defineProperty(copy, 'name', { value: text(String(raw.name)), configurable: true, writable: true })
    Object.defineProperty(copy, 'stack', { value: text(String(raw.stack)), configurable: true, writable: true })
    for (const field of ['code', 'errno', 'syscall'] as const) {
      const value = (raw as Error & Record<string, unknown>)[field]
      if (typeof value === 'string') copy[field] = text(value)
      else if (typeof value === 'number') copy[field] = value
    }
    if (depth < 8) {
      if (raw.cause !== undefined) copy.cause = cause(raw.cause, depth + 1)
      if (raw instanceof AggregateError) copy['errors'] = raw.errors.slice(0, 8).map((each) => cause(each, depth + 1))
    }
    return copy
  }

  return {
    text,
    cause: (raw) => cause(raw),
    learn(kind, name, value) {
      if (!(kind === 'header' ? headerNames : parameterNames).has(name.toLowerCase())) return
      if (value.length < shortest || learned.has(value)) return
      remember(value)
      if (kind === 'header')
        for (const part of value.split(/[\s:;,=]+/)) if (part.length >= shortestPart) remember(part)
    },
  }
}

/** A pattern for any of the texts, the longest first, so that none hides behind a part of itself. */
function alternatives(texts: ReadonlySet<string>): string {
  return [...texts]
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'))
    .join('|')
}

/** As it is, as it stands in addresses and forms, in JSON and in Base64. */
function waysToWrite(secret: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ]
}

function describe(raw: unknown): string {
  try {
    return typeof raw === 'object' ? JSON.stringify(raw) : String(raw)
  } catch {
    return 'something that cannot be shown'
  }
}

/** The one that is given, or one of its own. */
export function redactorOf(secrets: Secrets | Redactor = {}): Redactor {
  return 'learn' in secrets ? secrets : createRedactor(secrets)
}
