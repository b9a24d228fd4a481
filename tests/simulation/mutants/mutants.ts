import type { AlgoName } from '../algos/parent-orders.ts'

/** A bug that was planted: what a text of the sources becomes. */
export interface Mutant {
  readonly bug: string
  /** Below packages/core/src. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** A seed that has found it; it is tried first, and only saves time. */
  readonly hint: number
  /** Whose histories are to find it; those without an algo by default. */
  readonly algo?: AlgoName
}

/**
 * Bugs that order paths really have had, elsewhere or here.
 *
 * Each must be found by simulated histories; a text that is not in its file once and only once is an error, so none can
 * rot away unseen.
 */
export const mutants: readonly Mutant[] = [
  {
    bug: 'an order is sent again when its answer times out',
    file: 'account/place.ts',
    find: 'return withDeadline(environment.timers, reply.then(readable, threw), silence, late)',
    replace: `return withDeadline(environment.timers, reply.then(readable, threw).then((first) =>
      first.outcome === 'unconfirmed' && first.cause === 'timeout' ? broker.place(legs[0] as Approved<OrderTerms>) : first), silence, late)`,
    hint: 9,
  },
  {
    bug: 'a fill that comes after the cancel, asked for or done, is dropped',
    file: 'state/judge.ts',
    find: "if (verdict.startsWith('ignore')) {",
    replace:
      "if (verdict.startsWith('ignore') || (fact.type === 'order.filled' && (order.pending === 'cancel' || lifecycle === 'canceled'))) {",
    hint: 27,
  },
  {
    bug: 'a timeout releases the reservation',
    file: 'state/tracked-order.ts',
    find: 'export function worstLeaves(tracked: TrackedOrder): Decimal {',
    replace: `export function worstLeaves(tracked: TrackedOrder): Decimal {
  if (tracked.order.certainty === 'unconfirmed') return zero`,
    hint: 119,
  },
  {
    bug: 'an error of the server counts as a rejection',
    file: 'state/read-reply.ts',
    find: "    case 'unconfirmed':\n",
    replace: `    case 'unconfirmed':
      if (reply.cause === 'server-error')
        return judge(tracked, [{ type: 'order.rejected', time: now, clientOrderId, evidence: { reason: '500' } }])
`,
    hint: 72,
  },
  {
    bug: 'fees are charged again with each partial fill',
    file: 'state/read-trade.ts',
    find: 'const { fillId, brokerOrderId, quantity, price, fees = zero, time } = row',
    replace: `const { fillId, brokerOrderId, quantity, price, time } = row
  const fees = tracked.fills.reduce((sum, fill) => sum.plus(fill.fees), row.fees ?? zero)`,
    hint: 1,
  },
  {
    bug: 'the cumulative average is taken for the price of each increment',
    file: 'state/read-row.ts',
    find: 'if (booked.quantity.isZero()) return average',
    replace: 'if (booked.quantity.gte(0)) return average',
    hint: 1,
  },
  {
    bug: 'a trade that is told twice is booked twice',
    file: 'state/read-trade.ts',
    find: 'if (tracked.fills.some((booked) => booked.fillId === fillId &&',
    replace: 'if (tracked.fills.some((booked) => booked.fillId === fillId + fillId &&',
    hint: 1,
  },
  {
    bug: 'the books are not read after a reconnect, nor regularly',
    file: 'account/connection.ts',
    find: '        await readBooks()\n        if (mine !== life) return\n',
    replace: '        if (mine !== life) return\n',
    hint: 1,
  },
  {
    bug: 'a cancel is believed when the broker takes the request',
    file: 'account/cancel.ts',
    find: '    return kernel.track(giveCancel(kernel, tracked))',
    replace: `    return kernel.track(andThen(giveCancel(kernel, tracked), (reply) =>
      reply.outcome === 'requested' && isOpen(tracked.order)
        ? andThen(kernel.commit({ type: 'order.canceled', time: kernel.view.now, clientOrderId: id }), () => reply)
        : reply))`,
    hint: 87,
  },
  {
    bug: 'a snapshot that a fill has overtaken is believed',
    file: 'account/read-books.ts',
    find: 'if (overtaken) {',
    replace:
      'if (differencesOf(reader, snapshot).length > 0) return commitDifferences(kernel, differencesOf(reader, snapshot), snapshot)\n    if (overtaken) {',
    hint: 86,
  },
  {
    bug: 'an order id is used again after a restart',
    file: 'account/place.ts',
    find: 'if (!state.orders.has(id as ClientOrderId)) return id as ClientOrderId',
    replace: 'return String(state.orders.size % 7) as ClientOrderId',
    hint: 1,
  },
  {
    bug: 'the order goes out before the journal holds it',
    file: 'account/place.ts',
    find: '    return andThen(kernel.commit(...unknown, ...submitted), () =>',
    replace: `    const early = send(kernel, legs, kind)
    return andThen(early, (reply) => andThen(kernel.commit(...unknown, ...submitted), () => book(kernel, legs, reply)))
    return andThen(kernel.commit(...unknown, ...submitted), () =>`,
    hint: 1,
  },
  {
    bug: 'an order is called absent after the first reading of the book',
    file: 'state/read-answer.ts',
    find: 'if (!patient || !conclusive || missed < 2) return []',
    replace: 'if (!conclusive) return []',
    hint: 95,
  },
  {
    bug: 'a late row opens a closed order again',
    file: 'state/read-row.ts',
    find: 'if (!alive || !closed.has(row.brokerOrderId)) facts.push(',
    replace: 'facts.push(',
    hint: 1,
  },
  {
    bug: 'a modification is believed when the broker takes the request',
    file: 'account/modify.ts',
    find: '  const requested = kernel.commit({ type: ',
    replace:
      "  if (broker.id) return andThen(kernel.commit({ type: 'order.modify-requested', time: view.now, clientOrderId: id, change }), () => andThen(kernel.commit({ type: 'order.modified', time: view.now, clientOrderId: id, change }), () => command(kernel, tracked, (ref) => broker.modify!(ref, change as Approved<OrderChange<Supports, Decimal>>), () => undefined)))\n  const requested = kernel.commit({ type: ",
    hint: 467,
  },
  {
    bug: 'a restart does not ask after orders that were never answered',
    file: 'account/account.ts',
    find: '      confirmer.resolveIfOpen(clientOrderId)\n    }\n',
    replace: '    }\n',
    hint: 50,
  },
  {
    bug: 'a failed append is only logged',
    file: 'account/kernel.ts',
    find: '    kernel.halt(cause)\n    throw haltedError(account, cause)',
    replace: '    environment.log.error(String(cause))\n    return undefined as never',
    hint: 6,
  },
  {
    bug: 'the first part that closes closes the whole order',
    file: 'state/ending.ts',
    find: 'if (closed.size === 0 || ids.some((id) => !closed.has(id))) return undefined',
    replace: 'if (closed.size === 0) return undefined',
    hint: 130,
  },
  {
    bug: 'what is asked for is not counted while a modification is under way',
    file: 'state/tracked-order.ts',
    find: 'return Decimal.max(order.leavesQuantity, askedQuantity(tracked).minus(order.filledQuantity))',
    replace: 'return order.leavesQuantity',
    hint: 447,
  },
  {
    bug: 'positions of a single reading are believed',
    file: 'account/read-books.ts',
    find: 'if (now === before) return',
    replace: 'if (now !== undefined) return',
    hint: 1335,
  },
  {
    bug: 'the provisional fills of an order are not in its snapshot',
    file: 'state/account-state.ts',
    find: '.map((entry) => jsonOf({ ...entry, closed: ',
    replace: '.map((entry) => jsonOf({ ...entry, fills: [], closed: ',
    hint: 1,
  },
  {
    bug: 'an execution sends again what its open orders may still fill',
    file: 'execution/children.ts',
    find: 'return (exit ? position.abs() : quantity.minus(filled)).minus(openOf(others, exit))',
    replace: 'return (exit ? position.abs() : quantity.minus(filled)).minus(openOf(others.slice(1), exit))',
    hint: 1,
    algo: 'drip',
  },
  {
    bug: 'a canceled execution is over before its children are',
    file: 'execution/run.ts',
    find: 'return open.isZero() && (keepsExits() ||',
    replace: 'return (open.isZero() || ending?.status === "canceled") && (keepsExits() ||',
    hint: 25,
    algo: 'twap',
  },
  {
    bug: 'an execution goes on after a restart although somebody has called it off',
    file: 'execution/run.ts',
    find: 'const before = decodeEnding(options.paused)',
    replace:
      'const before = decodeEnding(undefined); if (decodeEnding(options.paused) !== undefined) status = "running"',
    hint: 183,
    algo: 'iceberg',
  },
  {
    bug: 'a child is not held to the limit of its parent',
    file: 'execution/child-request.ts',
    find: 'const limits = [limitPrice, exit ? undefined : params.limitPrice]',
    replace: 'const limits = [limitPrice, exit || params ? undefined : params]',
    hint: 1,
    algo: 'drip',
  },
  {
    bug: 'a child that was larger than the venue takes is not split',
    file: 'execution/child-request.ts',
    find: 'const most = mostLots(instrument)',
    replace: 'const most = Number.POSITIVE_INFINITY + Math.min(0, mostLots(instrument))',
    hint: 15,
    algo: 'drip',
  },
  {
    bug: 'patience with an unanswered order is measured by a clock that may be set anew',
    file: 'account/confirm.ts',
    find: 'question.missingMs += ms',
    replace: 'question.missingMs = Math.max(question.missingMs + ms, clock.now() - question.putAt)',
    hint: 5239,
    algo: 'smartOrderRoute',
  },
]
