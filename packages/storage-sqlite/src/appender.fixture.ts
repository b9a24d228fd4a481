import { writeSync } from 'node:fs'
import type { BrokerOrderId } from '@shagun/core'
import { entriesOf, limitOrder } from './entry.fixture.ts'
import { sqlite } from './index.ts'

// Appends orders of three entries each to the file it is given, and reports each append that has returned, until it is
// killed.
const journal = await sqlite(process.argv[2] ?? '').openJournal('main')
let sequence = 0
for await (const entry of journal.read()) sequence = entry.sequence + 1

for (;;) {
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
  await journal.append(
    entriesOf(
      [
        { type: 'order.submitted', time, broker: 'mock', terms },
        { type: 'order.accepted', complete: true, time, clientOrderId, brokerOrderIds: [brokerOrderId] },
        { type: 'order.filled', time, clientOrderId, fill },
      ],
      sequence,
    ),
  )
  sequence += 3
  writeSync(1, `${sequence - 1}\n`)
}
