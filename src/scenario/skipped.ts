/** Thrown by `tools.skip`. */
export class Skipped {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}
