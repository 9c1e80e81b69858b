import { migrationCases } from '../database/migration-cases.js'

migrationCases('postgres')
