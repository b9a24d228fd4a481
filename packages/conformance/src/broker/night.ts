import type { Stage } from './stage.ts'

const nightMs = 18 * 3_600_000

/** The day ends, and another begins: nobody is connected meanwhile, as where a service is stopped for the night. */
export async function night(stage: Stage): Promise<void> {
  await stage.disconnect()
  stage.venue.endDay()
  const { clock } = stage.surroundings
  if (clock !== undefined) clock.advanceTo(clock.now() + nightMs)
  await stage.settle()
  await stage.connect()
  await stage.print(100)
}
