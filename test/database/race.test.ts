import { unlessWithout } from './engines.js'
import { tasksRace } from './race-cases.js'

tasksRace('postgres', 'PostgreSQL', 'serialization')
unlessWithout('tasks that race', () => tasksRace('mariadb', 'MariaDB', 'deadlock'))
