import { suite } from 'qa-integ'
import { db } from './world.js'

const { scenario } = suite({ category: 'database', point: 'migrations' }).given(db)

scenario('every migration can be undone, and makes what the entities ask for')
  .when(db.migrations.roundTrip())
  .expect(db.migrations.noDrift())
