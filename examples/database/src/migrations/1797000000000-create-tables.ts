import { type MigrationInterface, type QueryRunner, Table } from 'typeorm'

const id = { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' } as const
const text = (name: string, length: number) => ({ name, type: 'varchar', length: String(length) })

export class CreateTables1797000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const moment =
      runner.connection.options.type === 'postgres'
        ? { type: 'timestamp', default: 'now()' }
        : { type: 'datetime', default: "datetime('now')" }
    await runner.createTable(
      new Table({
        name: 'users',
        columns: [
          id,
          text('name', 100),
          text('email', 254),
          { ...text('role', 10), default: "'user'" },
          { name: 'createdAt', ...moment },
        ],
        indices: [{ name: 'users_email_unique', columnNames: ['email'], isUnique: true }],
        checks: [{ name: 'users_role', expression: `"role" IN ('user', 'admin')` }],
      }),
    )
    await runner.createTable(
      new Table({
        name: 'posts',
        columns: [
          id,
          { name: 'userId', type: 'integer' },
          text('title', 200),
          { name: 'content', type: 'text', default: "''" },
        ],
        indices: [{ name: 'posts_user', columnNames: ['userId'] }],
        foreignKeys: [
          {
            name: 'posts_user_fk',
            columnNames: ['userId'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    )
    await runner.createTable(
      new Table({
        name: 'accounts',
        columns: [id, { name: 'balance', type: 'integer', default: 0 }],
        checks: [{ name: 'accounts_balance_not_negative', expression: '"balance" >= 0' }],
      }),
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['accounts', 'posts', 'users']) await runner.dropTable(table)
  }
}
