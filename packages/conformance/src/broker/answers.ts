import type { BrokerOrder, CommandReply } from '@shagun/core'
import type { BrokerSnapshot, PlaceReply } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import { faultOfRow } from './readable.ts'

// An adapter may be written without a compiler, and its author wants to know what is wrong with an answer, not where a case
// stumbled over it. Each gives the answer back, or throws a breach.

/** @param outcome - the good one */
export function readReply<R extends PlaceReply | CommandReply>(reply: R, what: string, outcome: R['outcome']): R {
  const remedy = `Give ${outcome}${outcome === 'accepted' ? ' with `brokerOrderIds`' : ''}, rejected with the \`reason\` as its \`evidence\`, or unconfirmed with its \`cause\`.`
  const known = [outcome, 'rejected', 'unconfirmed']
  if (!isObject(reply) || !known.includes(reply.outcome))
    throw breach(`${what} was answered with ${textOf(reply)}.`, remedy)
  if (reply.outcome === 'accepted' && !isListOf(reply.brokerOrderIds, isText))
    throw breach(`${what} was accepted as ${textOf(reply.brokerOrderIds)}; expected a list of at least one id.`, remedy)
  if (reply.outcome === 'rejected' && typeof (reply.evidence as Partial<typeof reply.evidence>)?.reason !== 'string')
    throw breach(`${what} was rejected, with ${textOf(reply.evidence)} for evidence.`, remedy)
  return reply
}

export function readRows(rows: readonly BrokerOrder[]): readonly BrokerOrder[] {
  if (!Array.isArray(rows))
    throw breach(
      `\`findOrders\` gives ${textOf(rows)}; expected a list of rows.`,
      'Give an empty list where there is none.',
    )
  for (const row of rows as readonly BrokerOrder[]) {
    const fault = isObject(row) ? faultOfRow(row) : `${textOf(row)} in its place`
    if (fault !== undefined)
      throw breach(`A row that \`findOrders\` gives has ${fault}.`, 'Make our words of those of the broker.')
  }
  return rows
}

export function readSnapshot(snapshot: BrokerSnapshot): BrokerSnapshot {
  const remedy = 'Give `asOf`, lists of orders, fills, positions and holdings, and cash by its currency.'
  if (!isObject(snapshot)) throw breach(`\`fetchSnapshot\` gives ${textOf(snapshot)}.`, remedy)
  for (const book of ['orders', 'fills', 'positions', 'holdings'] as const)
    if (!Array.isArray(snapshot[book]))
      throw breach(`A snapshot has ${textOf(snapshot[book])} for its ${book}.`, remedy)
  if (!isObject(snapshot.cash)) throw breach(`A snapshot has ${textOf(snapshot.cash)} for its cash.`, remedy)
  return snapshot
}

export function readEnd(end: () => Promise<void>): () => Promise<void> {
  if (typeof end === 'function') return end
  throw breach(`\`connect\` resolves to ${textOf(end)}.`, 'Resolve to a function that ends the connection.')
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isListOf(value: unknown, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(holds)
}

function textOf(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 80)
}
