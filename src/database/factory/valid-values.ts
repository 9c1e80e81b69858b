/** Values that a column accepts. */
export interface ValidValues {
  /** How many different ones there are. */
  readonly room: number
  /** Whether rows differ in it although they need not. */
  readonly varies: boolean
  /** The k-th, from 1 to `room`. */
  make(k: number): unknown
}
