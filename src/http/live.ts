import type { Client } from './client.js'

/** Something that answers at an address, and how to get rid of it. */
export interface Place {
  /** Without a slash at its end. */
  readonly url: string
  readonly process?: OwnProcess
  stop?(): Promise<void>
}

/** The process behind an address, as far as it is known here. */
export interface OwnProcess {
  /** What it wrote last, masked; as new as the last look. */
  log(): string
  /** What ended it ("with exit code 1"), if it has ended or does so within this time (milliseconds). */
  look(patience: number): Promise<string | undefined>
}

/** A started target. */
export interface Live extends Place {
  readonly client: Client
}
