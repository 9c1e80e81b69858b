import { isSetUp, KINDS } from '../init/project-kinds.js'

describe('qa-integ init, in every kind of project', () => {
  for (const kind of KINDS) isSetUp(kind)
})
