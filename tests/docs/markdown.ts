import { globSync, readFileSync } from 'node:fs'

/** Every page in Markdown that belongs to the repository. */
export function listPages(): readonly string[] {
  const exclude = ['**/node_modules/**', '{site,coverage,output}/**']
  return globSync(['**/*.md', '.{changeset,github}/**/*.md'], { exclude }).sort()
}

/** A block of code between fences. */
export interface CodeBlock {
  readonly path: string
  /** Of its first line of code, from 1. */
  readonly line: number
  /** What stands behind the opening fence: the language, and what is to be done with it. */
  readonly info: readonly string[]
  readonly code: string
}

/** The blocks between fences of a page, or of the docstrings of a source, without their margin. */
export function readCodeBlocks(path: string): readonly CodeBlock[] {
  const margin = path.endsWith('.ts') ? /^ *\* ?/ : /^/
  const blocks: CodeBlock[] = []
  let open: { readonly line: number; readonly info: readonly string[]; readonly lines: string[] } | undefined
  for (const [i, text] of readFileSync(path, 'utf8').split('\n').entries()) {
    const line = text.replace(margin, '')
    const isFence = margin.test(text) && line.trimStart().startsWith('```')
    if (!isFence) open?.lines.push(line)
    else if (open === undefined) open = { line: i + 2, info: line.trim().slice(3).trim().split(/\s+/), lines: [] }
    else {
      const { lines, ...block } = open
      blocks.push({ path, ...block, code: `${lines.join('\n')}\n` })
      open = undefined
    }
  }
  return blocks
}

const fenced = /^ *```.*?^ *```/gms

/** Where a text links to, code left out. */
export function linksOf(markdown: string): readonly string[] {
  const text = markdown.replace(fenced, '').replace(/`[^`\n]*`/g, '')
  const links = /\]\(\s*<?([^\s)>]+)|^\[[^\]]+\]:\s*<?([^\s>]+)|(?:href|src)="([^"]+)"/gm
  return [...text.matchAll(links)].map(([, inline, reference, html]) => (inline ?? reference ?? html)!)
}

/** The anchors that GitHub gives to a text's headings. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading] of markdown.replace(fenced, '').matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const words = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const anchor = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')
    let name = anchor
    for (let repeats = 1; anchors.has(name); repeats++) name = `${anchor}-${repeats}`
    anchors.add(name)
  }
  return anchors
}
