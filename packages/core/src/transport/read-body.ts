/** What a body turned out to be, when it was not read. */
export const tooLong: unique symbol = Symbol('too long')

/** All bytes of a body, or `tooLong` as soon as there are more than so many; the rest is left unread then. */
export async function readBody(response: Response, maxBytes: number): Promise<Uint8Array | typeof tooLong> {
  const { body, headers } = response
  if (body === null) return new Uint8Array()
  // What is packed is counted unpacked, as it comes.
  if (!headers.has('content-encoding') && Number(headers.get('content-length')) > maxBytes) {
    await body.cancel()
    return tooLong
  }
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > maxBytes) {
      await reader.cancel()
      return tooLong
    }
    chunks.push(value)
  }
  if (chunks.length === 1) return chunks[0]!
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
