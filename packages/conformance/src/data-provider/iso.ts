/** As in `2026-01-05T03:45:00.000Z`; what is no time as it is. */
export function iso(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString()
}
