/**
 * What goes wrong between an account, its broker and its storage.
 *
 * For orders, cancels and modifications:
 * - `request-lost`: never arrives; no answer comes in time.
 * - `request-late`: no answer comes in time, and it arrives after that.
 * - `reply-lost`: arrives; no answer comes in time.
 * - `reply-never`: arrives; nothing is ever answered.
 * - `server-error`: arrives; the answer is an error of the server.
 * - `reply-unreadable`: arrives; the answer makes no sense.
 * - `adapter-throws`: arrives; the adapter throws.
 * - `rate-limited`: refused before it arrives.
 * - `command-ignored`: a cancel or a modification is answered as taken, and nothing comes of it.
 * - `order-refused`: refused before it arrives, for a reason of the venue; where executions are simulated.
 *
 * For what the broker reports:
 * - `report-dropped`, `report-duplicated`, `report-delayed` (and so overtaken by others)
 * - `report-regressed`: an older row, with less filled, comes again.
 * - `report-garbage`: comes as something else.
 * - `report-priceless`: a row comes without the price of its fills.
 * - `clock-skewed`: the broker's clock is off.
 *
 * For the books:
 * - `read-fails`, `read-garbage`
 * - `read-late`: the answer is from a while ago.
 * - `read-torn`: positions and cash are from a later moment than orders and trades.
 *
 * For the line:
 * - `disconnected`: lost and restored, and both are told.
 * - `stalled`: reports stop, and nothing tells so.
 * - `half-open`: nothing goes through, and only its end is told.
 * - `session-expired`: everything is refused until there is a new one.
 *
 * For the process and its storage:
 * - `crashed`: it ends at once, at any moment.
 * - `crashed-before-append`, `crashed-after-append`: it ends at a step of its journal.
 * - `append-failed`: the storage takes nothing, and says so.
 * - `append-doubtful`: the storage takes it, and says it failed.
 */
export type FaultKind =
  | (typeof orderFaults)[number]
  | (typeof commandFaults)[number]
  | (typeof reportFaults)[number]
  | (typeof readFaults)[number]
  | (typeof lineFaults)[number]
  | (typeof storageFaults)[number]
  | (typeof executionFaults)[number]
  | 'crashed'

export const orderFaults = [
  'request-lost',
  'request-late',
  'reply-lost',
  'reply-never',
  'server-error',
  'reply-unreadable',
  'adapter-throws',
  'rate-limited',
] as const
export const commandFaults = ['command-ignored'] as const
export const reportFaults = [
  'report-dropped',
  'report-duplicated',
  'report-delayed',
  'report-regressed',
  'report-garbage',
  'report-priceless',
  'clock-skewed',
] as const
export const readFaults = ['read-fails', 'read-garbage', 'read-late', 'read-torn'] as const
export const lineFaults = ['disconnected', 'stalled', 'half-open', 'session-expired'] as const
export const storageFaults = [
  'crashed-before-append',
  'crashed-after-append',
  'append-failed',
  'append-doubtful',
] as const
/** Only where algos trade: to others a refusal is an answer like any. */
export const executionFaults = ['order-refused'] as const
export const faultKinds: readonly FaultKind[] = [
  ...orderFaults,
  ...commandFaults,
  ...reportFaults,
  ...readFaults,
  ...lineFaults,
  ...storageFaults,
  'crashed',
]
