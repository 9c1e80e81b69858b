import { Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { Repository } from 'typeorm'
import { AuditEntry } from './audit-entry.entity'

/** Writes over a connection of its own: what it says stays, whatever becomes of the transaction that it tells of. */
@Injectable()
export class AuditLog {
  constructor(@InjectRepository(AuditEntry, 'audit') private readonly entries: Repository<AuditEntry>) {}

  async record(action: string, guest: string): Promise<void> {
    await this.entries.insert({ action, guest })
  }

  of(guest: string): Promise<AuditEntry[]> {
    return this.entries.find({ where: { guest }, order: { id: 'ASC' } })
  }
}
