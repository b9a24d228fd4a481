import { ShagunError } from '../errors.ts'
import { jsonOf } from '../model/codec.ts'
import type { Json } from '../model/json.ts'
import type { RiskRule } from '../ports/risk-rule.ts'
import type { Journal } from '../ports/storage.ts'
import type { AccountState } from '../state/account-state.ts'

/** What an account was after an entry of its journal: a start goes on from there instead of replaying all before it. */
export interface Snapshot {
  readonly sequence: number
  /** Of that entry, so that a snapshot of another journal is not taken for one of this. */
  readonly hash: string
  readonly state: Json
  /** What rules keep, by their names. */
  readonly rules: Readonly<Record<string, Json>>
}

/** Raised by every change of the shape of what is kept; an older one is left aside, and the journal replayed instead. */
const version = 2

/** Whether a rule would miss what a snapshot leaves out. */
export function needsWholeJournal(rule: RiskRule): boolean {
  return rule.observe !== undefined && (rule.save === undefined || rule.restore === undefined)
}

export function encodeSnapshot(hash: string, state: AccountState, rules: readonly RiskRule[]): string {
  const kept = Object.fromEntries(rules.flatMap((rule) => (rule.save === undefined ? [] : [[rule.name, rule.save()]])))
  return JSON.stringify({ version, hash, state: state.save(), rules: jsonOf(kept) })
}

/**
 * The snapshot to go on from; `undefined` where there is none that serves, and the whole journal is replayed.
 *
 * @throws ShagunError `journal-broken` where the snapshot is of an entry that the journal does not hold
 */
export async function loadSnapshot(
  journal: Journal,
  account: string,
  rules: readonly RiskRule[],
): Promise<Snapshot | undefined> {
  const kept = await journal.loadSnapshot()
  if (kept === undefined || rules.some(needsWholeJournal)) return undefined
  const { sequence } = kept
  for await (const entry of journal.read(sequence - 1)) {
    const read = decodeSnapshot(kept.body)
    if (read === undefined || rules.some(({ name, save }) => save !== undefined && !(name in read.rules)))
      return undefined
    if (entry.sequence === sequence && entry.hash === read.hash) return { sequence, ...read }
    throw foreign(account, sequence, 'another entry than the journal has there')
  }
  throw foreign(account, sequence, 'an entry that the journal does not have')
}

function decodeSnapshot(body: string): Omit<Snapshot, 'sequence'> | undefined {
  try {
    const read = JSON.parse(body) as Omit<Snapshot, 'sequence'> & { readonly version: number }
    return read.version === version ? read : undefined
  } catch {
    // It can be made again from the journal, which is the truth.
    return undefined
  }
}

function foreign(account: string, sequence: number, what: string): ShagunError {
  const message =
    `The snapshot of account ${account} was taken after entry ${sequence}, ${what}: ` +
    'one of the two is of another time. Restore both from the same backup before trading on.'
  return new ShagunError('journal-broken', message, { details: { account, sequence } })
}
