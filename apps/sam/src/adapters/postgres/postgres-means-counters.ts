import { type DataSource } from 'typeorm';
import type { CounterRows } from '../../domain/ports/sealed-rows.js';
import { PostgresSealedRows } from './postgres-sealed-rows.js';

/** What is counted of means, in PostgreSQL. */
export class PostgresCounterRows extends PostgresSealedRows implements CounterRows {
  constructor(database: DataSource) {
    super(database, 'means_counter');
  }
}
