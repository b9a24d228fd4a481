/** `1 bar`, `2 bars`. */
export function counted(count: number, noun: string, write: (value: number) => string): string {
  return `${write(count)} ${noun}${count === 1 ? '' : 's'}`
}
