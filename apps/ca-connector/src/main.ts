import { boot } from '@paraph/platform';
import { caConnector } from './ca-connector.module.js';

await boot(caConnector);
