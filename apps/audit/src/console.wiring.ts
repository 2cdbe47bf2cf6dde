import type { Provider } from '@nestjs/common';
import { PageFolder } from '@paraph/platform';
import { ConsoleController } from './transport/console/console.controller.js';

export const consoleControllers = [ConsoleController];

/** The console: files, and nothing of the log. */
export const consoleProviders: readonly Provider[] = [{ provide: PageFolder, useFactory: () => new PageFolder(new URL('./assets/', import.meta.url)) }];
