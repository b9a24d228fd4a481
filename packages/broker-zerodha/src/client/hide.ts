/** A shorter word is no secret, and taking it out would make texts unreadable. */
const shortest = 4

/** Takes secrets out of what somebody else has written, as they are and as they stand in addresses, forms and JSON. */
export function hideIn(text: string, secrets: Iterable<string>): string {
  let hidden = text
  for (const secret of secrets)
    if (secret.length >= shortest)
      for (const written of waysToWrite(secret)) hidden = hidden.replaceAll(written, '[redacted]')
  return hidden
}

function waysToWrite(secret: string): ReadonlySet<string> {
  const asField = new URLSearchParams({ s: secret }).toString().slice(2)
  return new Set([secret, encodeURIComponent(secret), asField, JSON.stringify(secret).slice(1, -1)])
}
