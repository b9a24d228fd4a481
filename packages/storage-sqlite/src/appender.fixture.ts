import { promisify } from 'node:util'
import type { BrokerOrderId } from '@shagun/core'
import { entriesOf, limitOrder } from './entry.fixture.ts'
import { type SqliteOptions, sqlite } from './index.ts'

// Appends orders of three entries each to three accounts, several at once, and reports each append that has resolved by
// its account and its last sequence, until it is killed.
const report = promisify<string, void>((line, told) => process.stdout.write(line, (failure) => told(failure ?? null)))
const [path = '', durability] = process.argv.slice(2)
const storage = sqlite(path, { durability } as SqliteOptions)
await Promise.all(['one', 'two', 'three'].map(appendTo))

async function appendTo(account: string): Promise<void> {
  const journal = await storage.openJournal(account)
  let next = 0
  for await (const entry of journal.read()) next = entry.sequence + 1
  const inTurn = async (): Promise<void> => {
    for (;;) {
      const first = next
      next += 3
      await journal.append(order(first))
      // Waited for: a reader that is slow must not make the writer fail.
      await report(`${account} ${first + 2}\n`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, inTurn))
}

function order(sequence: number): ReturnType<typeof entriesOf> {
  const terms = limitOrder(`o${sequence}`)
  const { clientOrderId, instrument, side, quantity, limitPrice: price } = terms as typeof terms & { type: 'limit' }
  const brokerOrderId = `b${sequence}` as BrokerOrderId
  const time = sequence
  const fill = {
    fillId: 'f',
    clientOrderId,
    brokerOrderId,
    instrument,
    side,
    quantity,
    price,
    fees: price,
    time,
    provisional: false,
  }
  return entriesOf(
    [
      { type: 'order.submitted', time, broker: 'mock', terms },
      { type: 'order.accepted', complete: true, time, clientOrderId, brokerOrderIds: [brokerOrderId] },
      { type: 'order.filled', time, clientOrderId, fill },
    ],
    sequence,
  )
}
