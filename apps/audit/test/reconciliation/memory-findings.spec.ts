import { findingsSuite } from './findings.suite.js';
import { MemoryFindings } from './memory-findings.js';

findingsSuite('memory', async () => new MemoryFindings());
