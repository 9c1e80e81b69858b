import type { MigrationInterface, QueryRunner } from 'typeorm'

export class IndexForeignKeys1794000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX "orders_user" ON "orders" ("userId")`)
    await runner.query(`CREATE INDEX "order_items_product" ON "order_items" ("productId")`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "order_items_product"`)
    await runner.query(`DROP INDEX "orders_user"`)
  }
}
