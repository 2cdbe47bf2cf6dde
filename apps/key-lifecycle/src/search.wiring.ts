import type { Provider, Type } from '@nestjs/common';
import { adapt } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresCredentialSearch } from './adapters/postgres-credential-search.js';
import { CredentialSearch } from './domain/credential-search.js';
import { SearchController } from './transport/search.controller.js';

/** What operators look for. */
export const searchProviders: readonly Provider[] = [adapt(CredentialSearch, PostgresCredentialSearch, DataSource)];

export const searchControllers: readonly Type[] = [SearchController];
