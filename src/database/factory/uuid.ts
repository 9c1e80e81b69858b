/** A valid version-4 UUID that says which one it is. */
export function uuid(k: number): string {
  return `00000000-0000-4000-8000-${k.toString(16).padStart(12, '0')}`
}
