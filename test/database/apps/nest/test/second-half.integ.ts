import { declareHalf } from './shuffled'

declareHalf(1)
