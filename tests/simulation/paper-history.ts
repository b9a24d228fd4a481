import { type PaperBroker, type PaperOptions, paper, percentFees } from '@shagun/broker-mock'
import { type Awaitable, type Environment, isShagunError, memory, ShagunError, type Storage } from '@shagun/core'
import type { Broker, BrokerReport } from '@shagun/core/adapter'
import { type SimulatedVenue, type SimulateOptions, type Simulation, simulate } from '@shagun/core/testing'

/** The history of a seed at a paper account that ends, at any of its appends, and begins again from what it has kept. */
export async function paperHistoryOf(
  seed: number,
  more: Partial<SimulateOptions> = {},
): Promise<Simulation & { readonly lives: number }> {
  let lives = 0
  const options: PaperOptions = {
    cash: '1000000',
    fees: percentFees('0.1'),
    shortSelling: true,
    reports: (['both', 'orders', 'fills'] as const)[Math.abs(seed) % 3]!,
    ...(seed % 5 === 0 && { sliceAbove: 15, maxSlices: 2 }),
  }
  const simulation = await simulate({
    seed,
    broker: (environment) => createReborn(options, environment, 1 + (Math.abs(seed) % 6), () => lives++),
    ...more,
  })
  return { ...simulation, lives }
}

/** A broker whose every so manieth append is its last: a new one takes its place, and knows what the one before has kept. */
function createReborn(options: PaperOptions, environment: Environment, appends: number, born: () => void) {
  const disk = memory({ chained: true })
  let current: PaperBroker
  let isOpen = false
  let report: (report: BrokerReport) => void

  async function begin(): Promise<void> {
    const next = paper({ ...options, storage: mortal(disk, appends, () => void rise()) }, environment)
    await next.connect((each) => report(each))
    current = next
    isOpen = true
    born()
  }

  async function rise(): Promise<void> {
    await Promise.resolve()
    await begin()
    report({ type: 'restored' })
  }

  /** Between two lives nobody is there to whom it could happen, and after a start nothing has a price. */
  function happen(work: (venue: SimulatedVenue) => void): void {
    try {
      if (isOpen) work(current.venue)
    } catch (cause) {
      if (!isShagunError(cause, 'account-halted', 'invalid-order', 'storage-failed')) throw cause
    }
  }

  const { id, supports } = paper(options, environment)
  const venue: SimulatedVenue = {
    listOrders: () => (isOpen ? current.venue.listOrders() : []),
    listFills: () => (isOpen ? current.venue.listFills() : []),
    listPositions: () => (isOpen ? current.venue.listPositions() : []),
    getCash: () => (isOpen ? current.venue.getCash() : {}),
    print: (trade) => happen((at) => at.print(trade)),
    placeOutside: (order) => happen((at) => at.placeOutside(order)),
    endDay: () => happen((at) => at.endDay()),
  }
  const broker: Broker<typeof supports> & { readonly venue: SimulatedVenue } = {
    id,
    supports,
    environment,
    venue,
    async connect(listener) {
      report = listener
      await begin()
      return async () => {}
    },
    place: (order) => answered(() => current.place(order)),
    placeGroup: (group) => answered(() => current.placeGroup!(group)),
    cancel: (order) => answered(() => current.cancel(order)),
    modify: (order, change) => answered(() => current.modify!(order, change)),
    findOrders: (order) => current.findOrders(order),
    fetchSnapshot: () => current.fetchSnapshot(),
  }
  return broker as unknown as Broker & { readonly venue: SimulatedVenue }
}

/** Of a process that has ended there is no answer. */
async function answered<Reply>(
  ask: () => Awaitable<Reply>,
): Promise<Reply | { outcome: 'unconfirmed'; cause: 'connection-lost' }> {
  try {
    return await ask()
  } catch (cause) {
    if (!isShagunError(cause, 'account-halted', 'storage-failed')) throw cause
    return { outcome: 'unconfirmed', cause: 'connection-lost' }
  }
}

/** A storage whose process ends with that append, which is durable or not by turns. */
function mortal(disk: Storage, appends: number, ended: () => void): Storage {
  let left = appends
  return {
    ...disk,
    async openJournal(account) {
      const journal = await disk.openJournal(account)
      return {
        ...journal,
        append(entries) {
          if (left-- > 0) return journal.append(entries)
          if (entries[0]!.sequence % 2 === 0) void journal.append(entries)
          // The system lets go of what it had open.
          void journal.close().then(ended)
          throw new ShagunError('storage-failed', 'The process has ended.', { details: { source: 'simulated' } })
        },
      }
    },
  }
}
