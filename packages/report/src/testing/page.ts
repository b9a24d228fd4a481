import { createHash } from 'node:crypto'

const tag = /<(\/?)([a-z][a-z0-9]*)((?:\s+[\w:-]+="[^"<>]*")*)\s*(\/?)>/gi

/** What keeps text from being a page whose tags are closed in order and whose attributes are all in quotes; `[]` is well. */
export function faultsOf(page: string): readonly string[] {
  const faults: string[] = []
  const open: string[] = []
  const rest = page
    .replace(/^<!doctype html>/, '')
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(tag, (_, closing: string, name: string, __: string, selfClosing: string) => {
      if (closing === '/') {
        const last = open.pop()
        if (last !== name) faults.push(`</${name}> closes <${last}>`)
      } else if (selfClosing === '' && name !== 'meta') open.push(name)
      return ''
    })
  faults.push(...open.map((name) => `<${name}> is not closed`))
  if (/[<>]/.test(rest)) faults.push(`not a tag: ${/.{0,20}[<>].{0,20}/.exec(rest)![0]}`)
  return faults
}

/** What a reader sees, without tags, in one line. */
export function textOfPage(page: string): string {
  return page
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(/<title[^>]*>[^<]*<\/title>|<desc[^>]*>[^<]*<\/desc>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
}

/** The value that stands in the table row under this name. */
export function rowOf(page: string, name: string): readonly string[] {
  const row = page.split('<tr>').find((each) => each.startsWith(`<th scope="row">${name}</th>`)) ?? ''
  return [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell!.replace(/<[^>]*>/g, ''))
}

/** The page's style and the hash of it that a content security policy wants. */
export function styleHashOf(page: string): string {
  const [, style] = /<style>([^<]*)<\/style>/.exec(page)!
  return createHash('sha256').update(style!).digest('base64')
}
