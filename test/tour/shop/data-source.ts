import { DataSource, type QueryRunner } from 'typeorm'
import { Account } from './entities.ts'

class CreateAccounts1700000000001 {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "accounts" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "balance" integer NOT NULL)',
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "accounts"')
  }
}

export const bank = new DataSource({
  type: 'sqlite',
  database: ':memory:',
  entities: [Account],
  migrations: [CreateAccounts1700000000001],
})
