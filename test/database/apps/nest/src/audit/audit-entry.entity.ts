import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm'

@Entity('audit_entries')
export class AuditEntry {
  @PrimaryGeneratedColumn()
  id!: number

  @Column({ length: 20 })
  action!: string

  @Column({ length: 254 })
  guest!: string
}
