import { MemoryEventLog } from './memory-event-log.js';
import { MemoryTreeHeads } from './memory-tree-heads.js';
import { treeHeadsSuite } from './tree-heads.suite.js';

treeHeadsSuite('memory', async () => {
  const log = new MemoryEventLog();
  return { log, heads: new MemoryTreeHeads(log, () => new Date()) };
});
