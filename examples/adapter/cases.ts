import { type BrokerWorld, brokerCases, type ConformanceCase } from '@shagun/conformance'
import { createInstrument, type Environment } from '@shagun/core'
import { acme, acmeSupports } from './acme.ts'
import { type AcmeFault, createFakeAcme, type FakeAcme } from './fake-acme.ts'

const instrument = createInstrument({ id: 'ACME:INFY', currency: 'USD', tickSize: '0.05' })
const apiKey = 'key of the app'

interface World extends BrokerWorld {
  readonly fake: FakeAcme
}

/** What the adapter has to keep to. */
export const cases: readonly ConformanceCase[] = brokerCases<World>(
  (environment, vendor) => {
    const fake = createFakeAcme(apiKey, instrument, vendor)
    return { fake, broker: instance(fake, environment), venue: fake.venue }
  },
  {
    supports: acmeSupports,
    instrument,
    unknownInstrument: 'ACME:NOSUCH',
    again: ({ fake }, environment) => instance(fake, environment),
    faults: {
      'request-lost': fail('reset'),
      'reply-lost': fail('answer-lost'),
      'reply-never': fail('silent'),
      'reply-late': fail('slow'),
      'server-error': fail('server-error'),
      'reply-unreadable': fail('page'),
      'rate-limited': fail('too-many'),
      'read-fails': fail('server-error', 'books'),
      'read-garbage': fail('page', 'books'),
      'report-duplicated': fail('twice'),
      'report-delayed': fail('late'),
      // They always do here.
      'ids-begin-anew': () => () => {},
      disconnected: fail('cut'),
    },
    secrets: () => [apiKey],
  },
)

function instance({ network }: FakeAcme, environment: Environment) {
  return acme({ apiKey }, { ...environment, network })
}

function fail(fault: AcmeFault, what?: 'orders' | 'books') {
  return ({ fake }: World) => fake.fail(fault, what)
}
