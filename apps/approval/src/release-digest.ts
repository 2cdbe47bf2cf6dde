import { runCommand } from '@paraph/platform';
import { readPageSources } from './adapters/page-sources.js';
import { approvalConfig } from './approval.config.js';
import { WholePage } from './domain/whole-page.js';

// What an operator publishes: the digest of the page as this build and these settings make it, before anybody serves it.
await runCommand(approvalConfig, async ({ release }) => ({ digest: new WholePage(readPageSources(), release).digest }));
