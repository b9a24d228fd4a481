import { createHash } from 'node:crypto'

/** What a page tells: plain text throughout, whoever wrote it. */
export interface Told {
  readonly status: number
  readonly tone: 'done' | 'failed' | 'quiet'
  readonly title: string
  readonly lead: string
  /** What the reader is to do now. */
  readonly next: string
}

/** One small page that stands by itself, in light and dark, on a screen or a telephone. */
export function renderPage({ tone, title, lead, next }: Told): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} · Zerodha</title>
<style>${style}</style>
</head>
<body>
<main class="${tone}">
<svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="24"/><path d="${signs[tone]}"/></svg>
<h1>${escaped(title)}</h1>
<p>${escaped(lead)}</p>
<p class="next">${escaped(next)}</p>
</main>
<footer>This page comes from your own machine.</footer>
</body>
</html>
`
}

/** Nothing but its own style is let in, known by its hash: no script runs, nothing is fetched, nobody frames it. */
export function pagePolicy(): string {
  const hash = createHash('sha256').update(style).digest('base64')
  const nothingElse = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  return `default-src 'none'; style-src 'sha256-${hash}'; ${nothingElse}`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

const signs = { done: 'M14 25l7 7 13-15', failed: 'M17 17l14 14M31 17L17 31', quiet: 'M24 21v13M24 14v.5' } as const

const style = `
:root { color-scheme: light dark; --paper: #f4f6f8; --card: #ffffff; --ink: #1b1f24; --soft: #59616b; --rule: #e1e5ea; --done: #1a7f4b; --failed: #b4421f; --quiet: #1f5ea8; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #0f1215; --card: #181c21; --ink: #e7eaee; --soft: #a0a8b2; --rule: #2b3138; --done: #56c48a; --failed: #f08a63; --quiet: #79b1ee; }
}
* { box-sizing: border-box; }
body {
  display: grid; grid-template-rows: 1fr auto; min-height: 100vh; min-height: 100dvh; margin: 0; padding: 1.5rem 1rem;
  background: var(--paper); color: var(--ink); overflow-wrap: anywhere; text-size-adjust: 100%; -webkit-text-size-adjust: 100%;
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main {
  align-self: center; width: min(28rem, 100%); margin: 0 auto; padding: 2.5rem clamp(1.5rem, 6vw, 2.75rem);
  background: var(--card); border: 1px solid var(--rule); border-radius: 1rem; box-shadow: 0 1px 2px #0000000d, 0 12px 32px -16px #00000026;
}
.done { --tone: var(--done); } .failed { --tone: var(--failed); } .quiet { --tone: var(--quiet); }
svg { display: block; width: 3rem; height: 3rem; fill: none; stroke: var(--tone); stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
circle { fill: var(--tone); fill-opacity: 0.12; stroke: none; }
h1 { margin: 1.25rem 0 0; font-size: 1.625rem; line-height: 1.25; font-weight: 600; letter-spacing: -0.015em; text-wrap: balance; }
p { margin: 0.625rem 0 0; text-wrap: pretty; }
.next { margin-top: 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--rule); color: var(--soft); }
footer { margin-top: 1.5rem; color: var(--soft); font-size: 0.8125rem; text-align: center; }
`
