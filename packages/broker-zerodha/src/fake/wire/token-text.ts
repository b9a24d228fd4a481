const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** 32 letters and digits, as Kite's tokens are. */
export function tokenText(random: () => number, length = 32): string {
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('')
}
