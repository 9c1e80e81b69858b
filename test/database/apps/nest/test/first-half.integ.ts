import { declareHalf } from './shuffled'

declareHalf(0)
