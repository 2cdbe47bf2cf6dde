import { type DataSource } from 'typeorm';
import type { CodeRows } from '../../domain/ports/sealed-rows.js';
import { PostgresSealedRows } from './postgres-sealed-rows.js';

/** One-time codes under way, in PostgreSQL. */
export class PostgresCodeRows extends PostgresSealedRows implements CodeRows {
  constructor(database: DataSource) {
    super(database, 'one_time_code');
  }
}
