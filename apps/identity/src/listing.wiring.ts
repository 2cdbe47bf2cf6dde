import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresDirectory } from './adapters/postgres-directory.js';
import { ChangeClient } from './domain/clients/change-client.js';
import { EndClient } from './domain/clients/end-client.js';
import { ClientStore } from './domain/ports/client-store.js';
import { Directory } from './domain/ports/directory.js';
import { ListingController } from './transport/listing.controller.js';

/** What operators look for, and what they decide about clients. */
export const listingProviders: readonly Provider[] = [
  adapt(Directory, PostgresDirectory, DataSource),
  build(ChangeClient, Directory, ClientStore),
  build(EndClient, Directory, ClientStore, Clock),
];

export const listingControllers: readonly Type[] = [ListingController];
