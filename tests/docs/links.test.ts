import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { anchorsOf, linksOf, listPages } from './markdown.ts'

describe('a link', () => {
  it('within the repository leads to a file, and to a heading of it where it names one', () => {
    const dead = listPages().flatMap((page) =>
      linksOf(readFileSync(page, 'utf8'))
        .filter((link) => !/^[a-z]+:/.test(link) && leadsNowhere(page, link))
        .map((link) => `${page}: ${link}`),
    )
    expect(dead).toEqual([])
  })

  it('is seen however it is written, and not in code', () => {
    const text = [
      'See [one](a.md "A") and ![two](<b.png>), not `[three](c.md)`.',
      '<a href="d.md#part">four</a>',
      '[five]: ../e.md',
      '```',
      '[six](f.md)',
      '```',
      'and [seven](#here).',
    ].join('\n')
    expect(linksOf(text)).toEqual(['a.md', 'b.png', 'd.md#part', '../e.md', '#here'])
  })

  it('names a heading as GitHub does', () => {
    const text = '# One way to wait: `trader.idle()`\n\n## [Why](a.md)?\n\n```sh\n# not a heading\n```\n\n## Why\n'
    expect([...anchorsOf(text)]).toEqual(['one-way-to-wait-traderidle', 'why', 'why-1'])
  })
})

function leadsNowhere(page: string, link: string): boolean {
  const [path = '', anchor] = decodeURI(link).split('#')
  const target = path === '' ? page : join(path.startsWith('/') ? '.' : dirname(page), path)
  if (target.startsWith('..') || !existsSync(target)) return true
  return anchor !== undefined && target.endsWith('.md') && !anchorsOf(readFileSync(target, 'utf8')).has(anchor)
}
