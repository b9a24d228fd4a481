import { createHash } from 'node:crypto'
import { html, type Markup, textOf } from './html.ts'
import { style } from './style.ts'

/**
 * A whole page that stands by itself.
 *
 * Its policy lets in nothing but its own style, known by its hash: no script runs and nothing is fetched, even if
 * markup from outside should ever get in.
 */
export function renderDocument(title: string, ...body: readonly Markup[]): string {
  const styleHash = createHash('sha256').update(textOf(style)).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`
  return textOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body.map((part) => html`${part}\n`)}</body>
</html>
`)
}
