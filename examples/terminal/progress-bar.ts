export interface ProgressBar {
  readonly update: (done: number, total: number) => void
  /** Takes the bar away again. */
  end(): void
}

const width = 40

/** A line that fills up, where there is a terminal to draw it on; nothing where there is none. */
export function createProgressBar(out: NodeJS.WriteStream, what: string): ProgressBar {
  if (!out.isTTY) return { update() {}, end() {} }
  return {
    update(done, total) {
      const full = total === 0 ? width : Math.round((done / total) * width)
      out.write(`\r${'█'.repeat(full)}${'░'.repeat(width - full)} ${done} of ${total} ${what}`)
    },
    end() {
      out.write('\r\u001b[2K')
    },
  }
}
