import type { Provider } from '@nestjs/common';
import { DiskPageFiles } from './adapters/disk-page-files.js';
import { PageFiles } from './domain/page-files.js';
import { ConsoleController } from './transport/console/console.controller.js';

export const consoleControllers = [ConsoleController];

/** The console: files, and nothing of the log. */
export const consoleProviders: readonly Provider[] = [{ provide: PageFiles, useFactory: () => new DiskPageFiles() }];
