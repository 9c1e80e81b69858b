import { QueryFailedError } from 'typeorm'

const patterns = {
  unique: /UNIQUE constraint failed|duplicate key value/,
  foreignKey: /FOREIGN KEY constraint failed|violates foreign key constraint/,
}

/** Whether the database refused a statement because of such a constraint. */
export function isViolation(kind: keyof typeof patterns, error: unknown): boolean {
  return error instanceof QueryFailedError && patterns[kind].test(error.message)
}
