import type { FakeTickerSession, Peer } from './session.ts'

/** Where clients knock, over whatever they come. */
export interface Door {
  /** @returns the status with which it is turned away, or what lets it in */
  knock(url: URL): number | Admission
}

/** What lets a client in. */
interface Admission {
  enter(peer: Peer): FakeTickerSession
  /** Whether pings are not answered. */
  isSilent(): boolean
  leave(): void
}
