/** The auditors' console in a browser, over a running audit service: one start for everything that is looked at. */
import { afterAll, beforeAll } from '@jest/globals';
import { describeAccess } from './access.suite.js';
import { describeCertificate } from './certificate.suite.js';
import { ConsoleWorld } from './console-world.js';
import { describePaper } from './paper.suite.js';
import { describeViews } from './views.suite.js';

let world: ConsoleWorld;
beforeAll(async () => void (world = await ConsoleWorld.start()), 60_000);
afterAll(async () => world?.stop());

describeViews(() => world);
describeCertificate(() => world);
describePaper(() => world);
describeAccess(() => world);
