import { EventLog1763600000000 } from './1763600000000-event-log.js';
import { SetAside1763700000000 } from './1763700000000-set-aside.js';
import { JournalHeads1795305600000 } from './1795305600000-journal-heads.js';
import { TreeHeads1795400000570 } from './1795400000570-tree-heads.js';
import { Months1795400000700 } from './1795400000700-months.js';
import { Anchors1795400000720 } from './1795400000720-anchors.js';
import { Archives1795400000721 } from './1795400000721-archives.js';
import { Rounds1795400000740 } from './1795400000740-rounds.js';
import { Findings1795400000741 } from './1795400000741-findings.js';
import { Sources1795400000742 } from './1795400000742-sources.js';
import { Activity1795400000743 } from './1795400000743-activity.js';
import { Summaries1795400000744 } from './1795400000744-summaries.js';
import { SummaryDeliveries1795400001000 } from './1795400001000-summary-deliveries.js';

/** Every migration of audit's database, in order. */
export const migrations = [
  EventLog1763600000000,
  SetAside1763700000000,
  JournalHeads1795305600000,
  TreeHeads1795400000570,
  Months1795400000700,
  Anchors1795400000720,
  Archives1795400000721,
  Rounds1795400000740,
  Findings1795400000741,
  Sources1795400000742,
  Activity1795400000743,
  Summaries1795400000744,
  SummaryDeliveries1795400001000,
];
