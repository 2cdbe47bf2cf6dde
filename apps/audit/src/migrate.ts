import { migrate } from '@paraph/platform/migration';
import { EventLog1763600000000 } from './adapters/migrations/1763600000000-event-log.js';
import { SetAside1763700000000 } from './adapters/migrations/1763700000000-set-aside.js';
import { JournalHeads1795305600000 } from './adapters/migrations/1795305600000-journal-heads.js';
import { TreeHeads1795400000570 } from './adapters/migrations/1795400000570-tree-heads.js';

await migrate('audit', [EventLog1763600000000, SetAside1763700000000, JournalHeads1795305600000, TreeHeads1795400000570]);
