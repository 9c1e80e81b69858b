import { type MigrationInterface, type QueryRunner, Table } from 'typeorm'

const id = { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' } as const
const account = (column: string, name: string) => ({
  name,
  columnNames: [column],
  referencedTableName: 'accounts',
  referencedColumnNames: ['id'],
  onDelete: 'RESTRICT',
})

export class CreateBank1795000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const moment = runner.connection.driver.options.type === 'postgres' ? 'timestamp' : 'datetime'
    await runner.createTable(
      new Table({
        name: 'accounts',
        columns: [
          id,
          { name: 'iban', type: 'varchar', length: '34' },
          { name: 'owner', type: 'varchar', length: '100' },
          { name: 'balance', type: 'integer', default: 0 },
          { name: 'closedAt', type: moment, isNullable: true },
        ],
        indices: [{ name: 'accounts_iban_unique', columnNames: ['iban'], isUnique: true }],
        checks: [{ name: 'accounts_balance_not_negative', expression: '"balance" >= 0' }],
      }),
    )
    await runner.createTable(
      new Table({
        name: 'transfers',
        columns: [
          id,
          { name: 'fromId', type: 'integer' },
          { name: 'toId', type: 'integer' },
          { name: 'amount', type: 'integer' },
          { name: 'createdAt', type: moment, default: 'CURRENT_TIMESTAMP' },
        ],
        indices: [
          { name: 'transfers_from', columnNames: ['fromId'] },
          { name: 'transfers_to', columnNames: ['toId'] },
        ],
        foreignKeys: [account('fromId', 'transfers_from_fk'), account('toId', 'transfers_to_fk')],
        checks: [{ name: 'transfers_amount_positive', expression: '"amount" > 0' }],
      }),
    )
    await runner.createTable(
      new Table({ name: 'refusals', columns: [id, { name: 'reason', type: 'varchar', length: '200' }] }),
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['refusals', 'transfers', 'accounts']) await runner.dropTable(table)
  }
}
