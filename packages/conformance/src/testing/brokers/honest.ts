import type { Broker, Environment, Supports } from '@shagun/core'
import { brokerCases } from '../../broker/cases.ts'
import type { BrokerFault, BrokerFixtures, BrokerWorld } from '../../broker/fixtures.ts'
import type { ConformanceCase } from '../../conformance-case.ts'
import { acme, secret } from './acme.ts'
import { createAcmeVenue, everything } from './acme-venue.ts'
import { createWire, type Wire } from './wire.ts'

export interface AcmeWorld extends BrokerWorld {
  readonly wire: Wire
}

/** Makes something else of the adapter; it is made once more for an instance that begins later. */
export type Break = (broker: Broker, world: { readonly wire: Wire; readonly environment: Environment }) => Broker

const faults: readonly BrokerFault[] = [
  'request-lost',
  'reply-lost',
  'reply-never',
  'reply-late',
  'server-error',
  'reply-unreadable',
  'rate-limited',
  'read-fails',
  'read-garbage',
  'report-duplicated',
  'report-delayed',
  'ids-begin-anew',
  'disconnected',
  'session-expired',
]

/** The cases of an adapter that can do everything, so that none is skipped; `breaks` may break it. */
export function acmeCases(
  breaks: Break = (broker) => broker,
  supports: Supports = everything,
  changes: Partial<BrokerFixtures<AcmeWorld>> = {},
): readonly ConformanceCase[] {
  const made = (wire: Wire, environment: Environment): Broker =>
    breaks(acme(wire, supports, environment), { wire, environment })
  return brokerCases<AcmeWorld>(
    (environment, vendor) => {
      const wire = createWire(createAcmeVenue(vendor, supports))
      return { broker: made(wire, environment), venue: wire.venue.truth, wire }
    },
    {
      supports,
      unknownInstrument: 'SIM:NOSUCH',
      again: ({ wire }, environment) => made(wire, environment),
      faults: Object.fromEntries(faults.map((fault) => [fault, ({ wire }: AcmeWorld) => wire.begin(fault)])),
      secrets: () => [secret],
      ...changes,
    },
  )
}
