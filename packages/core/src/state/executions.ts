import type { JournalEvent, JournalEventOf } from '../model/events.ts'
import type { ExecutionId } from '../model/ids.ts'

/** A running algo as the journal has it: as it began, with its newest parameters and state. */
export interface SavedExecution extends JournalEventOf<'execution.started'> {
  /** Why it is paused. */
  readonly paused?: string
}

export type ExecutionEvent = JournalEventOf<
  | 'execution.started'
  | 'execution.sliced'
  | 'execution.amended'
  | 'execution.paused'
  | 'execution.resumed'
  | 'execution.finished'
>

export function isExecutionEvent(event: JournalEvent): event is ExecutionEvent {
  return event.type.startsWith('execution.')
}

/** Folds an event into the executions that run. */
export function applyExecutionEvent(executions: Map<ExecutionId, SavedExecution>, event: ExecutionEvent): void {
  const { execution } = event
  if (event.type === 'execution.started') {
    executions.set(execution, event)
    return
  }
  const before = executions.get(execution)
  if (before === undefined) return
  if (event.type === 'execution.finished') executions.delete(execution)
  else if (event.type === 'execution.sliced') executions.set(execution, { ...before, state: event.state })
  else if (event.type === 'execution.amended')
    executions.set(execution, { ...before, params: event.params, state: event.state })
  else if (event.type === 'execution.paused') executions.set(execution, { ...before, paused: event.reason })
  else {
    const { paused: _, ...running } = before
    executions.set(execution, running)
  }
}
