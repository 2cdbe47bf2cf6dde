import { migrate } from '@paraph/platform/migration';
import { Certificates1795136400000 } from './adapters/migrations/1795136400000-certificates.js';

await migrate('ca-connector', [Certificates1795136400000]);
