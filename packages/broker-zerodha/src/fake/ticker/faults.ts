/** What can go wrong with the stream of a fake Kite. */
export type TickerFault =
  /** Messages of packets end too early, by so many bytes; by half of them where it is not said. */
  | { readonly kind: 'truncated'; readonly missingBytes?: number }
  /** Packets are 16 bytes longer than any that is known. */
  | { readonly kind: 'oversized' }
  /** Messages have bytes after their last packet. */
  | { readonly kind: 'surplus' }
  /** Among the packets there are some of 12 bytes. */
  | { readonly kind: 'unknown-length' }
  /** After each message of packets comes one of none. */
  | { readonly kind: 'zero-packets' }
  /** Nothing comes any more, while the connection stays open; with `pongs`, pings are still answered. */
  | { readonly kind: 'silent'; readonly pongs?: boolean }
  /** What clients send is not read. */
  | { readonly kind: 'not-reading' }
  /** Connections are turned away, whoever asks. */
  | { readonly kind: 'refused'; readonly httpStatus: number }
  /** Each order update comes twice. */
  | { readonly kind: 'orders-duplicated' }
  /** Order updates come in pairs, the later one first. */
  | { readonly kind: 'orders-reordered' }
  /** Order updates come at once, before the reply to the request that they are about. */
  | { readonly kind: 'orders-early' }

type Kind = TickerFault['kind']

/** The faults there are at the moment. */
export interface Faults {
  /** The newest of its kind that is about this API key. */
  find<K extends Kind>(kind: K, apiKey: string): Extract<TickerFault, { readonly kind: K }> | undefined
  /** @param apiKey - whose connections it is about; all of them where it is not said */
  add(fault: TickerFault, apiKey?: string): () => void
  clear(): void
}

export function createFaults(): Faults {
  let faults: readonly { readonly fault: TickerFault; readonly apiKey: string | undefined }[] = []
  return {
    find(kind, apiKey) {
      const found = faults.findLast((each) => each.fault.kind === kind && (each.apiKey ?? apiKey) === apiKey)
      return found?.fault as never
    },
    add(fault, apiKey) {
      const entry = { fault, apiKey }
      faults = [...faults, entry]
      return () => {
        faults = faults.filter((each) => each !== entry)
      }
    },
    clear() {
      faults = []
    },
  }
}
