import { textOf } from './texts.ts'

/** One thing that an adapter has to keep to, for whatever runs tests. */
export interface ConformanceCase {
  /** The level and the name in it, as in `bars/from-inclusive`; it stays as it is from release to release. */
  readonly id: string
  /** What must hold, said of the adapter: `gives the bar that opens as a range begins`. */
  readonly claim: string
  /** All that is left to chance in it comes from this number; it is told in reports. */
  readonly seed: number
  /** Why this cannot be held against the adapter, or against these fixtures; then it proves nothing and is not to be run. */
  readonly skipped?: string
  /** Resolves where the claim holds; rejects with an Error that says what was claimed, what was seen and what to do. */
  run(): Promise<void>
}

/** What a check throws where a claim does not hold: what was seen, and what is to be done about it. */
export function breach(seen: string, remedy: string, cause?: unknown): Error {
  const error = new Error(`${seen} ${remedy}`.trim(), cause === undefined ? undefined : { cause })
  return Object.assign(error, { name: breachName })
}

/** Whether something thrown is a breach already. */
export function isBreach(error: unknown): boolean {
  return error instanceof Error && error.name === breachName
}

const breachName = 'Breach'

/** What a case is about, and how it is looked into. */
export interface CaseOptions extends Pick<ConformanceCase, 'id' | 'claim' | 'seed'> {
  /** What the adapter is called, as far as that is known by the end. */
  subject(): string
  readonly skipped: string | undefined
  /** What nobody may read, not even in what a case says, as far as that is known by the end. */
  secrets(): readonly string[]
  check(): Promise<void>
}

/** One case, whose failures begin with what was claimed. */
export function conformanceCase(options: CaseOptions): ConformanceCase {
  const { id, claim, seed, subject, skipped, secrets, check } = options
  return {
    id,
    claim,
    seed,
    ...(skipped !== undefined && { skipped }),
    async run() {
      if (skipped !== undefined)
        throw new Error(`${id} cannot be held against ${subject()}: ${skipped}. Do not run it.`)
      try {
        await check()
      } catch (error) {
        const cause = withoutSecrets(error, secrets())
        throw new Error(`${subject()} does not keep to ${id}: it ${claim}. ${cause.message}`, { cause })
      }
    },
  }
}

/** The error itself, or what it says without them. */
function withoutSecrets(error: unknown, secrets: readonly string[]): Error {
  const shown = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)])
  const text = textOf(error)
  if (error instanceof Error && !shown.some((secret) => text.includes(secret))) return error
  const message = error instanceof Error ? error.message : String(error)
  return breach(
    shown.reduce((hidden, secret) => hidden.replaceAll(secret, '[secret]'), message),
    '',
  )
}
