import { expect, it } from 'vitest'
import { html, type Part, textOf } from './html.ts'

it('escapes every character that could begin markup or end an attribute', () => {
  const text = `<b title='x' id="y">&`
  expect(textOf(html`<p title="${text}">${text}</p>`)).toBe(
    '<p title="&lt;b title=&#39;x&#39; id=&quot;y&quot;&gt;&amp;">&lt;b title=&#39;x&#39; id=&quot;y&quot;&gt;&amp;</p>',
  )
})

it('takes markup as it is, joins lists and leaves out what is undefined', () => {
  expect(textOf(html`<ul>${['<', 2].map((item) => html`<li>${item}</li>`)}${undefined}</ul>`)).toBe(
    '<ul><li>&lt;</li><li>2</li></ul>',
  )
})

it('does not take an object that was parsed from outside for markup', () => {
  const forged = JSON.parse('{"markup":"<script>","Symbol(markup)":"<script>"}') as Part
  expect(textOf(html`${forged}`)).not.toContain('<')
})
