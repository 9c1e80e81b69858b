/** A value, now or later. `Promise`, not `PromiseLike`: the compiler then matches by reference and stays fast. */
export type Awaitable<T> = T | Promise<T>

/** Flattens an intersection, so that an author's hover shows one plain object. */
export type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** A type that no value has: its sentence is what the compiler prints to the author. */
export interface Refused<Message extends string> {
  readonly __refused: Message
}

/** What a given may add: named values in a plain object, or nothing. */
export type Added = Record<string, unknown> | void

/** The context after a step has added its values. */
export type Merge<C, A> = [A] extends [object] ? Simplify<C & A> : C

/** `T`, unless the step would give a name a second time, or `any`, which would end all checking of the context. */
export type Fresh<C, A, T> = 0 extends 1 & A
  ? Refused<'the given adds any; write the names that it adds, as in => ({ user: found as User })'>
  : keyof C & keyof A extends never
    ? T
    : Refused<`"${keyof C & keyof A & string}" is already in the context`>

/** What a check may hand back; a bare boolean asserts nothing and does not compile. */
export type Checked = void | undefined | (object & { readonly then?: never })
