/** The body of a recorded message: its start, as text where it is UTF-8, and its whole size in bytes. */
export type RecordedBody =
  | { readonly kind: 'text'; readonly text: string; readonly size: number }
  | { readonly kind: 'bytes'; readonly base64: string; readonly size: number }

/** How many bytes of a body are kept. */
const KEPT_BYTES = 65_536

/** The start of a body, or undefined when it is empty. */
export function recordedBody(content: Uint8Array | string | undefined): RecordedBody | undefined {
  if (content === undefined || content.length === 0) return undefined
  const bytes =
    typeof content === 'string'
      ? Buffer.from(content)
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const size = bytes.length
  const kept = size <= KEPT_BYTES ? bytes : withoutCutCharacter(bytes.subarray(0, KEPT_BYTES))
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(kept), size }
  } catch {
    return { kind: 'bytes', base64: bytes.subarray(0, KEPT_BYTES).toString('base64'), size }
  }
}

/** Whether the whole body was kept. */
export function isWhole(body: RecordedBody): boolean {
  return body.size <= KEPT_BYTES
}

/** A character of UTF-8 begins with anything but 10xxxxxx. */
function withoutCutCharacter(bytes: Buffer): Buffer {
  let end = bytes.length - 1
  while (end > bytes.length - 4 && (bytes[end]! & 0xc0) === 0x80) end--
  return bytes[end]! >= 0x80 ? bytes.subarray(0, end) : bytes
}
