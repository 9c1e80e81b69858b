import { suite } from 'qa-integ'
import { db } from './world.js'

const { scenario } = suite({ category: 'database', point: 'migrations' })

scenario('every migration can be undone')
  .when(db.migrations.roundTrip())
  .expect(db.migrations.noDrift())
  .expect(db.migrations.keepRows())

scenario('a migration that fails half-way leaves nothing')
  .when(db.migrations.interrupted())
  .expect(db.migrations.leftNothing())
