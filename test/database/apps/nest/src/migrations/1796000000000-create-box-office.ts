import { type MigrationInterface, type QueryRunner, Table } from 'typeorm'

const id = { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' } as const
const text = (name: string, length: number) => ({ name, type: 'varchar', length: String(length) })

export class CreateBoxOffice1796000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const moment = runner.connection.driver.options.type === 'postgres' ? 'timestamp' : 'datetime'
    await runner.createTable(
      new Table({
        name: 'shows',
        columns: [id, { ...text('title', 120), isUnique: true }, { name: 'free', type: 'integer' }],
        checks: [{ name: 'shows_free_not_negative', expression: '"free" >= 0' }],
      }),
    )
    await runner.createTable(
      new Table({
        name: 'bookings',
        columns: [
          id,
          { name: 'showId', type: 'integer' },
          text('guest', 254),
          { name: 'seats', type: 'integer' },
          { name: 'version', type: 'integer' },
          { name: 'cancelledAt', type: moment, isNullable: true },
        ],
        foreignKeys: [
          {
            name: 'bookings_show_fk',
            columnNames: ['showId'],
            referencedTableName: 'shows',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
        indices: [
          { name: 'bookings_once', columnNames: ['showId', 'guest'], isUnique: true, where: '"cancelledAt" IS NULL' },
        ],
      }),
    )
    await runner.createTable(
      new Table({
        name: 'tickets',
        columns: [id, { name: 'bookingId', type: 'integer' }, { ...text('code', 40), isUnique: true }],
      }),
    )
    await runner.createTable(
      new Table({ name: 'audit_entries', columns: [id, text('action', 20), text('guest', 254)] }),
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['audit_entries', 'tickets', 'bookings', 'shows']) await runner.dropTable(table)
  }
}
