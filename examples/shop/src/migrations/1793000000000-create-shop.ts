import type { MigrationInterface, QueryRunner } from 'typeorm'

// A table ends on the line of its last constraint: TypeORM finds a check only there when it compares tables with entities.
const tables = [
  `CREATE TABLE "users" (
    "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" varchar(100) NOT NULL,
    "email" varchar(254) NOT NULL,
    "role" varchar CHECK( "role" IN ('user','admin') ) NOT NULL DEFAULT ('user'),
    "createdAt" datetime NOT NULL DEFAULT (datetime('now')),
    CONSTRAINT "users_name_length" CHECK (length("name") BETWEEN 1 AND 100))`,
  `CREATE UNIQUE INDEX "users_email_unique" ON "users" ("email")`,

  `CREATE TABLE "products" (
    "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    "sku" varchar(32) NOT NULL,
    "name" varchar(120) NOT NULL,
    "price" integer NOT NULL,
    "stock" integer NOT NULL DEFAULT (0),
    "createdAt" datetime NOT NULL DEFAULT (datetime('now')),
    CONSTRAINT "products_stock_not_negative" CHECK ("stock" >= 0),
    CONSTRAINT "products_price_not_negative" CHECK ("price" >= 0))`,
  `CREATE UNIQUE INDEX "products_sku_unique" ON "products" ("sku")`,

  `CREATE TABLE "orders" (
    "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    "reference" varchar(36) NOT NULL,
    "userId" integer NOT NULL,
    "status" varchar CHECK( "status" IN ('pending','completed','failed') ) NOT NULL DEFAULT ('pending'),
    "total" integer NOT NULL,
    "createdAt" datetime NOT NULL DEFAULT (datetime('now')),
    CONSTRAINT "orders_total_not_negative" CHECK ("total" >= 0),
    CONSTRAINT "orders_user_fk" FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE RESTRICT ON UPDATE NO ACTION)`,
  `CREATE UNIQUE INDEX "orders_reference_unique" ON "orders" ("reference")`,

  `CREATE TABLE "order_items" (
    "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    "orderId" integer NOT NULL,
    "productId" integer NOT NULL,
    "quantity" integer NOT NULL DEFAULT (1),
    "price" integer NOT NULL,
    CONSTRAINT "order_items_price_not_negative" CHECK ("price" >= 0),
    CONSTRAINT "order_items_quantity_positive" CHECK ("quantity" > 0),
    CONSTRAINT "order_items_order_fk" FOREIGN KEY ("orderId") REFERENCES "orders" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "order_items_product_fk" FOREIGN KEY ("productId") REFERENCES "products" ("id") ON DELETE RESTRICT ON UPDATE NO ACTION)`,
  `CREATE UNIQUE INDEX "order_items_product_once" ON "order_items" ("orderId", "productId")`,

  `CREATE TABLE "payments" (
    "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    "orderId" integer NOT NULL,
    "providerId" varchar(64),
    "amount" integer NOT NULL,
    "status" varchar CHECK( "status" IN ('succeeded','failed') ) NOT NULL,
    "failure" varchar(300),
    "createdAt" datetime NOT NULL DEFAULT (datetime('now')),
    CONSTRAINT "REL_af929a5f2a400fdb6913b4967e" UNIQUE ("orderId"),
    CONSTRAINT "payments_amount_not_negative" CHECK ("amount" >= 0),
    CONSTRAINT "payments_order_fk" FOREIGN KEY ("orderId") REFERENCES "orders" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)`,
  `CREATE UNIQUE INDEX "payments_provider_unique" ON "payments" ("providerId")`,
]

export class CreateShop1793000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['payments', 'order_items', 'orders', 'products', 'users']) {
      await runner.query(`DROP TABLE "${table}"`)
    }
  }
}
